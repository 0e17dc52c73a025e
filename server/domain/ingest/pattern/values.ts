import { AT, BACKSLASH, CLASS, COLON, COMMA, DIGIT, DOT, HEX, LINE_FEED, MINUS, SPACE, WORD } from './bytes'

/** Bytes a quoted string may have; a quote that closes later, or never, is an ordinary character. */
const MAX_QUOTED = 1024

/** Offset behind the UUID at `at`, or 0: eight hex digits have been seen there, and a minus follows. */
export function uuidEnd(bytes: Uint8Array, at: number, end: number): number {
  if (at + 36 > end) return 0
  for (let i = 8; i < 36; i++) {
    const byte = bytes[at + i]!
    const isMinus = i === 8 || i === 13 || i === 18 || i === 23
    if (isMinus ? byte !== MINUS : (CLASS[byte]! & HEX) === 0) return 0
  }
  return at + 36 < end && (CLASS[bytes[at + 36]!]! & WORD) !== 0 ? 0 : at + 36
}

/** Offset behind the groups of hex digits between colons at `at` (IPv6, MAC, a time of day), or 0. */
export function colonHexEnd(bytes: Uint8Array, at: number, end: number): number {
  let colons = 0
  let digits = 0
  let i = at
  for (; i < end; i++) {
    const kind = CLASS[bytes[i]!]!
    if ((kind & HEX) !== 0) digits |= kind & DIGIT
    else if (bytes[i] === COLON) colons++
    else if ((kind & WORD) !== 0) return 0
    else break
  }
  // A colon behind the last group belongs to the sentence.
  while (i > at && bytes[i - 1] === COLON) {
    i--
    colons--
  }
  return colons >= 2 && digits !== 0 ? i : 0
}

/** Offset of the quote that closes the one at `open`, or 0: there is none on this line, or it is far away. */
export function quoteEnd(bytes: Uint8Array, open: number, end: number): number {
  const quote = bytes[open]
  const limit = Math.min(end, open + MAX_QUOTED)
  for (let i = open + 1; i < limit; i++) {
    const byte = bytes[i]
    if (byte === quote) return i
    if (byte === BACKSLASH) i++
    else if (byte === LINE_FEED) return 0
  }
  return 0
}

/** Offset behind the domain of the mail address whose `@` stands at `at`, or 0: a domain has a dot. */
export function domainEnd(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] !== AT) return 0
  let dots = 0
  let i = at + 1
  for (; i < end; i++) {
    const byte = bytes[i]!
    if (byte === DOT) dots++
    else if (byte !== MINUS && (CLASS[byte]! & WORD) === 0) break
  }
  if (bytes[i - 1] === DOT) {
    i--
    dots--
  }
  return dots > 0 && i > at + 2 ? i : 0
}

const three = (name: string) => (name.charCodeAt(0) << 16) | (name.charCodeAt(1) << 8) | name.charCodeAt(2)
const MONTHS = new Set(['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'].map(three))
const DAYS = new Set(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].map(three))
/** 1 for the bytes that the name of a month or a day begins with: most words of three letters are told by their first. */
const BEGINS_NAME = Uint8Array.from({ length: 256 }, (_, byte) => Number('JFMASONDTW'.includes(String.fromCharCode(byte))))

/**
 * Whether the three letters at `at` are part of a date: a month before or behind a number (`Jan  2`, `02/Jan/2026`),
 * or a day of the week before such a month or a number (`Fri Jan  2`, `Fri, 02 Jan`).
 */
export function isDateName(bytes: Uint8Array, at: number, end: number, start: number): boolean {
  if (BEGINS_NAME[bytes[at]!] === 0) return false
  const name = nameAt(bytes, at, end)
  if (MONTHS.has(name)) return isNumberNear(bytes, at, end, start)
  if (!DAYS.has(name)) return false
  const next = skip(bytes, at + 3, end)
  return next > at + 3 && (isDigit(bytes, next, end) || MONTHS.has(nameAt(bytes, next, end)))
}

function isNumberNear(bytes: Uint8Array, at: number, end: number, start: number): boolean {
  if (at > start + 1 && bytes[at - 1] !== SPACE && isDigit(bytes, at - 2, end)) return true
  const next = skip(bytes, at + 3, end)
  return next > at + 3 && isDigit(bytes, next, end)
}

const nameAt = (bytes: Uint8Array, at: number, end: number) =>
  at + 3 <= end ? (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]! : 0

const isDigit = (bytes: Uint8Array, at: number, end: number) => at < end && (CLASS[bytes[at]!]! & DIGIT) !== 0

function skip(bytes: Uint8Array, from: number, end: number): number {
  let at = from
  while (at < end && at < from + 2 && (bytes[at] === SPACE || bytes[at] === COMMA)) at++
  return at
}
