import { crc32 } from 'node:zlib'
import type { CustomTable } from '#shared/types/custom-table'
import { decodeNote, encodeNote, NOTE_BYTES, type RequestNote } from './note'

/**
 * A segment file is a header and then frames, one for each append:
 *
 *     header: magic 'CWSEG002', UInt32 length, JSON (SegmentHeader), UInt32 CRC-32 of the JSON
 *     frame:  UInt32 length of rows and note, UInt32 number of rows (its highest bit: there is a note), UInt32 CRC-32 of
 *             those two, rows and note; the rows; the note (see note.ts)
 *
 * All integers little-endian. A frame that a kill has torn fails its length or checksum: it was never acknowledged.
 * Files of the version before, 'CWSEG001', have no notes and are the same else.
 */
const MAGIC = Buffer.from('CWSEG002', 'latin1')
const OLDER_MAGIC = Buffer.from('CWSEG001', 'latin1')
const HAS_NOTE = 0x80000000
export const FRAME_HEADER_BYTES = 12
/** No append is larger: a longer length in a file is garbage. */
export const MAX_FRAME_BYTES = 1024 * 1024 * 1024
/** A user's table with all its columns is told in full. */
export const MAX_HEADER_BYTES = 512 * 1024

/** Says what the rows of a segment are, so that they can be inserted after any restart. */
export interface SegmentHeader {
  /** UInt64 as decimal text. */
  segment: string
  table: string
  schema: string
  schemaVersion: number
  retentionDays: number
  /** The user's table as it was when the rows were written. */
  custom?: CustomTable
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
  if (![MAGIC, OLDER_MAGIC].some(magic => magic.subarray(0, start.length).equals(start.subarray(0, magic.length)))) return { kind: 'damaged' }
  if (start.length < 12) return { kind: 'unfinished' }
  const length = start.readUInt32LE(8)
  if (length > MAX_HEADER_BYTES) return { kind: 'damaged' }
  if (start.length < 16 + length) return { kind: 'unfinished' }
  const json = start.subarray(12, 12 + length)
  if (crc32(json) !== start.readUInt32LE(12 + length)) return { kind: 'damaged' }
  return { kind: 'header', header: JSON.parse(json.toString('utf8')) as SegmentHeader, bytes: 16 + length }
}

/** A frame in pieces, to be written one behind the other. */
export function frameOf(rows: Buffer, count: number, note: RequestNote | undefined): Buffer[] {
  const pieces = note ? [rows, encodeNote(note)] : [rows]
  const header = Buffer.allocUnsafe(FRAME_HEADER_BYTES)
  header.writeUInt32LE(note ? rows.length + NOTE_BYTES : rows.length, 0)
  header.writeUInt32LE(note ? count + HAS_NOTE : count, 4)
  header.writeUInt32LE(frameChecksum(header, pieces), 8)
  return [header, ...pieces]
}

/** What a frame holds. */
export interface Frame {
  readonly payload: Buffer
  readonly rows: number
  readonly note: RequestNote | undefined
  /** Bytes that it takes in the file. */
  readonly bytes: number
}

/** @returns nothing when it is not what was written */
export function decodeFrame(header: Buffer, content: Buffer): Frame | undefined {
  if (frameChecksum(header, [content]) !== header.readUInt32LE(8)) return undefined
  const rows = header.readUInt32LE(4)
  const bytes = FRAME_HEADER_BYTES + content.length
  if (rows < HAS_NOTE) return { payload: content, rows, note: undefined, bytes }
  const end = content.length - NOTE_BYTES
  return { payload: content.subarray(0, end), rows: rows - HAS_NOTE, note: decodeNote(content.subarray(end)), bytes }
}

function frameChecksum(header: Buffer, pieces: readonly Buffer[]): number {
  return pieces.reduce((sum, piece) => crc32(piece, sum), crc32(header.subarray(0, 8)))
}
