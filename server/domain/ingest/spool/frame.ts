import { crc32 } from 'node:zlib'

/**
 * A segment file is a header and then frames, one for each append:
 *
 *     header: magic 'CWSEG001', UInt32 length, JSON (SegmentHeader), UInt32 CRC-32 of the JSON
 *     frame:  UInt32 length of the payload, UInt32 rows in it, UInt32 CRC-32 of those two and the payload, payload
 *
 * All integers little-endian. A frame that a kill has torn fails its length or checksum: it was never acknowledged.
 */
const MAGIC = Buffer.from('CWSEG001', 'latin1')
export const FRAME_HEADER_BYTES = 12
/** No append is larger: a longer length in a file is garbage. */
export const MAX_FRAME_BYTES = 1024 * 1024 * 1024
const MAX_HEADER_BYTES = 64 * 1024

/** Says what the rows of a segment are, so that they can be inserted after any restart. */
export interface SegmentHeader {
  /** UInt64 as decimal text. */
  segment: string
  table: string
  schema: string
  schemaVersion: number
  retentionDays: number
}

export function encodeHeader(header: SegmentHeader): Buffer {
  const json = Buffer.from(JSON.stringify(header), 'utf8')
  const numbers = Buffer.alloc(8)
  numbers.writeUInt32LE(json.length, 0)
  numbers.writeUInt32LE(crc32(json), 4)
  return Buffer.concat([MAGIC, numbers.subarray(0, 4), json, numbers.subarray(4)])
}

/** What the start of a file turned out to be. */
export type HeaderScan
  = | { kind: 'header', header: SegmentHeader, bytes: number }
    /** The file ends before its header does: it was just being made, and holds no line. */
    | { kind: 'unfinished' }
    | { kind: 'damaged' }

/** Reads the header from the first bytes of a file. */
export function decodeHeader(start: Buffer): HeaderScan {
  if (!MAGIC.subarray(0, start.length).equals(start.subarray(0, MAGIC.length))) return { kind: 'damaged' }
  if (start.length < 12) return { kind: 'unfinished' }
  const length = start.readUInt32LE(8)
  if (length > MAX_HEADER_BYTES) return { kind: 'damaged' }
  if (start.length < 16 + length) return { kind: 'unfinished' }
  const json = start.subarray(12, 12 + length)
  if (crc32(json) !== start.readUInt32LE(12 + length)) return { kind: 'damaged' }
  return { kind: 'header', header: JSON.parse(json.toString('utf8')) as SegmentHeader, bytes: 16 + length }
}

/** The twelve bytes before a payload. */
export function frameHeader(payload: Uint8Array, rows: number): Buffer {
  const header = Buffer.allocUnsafe(FRAME_HEADER_BYTES)
  header.writeUInt32LE(payload.length, 0)
  header.writeUInt32LE(rows, 4)
  header.writeUInt32LE(frameChecksum(header, payload), 8)
  return header
}

export function frameChecksum(header: Buffer, payload: Uint8Array): number {
  return crc32(payload, crc32(header.subarray(0, 8)))
}
