const SPACE = 32
const ZERO = 48
const LESS = 60
const GREATER = 62

const MOST_DIGITS = 8
/** A larger number is no count, but the beginning of a line: rsyslog and others draw such a bound, too. */
const MOST_BYTES = 64 * 1024 * 1024

/** As a count: the bytes that are there may be the beginning of one. */
export const UNDECIDED = -1

/**
 * The count of bytes in front of a message (`MSG-LEN SP "<PRI>" …`), and where the message behind it begins. 0 where
 * the bytes at `at` are no count: what follows must be a `<PRI>`, which the count must have room for.
 */
export function byteCountAt(data: Buffer, at: number): { count: number, end: number } {
  const none = { count: 0, end: at }
  const undecided = { count: UNDECIDED, end: at }
  const digits = digitsAt(data, at, MOST_DIGITS)
  if (digits === 0 || data[at] === ZERO) return none
  let next = at + digits
  if (next === data.length) return undecided
  if (data[next++] !== SPACE) return none
  const start = next
  if (next === data.length) return undecided
  if (data[next++] !== LESS) return none
  const priority = digitsAt(data, next, 3)
  next += priority
  if (next === data.length) return undecided
  if (priority === 0 || data[next++] !== GREATER) return none
  const count = Number(data.toString('latin1', at, at + digits))
  return count >= next - start && count <= MOST_BYTES ? { count, end: start } : none
}

function digitsAt(data: Buffer, at: number, most: number): number {
  let digits = 0
  while (digits < most && data[at + digits]! >= ZERO && data[at + digits]! <= ZERO + 9) digits++
  return digits
}
