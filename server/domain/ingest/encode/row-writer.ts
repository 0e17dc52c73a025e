import { ByteWriter } from './byte-writer'

/**
 * Writes rows in ClickHouse's RowBinary, and remembers where each row starts: segment id and ordinal are filled in
 * there when the rows get their place in a segment.
 */
export class RowWriter extends ByteWriter {
  private readonly starts: number[] = []
  private layout = PLAIN_IDENTITY

  constructor(memory: Buffer = Buffer.allocUnsafeSlow(64 * 1024)) {
    super(memory)
  }

  /** Begins a row with room for its identity: `Segment UInt64, Ordinal UInt32`. All rows of a writer have one layout. */
  startRow(layout: IdentityLayout = PLAIN_IDENTITY): void {
    this.layout = layout
    this.starts.push(this.position)
    this.zeros(layout.bytes)
  }

  /** Takes back the last row, however far it was written. */
  dropRow(): void {
    const start = this.starts.pop()
    if (start !== undefined) this.position = start
  }

  /** The rows that were written. The writer is done: it shares its memory with them. */
  finish(): EncodedRows {
    return { bytes: this.buffer.subarray(0, this.position), rows: this.starts.length, identity: { starts: this.starts, ...this.layout } }
  }
}

/** Where in the first bytes of a row its identity stands. */
interface IdentityLayout {
  /** How many bytes are its own, zero until it is known. */
  readonly bytes: number
  readonly segment: number
  readonly ordinal: number
}

/** RowBinary: one after the other. */
const PLAIN_IDENTITY: IdentityLayout = { bytes: 12, segment: 0, ordinal: 8 }
/** RowBinaryWithDefaults: a byte before each says that it is not the column's default. */
export const MARKED_IDENTITY: IdentityLayout = { bytes: 14, segment: 1, ordinal: 10 }

/** For tables without the two columns. */
export const NO_IDENTITY: IdentityLayout = { bytes: 0, segment: 0, ordinal: 0 }

/** The rows of one request, as they go into a segment. */
export interface EncodedRows {
  readonly bytes: Buffer
  readonly rows: number
  /** For rows that carry theirs: where each row starts in `bytes`. Columns are numbered when they are read. */
  readonly identity?: IdentityLayout & { readonly starts: readonly number[] }
}

/** Gives the rows their identity: all of one segment, numbered from `firstOrdinal`. */
export function numberRows({ bytes, identity }: EncodedRows, segment: bigint, firstOrdinal: number): void {
  if (identity === undefined || identity.bytes === 0) return
  const low = Number(segment & 0xFFFFFFFFn)
  const high = Number(segment >> 32n)
  let ordinal = firstOrdinal
  for (const start of identity.starts) {
    bytes.writeUInt32LE(low, start + identity.segment)
    bytes.writeUInt32LE(high, start + identity.segment + 4)
    bytes.writeUInt32LE(ordinal++, start + identity.ordinal)
  }
}
