/**
 * What a frame says of the request that its rows came with, where the request carries an Idempotency-Key: it goes to
 * disk with the rows or not at all, so that after any kill it is known whether a request that is sent again is stored.
 */
export interface RequestNote {
  /** Names the request: 32 hex digits, from the API key and the Idempotency-Key. */
  readonly id: string
  /** Of what was sent: 32 hex digits. */
  readonly fingerprint: string
  /** Which of the request's appends it is, from 0. */
  readonly part: number
  /** Milliseconds since 1970. */
  readonly at: number
}

/** Bytes of a note: id, fingerprint, Float64 (little-endian) of the time, UInt8 of the part. */
export const NOTE_BYTES = 41
/** A request has fewer appends than this. */
export const MAX_PARTS = 32

export function encodeNote({ id, fingerprint, part, at }: RequestNote): Buffer {
  if (part >= MAX_PARTS) throw new RangeError(`a request has more than ${MAX_PARTS} appends`)
  const bytes = Buffer.alloc(NOTE_BYTES)
  bytes.write(id, 0, 16, 'hex')
  bytes.write(fingerprint, 16, 16, 'hex')
  bytes.writeDoubleLE(at, 32)
  bytes.writeUInt8(part, 40)
  return bytes
}

export const decodeNote = (bytes: Buffer): RequestNote => ({
  id: bytes.toString('hex', 0, 16), fingerprint: bytes.toString('hex', 16, 32), at: bytes.readDoubleLE(32), part: bytes.readUInt8(40),
})
