/**
 * No element of the format gives more than 64 bytes for 3, so a longer announcement is a lie, and costs no memory.
 */
const MOST_GROWTH = 22

/** What became of a compressed block: its bytes, or why there are none. */
export type Uncompressed = { readonly bytes: Buffer } | { readonly failure: 'broken' | 'too large' }

const BROKEN: Uncompressed = { failure: 'broken' }
const TOO_LARGE: Uncompressed = { failure: 'too large' }

/**
 * Unpacks Snappy's raw block format (https://github.com/google/snappy/blob/main/format_description.txt), as Loki's and
 * Prometheus' clients send it: a varint of the length, then literals and copies. Never throws, and never holds more
 * than `maxBytes`: the length at the front bounds everything, and is checked before any memory is taken.
 */
export function uncompressSnappy(block: Buffer, maxBytes: number): Uncompressed {
  const { length, at } = readPreamble(block)
  if (at === 0) return BROKEN
  if (length > maxBytes) return TOO_LARGE
  const bytes = Buffer.allocUnsafeSlow(length)
  return unpack(block, at, bytes) ? { bytes } : BROKEN
}

/** What unpacking a block takes of the memory; 0 for what is no block. */
export const uncompressedLength = (block: Buffer): number => readPreamble(block).length

/** The length that a block announces, and where its elements begin: 0 where the announcement can't be true. */
function readPreamble(block: Buffer): { length: number, at: number } {
  let length = 0
  let at = 0
  for (let unit = 1; ; unit *= 128) {
    const byte = block[at++]
    if (byte === undefined || at > 5) return { length: 0, at: 0 }
    length += (byte & 0x7F) * unit
    if (byte < 0x80) break
  }
  return length > block.length * MOST_GROWTH ? { length: 0, at: 0 } : { length, at }
}

/** Fills `output` from the elements that begin at `at`; false where they don't fill it exactly. */
function unpack(block: Buffer, at: number, output: Buffer): boolean {
  let filled = 0
  while (at < block.length) {
    const tag = block[at++]!
    let length = (tag >> 2) + 1
    let offset: number
    switch (tag & 3) {
      case 0: {
        // From 60 on the length stands in the next one to four bytes.
        const extra = Math.max(length - 60, 0)
        if (at + extra > block.length) return false
        if (extra > 0) length = block.readUIntLE(at, extra) + 1
        at += extra
        if (at + length > block.length || filled + length > output.length) return false
        block.copy(output, filled, at, at + length)
        at += length
        filled += length
        continue
      }
      case 1:
        if (at + 1 > block.length) return false
        length = ((tag >> 2) & 7) + 4
        offset = (tag >> 5) * 256 + block[at]!
        at += 1
        break
      default: {
        const width = (tag & 3) === 2 ? 2 : 4
        if (at + width > block.length) return false
        offset = block.readUIntLE(at, width)
        at += width
      }
    }
    if (offset === 0 || offset > filled || filled + length > output.length) return false
    // Byte by byte: a copy may reach into what it is just writing.
    for (const end = filled + length; filled < end; filled++) output[filled] = output[filled - offset]!
  }
  return filled === output.length
}
