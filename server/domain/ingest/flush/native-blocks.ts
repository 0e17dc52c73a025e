import type { TableSchema } from '../../storage'
import { layoutOf, type ColumnLayout } from '../encode/column-kinds'
import type { ClosedSegment } from '../spool/segment-file'
import { DamagedSegmentError, readFrames } from '../spool/segment-reader'

/** Frames smaller than this are put together: a block has a price of its own. */
const WORTHWHILE_ROWS = 512
const MOST_BYTES = 1024 * 1024
const FIRST_BYTES = 64 * 1024

/** A frame's rows: what `ColumnWriter.finish` gave, cut into its streams. */
interface Frame { readonly rows: number, readonly streams: readonly Buffer[] }

/**
 * A segment of columns as blocks of ClickHouse's Native, with the rows' identity: the segment's id, and ordinals in
 * the order of the frames. A block's memory is written over when the next one is asked for.
 * @throws DamagedSegmentError
 */
export async function* readBlocks(segment: ClosedSegment, schema: TableSchema): AsyncGenerator<Buffer> {
  const maker = new BlockMaker(layoutOf(schema), BigInt(segment.header.segment))
  let ordinal = 0
  let frames: Frame[] = []
  let rows = 0
  let bytes = 0
  const block = () => {
    const made = maker.make(frames, rows, ordinal)
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
class BlockMaker {
  private block = Buffer.allocUnsafeSlow(FIRST_BYTES)
  private at = 0
  private readonly id = Buffer.alloc(8)

  constructor(private readonly layout: readonly ColumnLayout[], segment: bigint) {
    this.id.writeBigUInt64LE(segment)
  }

  /** The frames' rows as one block, in memory that the next call writes over. */
  make(frames: readonly Frame[], rows: number, firstOrdinal: number): Buffer {
    this.at = 0
    this.put(varints(this.layout.length, rows))
    let stream = 0
    this.layout.forEach((column, i) => {
      this.put(nameOf(column))
      if (i === 0) this.putIds(rows)
      else if (i === 1) this.putOrdinals(rows, firstOrdinal)
      else if (column.layout.kind === 'map') {
        this.putEnds(frames, stream)
        this.putStreams(frames, stream + 1)
        this.putStreams(frames, stream + 2)
        stream += 3
      }
      else {
        this.putStreams(frames, stream++)
        if (column.layout.kind === 'nullable') this.putStreams(frames, stream++)
      }
    })
    return this.block.subarray(0, this.at)
  }

  private putStreams(frames: readonly Frame[], stream: number): void {
    for (const { streams } of frames) this.put(streams[stream]!)
  }

  private put(bytes: Buffer): void {
    this.reserve(bytes.length)
    bytes.copy(this.block, this.at)
    this.at += bytes.length
  }

  private putIds(rows: number): void {
    this.reserve(rows * 8)
    this.block.fill(this.id, this.at, this.at += rows * 8)
  }

  private putOrdinals(rows: number, first: number): void {
    this.reserve(rows * 4)
    for (let row = 0; row < rows; row++) this.at = this.block.writeUInt32LE(first + row, this.at)
  }

  /** Where the entries of each row end. Each frame counts them from 0. */
  private putEnds(frames: readonly Frame[], stream: number): void {
    let before = 0
    for (const { rows, streams } of frames) {
      let at = this.at
      this.put(streams[stream]!)
      if (before > 0) for (let row = 0; row < rows; row++, at += 8) this.block.writeUInt32LE(this.block.readUInt32LE(at) + before, at)
      if (rows > 0) before = this.block.readUInt32LE(this.at - 8)
    }
  }

  private reserve(bytes: number): void {
    const needed = this.at + bytes
    if (needed <= this.block.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.block.length * 2))
    this.block.copy(larger, 0, 0, this.at)
    this.block = larger
  }
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
