import { inRange, utcSeconds } from '../decode/calendar'

const ZERO = 48
/** What a fraction of so many digits is multiplied with to be nanoseconds. */
const NANOS = Array.from({ length: 10 }, (_, digits) => 10 ** (9 - digits))

/** The two-digit number at `at`, or -1. */
const two = (body: Uint8Array, at: number) => {
  const tens = body[at]! - ZERO
  const ones = body[at + 1]! - ZERO
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1
}

/**
 * Reads `2026-01-02T03:04:05.123Z` from bytes: UTC, up to nine digits of fraction. The other forms of a time are for
 * `parseMoment`. An instance remembers the minute of the last line, which most lines share.
 */
export class PlainTime {
  seconds = 0
  nanos = 0

  private minuteKey = Number.NaN
  private minuteSeconds = 0

  /** @returns whether `body` from `start` to `end` is such a time; then `seconds` and `nanos` hold it */
  read(body: Uint8Array, start: number, end: number): boolean {
    const length = end - start
    if (length < 20 || length > 30 || body[end - 1] !== 0x5A) return false
    const second = two(body, start + 17)
    if (second < 0 || second > 59 || !this.readMinute(body, start) || !this.readFraction(body, start + 19, end - 1)) return false
    this.seconds = this.minuteSeconds + second
    return inRange(this.seconds)
  }

  private readMinute(body: Uint8Array, at: number): boolean {
    if (body[at + 4] !== 0x2D || body[at + 7] !== 0x2D || body[at + 10] !== 0x54 || body[at + 13] !== 0x3A || body[at + 16] !== 0x3A) return false
    const century = two(body, at)
    const ofCentury = two(body, at + 2)
    const month = two(body, at + 5)
    const day = two(body, at + 8)
    const hour = two(body, at + 11)
    const minute = two(body, at + 14)
    if (century < 0 || ofCentury < 0 || month < 0 || day < 0 || hour < 0 || minute < 0) return false
    const year = century * 100 + ofCentury
    const key = (((year * 100 + month) * 100 + day) * 100 + hour) * 100 + minute
    if (key === this.minuteKey) return true
    const seconds = utcSeconds(year, month, day, hour, minute, 0)
    if (seconds === undefined) return false
    this.minuteKey = key
    this.minuteSeconds = seconds
    return true
  }

  private readFraction(body: Uint8Array, dot: number, end: number): boolean {
    this.nanos = 0
    if (dot === end) return true
    const digits = end - dot - 1
    if (body[dot] !== 0x2E || digits < 1 || digits > 9) return false
    let value = 0
    for (let at = dot + 1; at < end; at++) {
      const digit = body[at]! - ZERO
      if (digit < 0 || digit > 9) return false
      value = value * 10 + digit
    }
    this.nanos = value * NANOS[digits]!
    return true
  }
}
