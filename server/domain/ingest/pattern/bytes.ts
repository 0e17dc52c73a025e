/** What a byte of UTF-8 text may be part of; bits of `CLASS`. */
export const WORD = 1
export const DIGIT = 2
export const HEX = 4
/** A separator that stands inside one value: `10.0.0.1`, `2026-01-02`, `03:04:05`, `1,234`. */
export const JOINER = 8
/** May stand in an e-mail address before the `@`, besides word characters. */
export const MAILBOX = 16
/** Neither part of a word nor the beginning of something that has to be looked at. */
export const PLAIN = 32

export const LINE_FEED = 0x0A
export const SPACE = 0x20
export const QUOTE = 0x22
export const APOSTROPHE = 0x27
export const COMMA = 0x2C
export const MINUS = 0x2D
export const DOT = 0x2E
export const COLON = 0x3A
export const EQUALS = 0x3D
export const AT = 0x40
export const BACKSLASH = 0x5C

/** Word characters are letters, digits, `_` and every byte of a character beyond ASCII. */
export const CLASS = new Uint8Array(256)

for (let byte = 0; byte < 256; byte++) {
  const letter = String.fromCharCode(byte)
  if (byte >= 0x80 || /\w/.test(letter)) CLASS[byte]! |= WORD
  if (/[0-9]/.test(letter)) CLASS[byte]! |= DIGIT
  if (/[0-9a-f]/i.test(letter)) CLASS[byte]! |= HEX
  if ('.:-+,'.includes(letter)) CLASS[byte]! |= JOINER
  if ('.-+%'.includes(letter)) CLASS[byte]! |= MAILBOX
  if ((CLASS[byte]! & WORD) === 0 && !'\n"\':@\\'.includes(letter)) CLASS[byte]! |= PLAIN
}
