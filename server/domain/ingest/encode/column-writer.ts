import type { TableSchema } from '../../storage'
import { Allowance } from './allowance'
import { MapColumn, NullableColumn, ValueColumn, type Stream } from './column'
import { IDENTITY_COLUMNS, layoutOf, type ColumnKind } from './column-kinds'
import type { EncodedRows } from './row-writer'

type AnyColumn = ValueColumn | NullableColumn | MapColumn

function columnOf(layout: ColumnKind, allowance: Allowance): AnyColumn {
  switch (layout.kind) {
    case 'map': return new MapColumn(allowance)
    case 'nullable': return new NullableColumn(layout.bytes, allowance)
    case 'fixed': return new ValueColumn(layout.bytes, allowance)
    default: return new ValueColumn(1, allowance)
  }
}

function streamsOf(column: AnyColumn): Stream[] {
  if (column instanceof MapColumn) return [column.ends, column.keys, column.values]
  return column instanceof NullableColumn ? [column.nulls, column.values] : [column]
}

/** Lends memory of at least so many bytes. */
export type Lend = (bytes: number) => Buffer

/**
 * Writes rows column by column, in the forms of ClickHouse's Native (https://clickhouse.com/docs/interfaces/formats/Native):
 * the engine takes them for a twentieth of what RowBinary costs it (docs/adr/0004-columns.md). Values come row by row, in
 * the order of the schema's columns after the identity, each by the method of its type; what is skipped is empty.
 *
 * What `finish` gives is a UInt16 with the number of streams, their lengths as UInt32, then the streams: one for each
 * column, two for one that may be NULL, three for a map. All integers little-endian.
 *
 * A writer is used for request after request, one at a time: `open` begins.
 */
export class ColumnWriter {
  private readonly columns: readonly AnyColumn[]
  private readonly streams: readonly Stream[]
  /** Rows begun so far, less one. */
  private row = -1
  /** The column that the next value is for. */
  private next = 0
  /** The one that was written last, for `memory`. */
  private last: Stream
  private map: MapColumn | undefined
  private readonly allowance = new Allowance()

  constructor(schema: TableSchema) {
    this.columns = layoutOf(schema).slice(IDENTITY_COLUMNS).map(({ layout }) => columnOf(layout, this.allowance))
    this.streams = this.columns.flatMap(streamsOf)
    this.last = this.streams[0]!
  }

  /**
   * Begins anew; what was written and not finished is forgotten.
   * @param maxBytes that the rows may come to, about: past it every method throws the AppError `too_large`
   */
  open(maxBytes = Infinity): this {
    this.allowance.reset(maxBytes)
    for (const column of this.columns) column.clear()
    this.row = -1
    return this
  }

  /** Where the last value was written, which ends at `length`. */
  get memory(): Buffer { return this.last.memory }
  get length(): number { return this.last.length }

  startRow(): void {
    this.row++
    this.next = 0
  }

  /** Leaves so many columns empty. */
  skip(columns: number): void {
    this.next += columns
  }

  uint8(value: number): void {
    this.value().uint8(value)
  }

  uint16(value: number): void {
    this.value().uint16(value)
  }

  /** `Nullable(UInt64)`: a safe integer from 0 on, or NULL. */
  nullableUint64(value: number | undefined): void {
    const column = this.columns[this.next++] as NullableColumn
    if (value !== undefined) column.cell(this.row).uint64(value % 2 ** 32, Math.floor(value / 2 ** 32))
  }

  /** `UInt64` from its halves, unsigned 32 bits each. */
  uint64(low: number, high: number): void {
    this.value().uint64(low, high)
  }

  /** `DateTime64(9)` */
  dateTime64Nanos(seconds: number, nanos: number): void {
    this.value().dateTime64Nanos(seconds, nanos)
  }

  /** @returns the length of the text in bytes */
  string(text: string): number {
    return this.value().string(text)
  }

  /** Text that stands in `source` as UTF-8 already, from `start` to `end`. */
  utf8(source: Buffer, start: number, end: number): void {
    this.value().utf8(source, start, end)
  }

  /** A map: so many entries follow, by `entry` or `entryUtf8`. */
  mapOf(entries: number): void {
    this.map = this.columns[this.next++] as MapColumn
    if (entries > 0) this.map.cell(this.row, entries)
  }

  entry(key: string, value: string): void {
    this.map!.keys.string(key)
    this.map!.values.string(value)
  }

  entryUtf8(source: Buffer, keyStart: number, keyEnd: number, valueStart: number, valueEnd: number): void {
    this.map!.keys.utf8(source, keyStart, keyEnd)
    this.map!.values.utf8(source, valueStart, valueEnd)
  }

  /** The rows that were written, in memory that is lent. */
  finish(lend: Lend): EncodedRows {
    const rows = this.row + 1
    for (const column of this.columns) column.pad(rows)
    const { streams } = this
    let at = 2 + streams.length * 4
    const bytes = lend(streams.reduce((sum, stream) => sum + stream.length, at))
    bytes.writeUInt16LE(streams.length, 0)
    streams.forEach((stream, i) => {
      bytes.writeUInt32LE(stream.length, 2 + i * 4)
      at = stream.copyTo(bytes, at)
    })
    return { bytes: bytes.subarray(0, at), rows }
  }

  private value(): ValueColumn {
    const column = this.columns[this.next++] as ValueColumn
    this.last = column
    return column.cell(this.row)
  }
}
