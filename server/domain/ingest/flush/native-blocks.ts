import type { TableSchema } from '../../storage'
import { layoutOf, type ColumnLayout } from '../encode/column-kinds'
import type { ClosedSegment } from '../spool/segment-file'
import { DamagedSegmentError, readFrames } from '../spool/segment-reader'

/** Frames smaller than this are put together: a block has a price of its own. */
const WORTHWHILE_ROWS = 512
const MOST_BYTES = 1024 * 1024

/** A frame's rows: what `ColumnWriter.finish` gave, cut into its streams. */
interface Frame { readonly rows: number, readonly streams: readonly Buffer[] }

/**
 * A segment of columns as blocks of ClickHouse's Native, with the rows' identity: the segment's id, and ordinals in
 * the order of the frames.
 * @throws DamagedSegmentError
 */
export async function* readBlocks(segment: ClosedSegment, schema: TableSchema): AsyncGenerator<Buffer> {
  const layout = layoutOf(schema)
  const id = BigInt(segment.header.segment)
  let ordinal = 0
  let frames: Frame[] = []
  let rows = 0
  let bytes = 0
  const block = () => {
    const made = makeBlock(layout, frames, rows, id, ordinal)
    ordinal += rows
    frames = []
    rows = bytes = 0
    return made
  }
  for await (const some of readFrames(segment)) {
    for (const frame of some) {
      frames.push({ rows: frame.rows, streams: cut(frame.payload, segment.path) })
      rows += frame.rows
      bytes += frame.payload.length
      if (rows >= WORTHWHILE_ROWS || bytes >= MOST_BYTES) yield block()
    }
    // The next ones come into the memory of these. A block has copies.
    if (rows > 0) yield block()
  }
}

function cut(payload: Buffer, path: string): Buffer[] {
  const damaged = () => new DamagedSegmentError(`${path}: the streams of a frame do not fill it`)
  if (payload.length < 2) throw damaged()
  const count = payload.readUInt16LE(0)
  let at = 2 + count * 4
  if (payload.length < at) throw damaged()
  const streams = Array.from({ length: count }, (_, i) => {
    const start = at
    at += payload.readUInt32LE(2 + i * 4)
    return payload.subarray(start, at)
  })
  if (at !== payload.length) throw damaged()
  return streams
}

/** https://clickhouse.com/docs/interfaces/formats/Native: number of columns and rows, then name, type and values of each. */
function makeBlock(layout: readonly ColumnLayout[], frames: readonly Frame[], rows: number, segment: bigint, firstOrdinal: number): Buffer {
  const pieces: Buffer[] = [varints(layout.length, rows)]
  let stream = 0
  layout.forEach((column, i) => {
    pieces.push(nameOf(column))
    if (i === 0) pieces.push(Buffer.from(new BigUint64Array(rows).fill(segment).buffer))
    else if (i === 1) pieces.push(ordinals(rows, firstOrdinal))
    else if (column.layout.kind === 'map') {
      pieces.push(mapEnds(frames, stream), ...frames.map(({ streams }) => streams[stream + 1]!), ...frames.map(({ streams }) => streams[stream + 2]!))
      stream += 3
    }
    else if (column.layout.kind === 'nullable') {
      pieces.push(...frames.map(({ streams }) => streams[stream]!), ...frames.map(({ streams }) => streams[stream + 1]!))
      stream += 2
    }
    else {
      for (const { streams } of frames) pieces.push(streams[stream]!)
      stream++
    }
  })
  return Buffer.concat(pieces)
}

function ordinals(rows: number, first: number): Buffer {
  const numbers = new Uint32Array(rows)
  for (let row = 0; row < rows; row++) numbers[row] = first + row
  return Buffer.from(numbers.buffer)
}

/** Each frame counts its entries from 0. */
function mapEnds(frames: readonly Frame[], stream: number): Buffer {
  const [first] = frames
  if (frames.length === 1) return first!.streams[stream]!
  const ends = Buffer.concat(frames.map(({ streams }) => streams[stream]!))
  let before = 0
  let at = 0
  for (const { rows } of frames) {
    for (let row = 0; row < rows; row++, at += 8) ends.writeUInt32LE(ends.readUInt32LE(at) + before, at)
    if (rows > 0) before = ends.readUInt32LE(at - 8)
  }
  return ends
}

const names = new WeakMap<ColumnLayout, Buffer>()

function nameOf(column: ColumnLayout): Buffer {
  let known = names.get(column)
  if (known === undefined) names.set(column, known = Buffer.concat([column.name, column.type].flatMap(text => [varints(text.length), Buffer.from(text)])))
  return known
}

function varints(...values: number[]): Buffer {
  const bytes: number[] = []
  for (let value of values) {
    for (; value >= 0x80; value = Math.floor(value / 0x80)) bytes.push((value % 0x80) | 0x80)
    bytes.push(value)
  }
  return Buffer.from(bytes)
}
