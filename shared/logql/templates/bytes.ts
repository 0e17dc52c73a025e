const encoder = new TextEncoder()

const ASCII = /^[\0-\x7F]*$/

/** How many bytes a text has in UTF-8, which is what Go counts. */
export function byteLength(text: string): number {
  let bytes = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    // Each half of a surrogate pair stands for two of its four bytes.
    bytes += code < 0x80 ? 1 : code < 0x800 || (code >= 0xD800 && code <= 0xDFFF) ? 2 : 3
  }
  return bytes
}

/** A part of a text by bytes; each byte of a character that was cut becomes U+FFFD, as Go writes it. */
export function sliceBytes(text: string, from: number, to = Infinity): string {
  if (ASCII.test(text)) return text.slice(from, to)
  const bytes = encoder.encode(text).subarray(from, to)
  let start = 0
  while (start < bytes.length && isContinuation(bytes[start]!)) start++
  let end = bytes.length
  let back = end - 1
  while (back >= start && isContinuation(bytes[back]!)) back--
  if (back >= start && back + widthOf(bytes[back]!) > end) end = back
  return '\uFFFD'.repeat(start) + new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(start, end)) + '\uFFFD'.repeat(bytes.length - end)
}

const isContinuation = (byte: number) => (byte & 0xC0) === 0x80
const widthOf = (byte: number) => byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
