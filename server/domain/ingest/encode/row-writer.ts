import { ByteWriter } from './byte-writer'

/**
 * Writes rows in ClickHouse's RowBinary, and remembers where each row starts: segment id and ordinal are filled in
 * there when the rows get their place in a segment.
 */
export class RowWriter extends ByteWriter {
  private readonly starts: number[] = []

  constructor(memory: Buffer = Buffer.allocUnsafeSlow(64 * 1024)) {
    super(memory)
  }

  /** Begins a row with room for its identity: `Segment UInt64, Ordinal UInt32`. */
  startRow(): void {
    this.starts.push(this.position)
    this.reserve(12)
    this.position += 12
  }

  /** Takes back the last row, however far it was written. */
  dropRow(): void {
    const start = this.starts.pop()
    if (start !== undefined) this.position = start
  }

  /** The rows that were written. The writer is done: it shares its memory with them. */
  finish(): EncodedRows {
    return { bytes: this.buffer.subarray(0, this.position), rows: this.starts.length, starts: this.starts }
  }
}

/** The rows of one request, as they go into a segment. */
export interface EncodedRows {
  readonly bytes: Buffer
  readonly rows: number
  /** For RowBinary: where each row starts in `bytes`, with twelve bytes for its identity. Columns are numbered when they are read. */
  readonly starts?: readonly number[]
}

/** Gives the rows their identity: all of one segment, numbered from `firstOrdinal`. */
export function numberRows({ bytes, starts = [] }: EncodedRows, segment: bigint, firstOrdinal: number): void {
  const low = Number(segment & 0xFFFFFFFFn)
  const high = Number(segment >> 32n)
  let ordinal = firstOrdinal
  for (const start of starts) {
    bytes.writeUInt32LE(low, start)
    bytes.writeUInt32LE(high, start + 4)
    bytes.writeUInt32LE(ordinal++, start + 8)
  }
}
