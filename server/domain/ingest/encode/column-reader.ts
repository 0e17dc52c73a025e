import type { RecordRow } from '#shared/types/record-row'
import type { RowId } from '#shared/utils/row-id'
import type { TableSchema } from '../../storage'
import { IDENTITY_COLUMNS, layoutOf, type ColumnKind } from './column-kinds'

/** Which of a payload's streams begins a column, by the column's name. */
type Places = ReadonlyMap<string, number>

const STREAMS: Record<ColumnKind['kind'], number> = { fixed: 1, string: 1, nullable: 2, map: 3 }
const places = new WeakMap<TableSchema, Places>()

function placesOf(schema: TableSchema): Places {
  let known = places.get(schema)
  if (known === undefined) {
    let stream = 0
    const found = new Map<string, number>()
    for (const { name, layout } of layoutOf(schema).slice(IDENTITY_COLUMNS)) {
      found.set(name, stream)
      stream += STREAMS[layout.kind]
    }
    places.set(schema, known = found)
  }
  return known
}

/**
 * The rows that a ColumnWriter made of `app` columns, as queries see them. A row is decoded as far as it is looked at:
 * most are passed over by what stream they are of.
 * @param payload what `ColumnWriter.finish` gave
 * @param first id of the first row
 */
export function* readRecordRows(schema: TableSchema, payload: Buffer, rows: number, first: RowId): Generator<RecordRow> {
  const columns = new RecordColumns(placesOf(schema), streamsOf(payload), rows)
  const segment = String(first.segment)
  for (let row = 0; row < rows; row++) yield new ColumnRow(columns, row, segment, first.ordinal + row)
}

function streamsOf(payload: Buffer): Buffer[] {
  const count = payload.readUInt16LE(0)
  let at = 2 + count * 4
  return Array.from({ length: count }, (_, i) => payload.subarray(at, at += payload.readUInt32LE(2 + i * 4)))
}

/** Texts one behind the other, each with its length before it. */
class Texts {
  private readonly starts: Uint32Array
  private readonly ends: Uint32Array

  constructor(private readonly bytes: Buffer, count: number) {
    this.starts = new Uint32Array(count)
    this.ends = new Uint32Array(count)
    let at = 0
    for (let i = 0; i < count; i++) {
      let length = 0
      // Lengths may be padded: their last byte is the first below 128.
      for (let shift = 1, more = true; more; shift *= 128) {
        const byte = bytes[at++]!
        length += (byte & 0x7F) * shift
        more = byte >= 0x80
      }
      this.starts[i] = at
      this.ends[i] = at += length
    }
  }

  at(i: number): string {
    return this.bytes.toString('utf8', this.starts[i], this.ends[i])
  }

  slice(from: number, to: number): string[] {
    const found: string[] = []
    for (let i = from; i < to; i++) found.push(this.at(i))
    return found
  }
}

/** The columns of a payload, each looked through when it is first asked for. */
class RecordColumns {
  private readonly texts = new Map<number, Texts>()

  constructor(private readonly places: Places, private readonly streams: readonly Buffer[], private readonly rows: number) {}

  time(row: number): string {
    return String(this.streams[this.place('Timestamp')]!.readBigInt64LE(row * 8))
  }

  /** As text. */
  word(column: string, row: number): string {
    return String(this.streams[this.place(column)]!.readBigUInt64LE(row * 8))
  }

  byte(column: string, row: number): number {
    return this.streams[this.place(column)]![row]!
  }

  text(column: string, row: number): string {
    return this.textsOf(this.place(column), this.rows).at(row)
  }

  /** @param part 1 for the keys, 2 for the values */
  entries(column: string, part: 1 | 2, row: number): string[] {
    const place = this.place(column)
    const ends = this.streams[place]!
    const endOf = (i: number) => i < 0 ? 0 : ends.readUInt32LE(i * 8)
    return this.textsOf(place + part, endOf(this.rows - 1)).slice(endOf(row - 1), endOf(row))
  }

  private place(column: string): number {
    return this.places.get(column)!
  }

  private textsOf(stream: number, count: number): Texts {
    let known = this.texts.get(stream)
    if (known === undefined) this.texts.set(stream, known = new Texts(this.streams[stream]!, count))
    return known
  }
}

class ColumnRow implements RecordRow {
  constructor(private readonly columns: RecordColumns, private readonly row: number, readonly segment: string, readonly ordinal: number) {}

  get time() { return this.columns.time(this.row) }
  get service() { return this.columns.text('ServiceName', this.row) }
  get severity() { return this.columns.byte('SeverityNumber', this.row) }
  get line() { return this.columns.text('Body', this.row) }
  get pattern() { return this.columns.word('PatternHash', this.row) }
  get trace() { return this.columns.text('TraceId', this.row) }
  get span() { return this.columns.text('SpanId', this.row) }
  get resourceNames() { return this.columns.entries('ResourceAttributes', 1, this.row) }
  get resourceValues() { return this.columns.entries('ResourceAttributes', 2, this.row) }
  get names() { return this.columns.entries('LogAttributes', 1, this.row) }
  get values() { return this.columns.entries('LogAttributes', 2, this.row) }
}
