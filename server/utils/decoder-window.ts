const KB = 1024

/** DEFLATE looks back no further (https://www.rfc-editor.org/rfc/rfc1951#section-2). */
export const deflateWindow = (): number => 32 * KB

/**
 * The window of a Brotli stream, from its first byte (https://www.rfc-editor.org/rfc/rfc7932#section-9.1): 1 KiB to 16 MiB.
 * 0 while the byte is missing.
 */
export function brotliWindow(head: Buffer): number {
  const [first] = head
  if (first === undefined) return 0
  if ((first & 1) === 0) return 64 * KB
  const high = first >> 1 & 7
  const low = first >> 4 & 7
  return 2 ** (high > 0 ? 17 + high : low > 0 ? 8 + low : 17)
}

const ZSTD_MAGIC = 0xFD2FB528
const DICTIONARY_BYTES = [0, 1, 2, 4]
const CONTENT_SIZE_BYTES = [0, 2, 4, 8]
/** Of a frame's header, with the magic number. */
export const HEAD_BYTES = 18

/**
 * The window of a zstd frame, from its header (https://www.rfc-editor.org/rfc/rfc8878#section-3.1.1.1): up to 128 MiB in
 * Node. 0 while it is not complete, and for a frame that is skipped.
 */
export function zstdWindow(head: Buffer): number {
  if (head.length < 6 || head.readUInt32LE(0) !== ZSTD_MAGIC) return 0
  const descriptor = head[4]!
  if ((descriptor & 0x20) === 0) {
    const base = 2 ** (10 + (head[5]! >> 3))
    return base + base / 8 * (head[5]! & 7)
  }
  // A frame in one piece: its window is its content
  const at = 5 + DICTIONARY_BYTES[descriptor & 3]!
  const bytes = CONTENT_SIZE_BYTES[descriptor >> 6]! || 1
  if (head.length < at + bytes) return 0
  return bytes === 8 ? Number(head.readBigUInt64LE(at)) : head.readUIntLE(at, bytes) + (bytes === 2 ? 256 : 0)
}
