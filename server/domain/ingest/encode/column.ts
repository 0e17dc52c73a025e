import type { Allowance } from './allowance'
import { ByteWriter } from './byte-writer'

const FIRST_BYTES = 4096
/** What a column keeps between requests. */
const MOST_KEPT_BYTES = 1024 * 1024

/** Memory that is used again by the next request, unless one has made it large. */
export class Stream extends ByteWriter {
  constructor(private readonly allowance: Allowance) {
    super(Buffer.allocUnsafeSlow(FIRST_BYTES))
  }

  /** @returns the offset behind the bytes */
  copyTo(target: Buffer, at: number): number {
    this.buffer.copy(target, at, 0, this.position)
    return at + this.position
  }

  protected override beforeGrowth(bytes: number): void {
    this.allowance.take(bytes)
  }

  clear(): void {
    this.position = 0
    if (this.buffer.length > MOST_KEPT_BYTES) this.buffer = Buffer.allocUnsafeSlow(FIRST_BYTES)
  }
}

/** The values of a column of numbers or text. A row that was skipped has the default: all bytes `fill`. */
export class ValueColumn extends Stream {
  private rows = 0

  /** @param width bytes of a default value: one for text */
  constructor(private readonly width: number, allowance: Allowance, private readonly fill = 0) {
    super(allowance)
  }

  /** Makes room for the value of this row. */
  cell(row: number): this {
    if (this.rows !== row) this.pad(row)
    this.rows = row + 1
    return this
  }

  /** Gives the rows up to this one their default. */
  pad(rows: number): void {
    const bytes = (rows - this.rows) * this.width
    this.reserve(bytes)
    this.buffer.fill(this.fill, this.position, this.position + bytes)
    this.position += bytes
    this.rows = rows
  }

  override clear(): void {
    super.clear()
    this.rows = 0
  }
}

/** Numbers, some of which are NULL: for each row whether it is, then all values. */
export class NullableColumn {
  readonly nulls: ValueColumn
  readonly values: ValueColumn

  constructor(width: number, allowance: Allowance) {
    this.nulls = new ValueColumn(1, allowance, 1)
    this.values = new ValueColumn(width, allowance)
  }

  /** Makes room for the value of this row, which is there. */
  cell(row: number): ValueColumn {
    this.nulls.cell(row).uint8(0)
    return this.values.cell(row)
  }

  pad(rows: number): void {
    this.nulls.pad(rows)
    this.values.pad(rows)
  }

  clear(): void {
    this.nulls.clear()
    this.values.clear()
  }
}

/** A map of texts: where each row's entries end, then all keys, then all values. */
export class MapColumn {
  readonly ends: Stream
  readonly keys: Stream
  readonly values: Stream
  private rows = 0
  private entries = 0

  constructor(allowance: Allowance) {
    this.ends = new Stream(allowance)
    this.keys = new Stream(allowance)
    this.values = new Stream(allowance)
  }

  /** Begins the map of this row: so many keys and values follow. */
  cell(row: number, entries: number): void {
    this.pad(row)
    this.entries += entries
    this.ends.uint64(this.entries, 0)
    this.rows = row + 1
  }

  /** Gives the rows up to this one an empty map. */
  pad(rows: number): void {
    for (; this.rows < rows; this.rows++) this.ends.uint64(this.entries, 0)
  }

  clear(): void {
    for (const stream of [this.ends, this.keys, this.values]) stream.clear()
    this.rows = 0
    this.entries = 0
  }
}
