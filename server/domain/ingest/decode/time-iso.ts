import type { Moment } from './calendar'
import { daysFromCivil, inRange, isDate } from './calendar'

/** A moment found in a text, and the index just after it. */
export interface FoundMoment extends Moment { end: number }

const ZERO = 48
const COLON = 58
const MINUS = 45
const PLUS = 43
const SPACE = 32
const SLASH = 47

/** The digit at `at`, or a number above 9 (NaN past the end: every comparison with it is false, so ask `<= 9`). */
function digit(text: string, at: number): number {
  const value = text.charCodeAt(at) - ZERO
  return value >= 0 ? value : 99
}

/** The two-digit number at `at`, or -1. */
function two(text: string, at: number): number {
  const tens = digit(text, at)
  const ones = digit(text, at + 1)
  return tens <= 9 && ones <= 9 ? tens * 10 + ones : -1
}

// Results of the scanning steps below: fields of the module, since a line must not cost an object per step.
let position = 0
let nanos = 0
let offset = 0
let dayYear = -1
let dayMonth = -1
let dayDay = -1
let dayNumber = 0

/** Days since 1970, remembering the last day asked for: consecutive lines share it. NaN when there is no such day. */
function dayOf(year: number, month: number, day: number): number {
  if (day === dayDay && month === dayMonth && year === dayYear) return dayNumber
  if (!isDate(year, month, day)) return Number.NaN
  dayYear = year
  dayMonth = month
  dayDay = day
  return dayNumber = daysFromCivil(year, month, day)
}

/** Reads `YYYY-MM-DD`, `YYYY/MM/DD` or `YYYYMMDD` at `position`: days since 1970, or NaN. */
function scanDate(text: string): number {
  const at = position
  const high = two(text, at)
  const low = two(text, at + 2)
  if (high < 0 || low < 0) return Number.NaN
  const separator = text.charCodeAt(at + 4)
  const gap = separator === MINUS || separator === SLASH ? 1 : 0
  const month = two(text, at + 4 + gap)
  const dayAt = at + 6 + gap + gap
  const day = two(text, dayAt)
  if (month < 0 || day < 0 || (gap === 1 && text.charCodeAt(dayAt - 1) !== separator)) return Number.NaN
  position = dayAt + 2
  return dayOf(high * 100 + low, month, day)
}

/** Reads `HH:MM[:SS]` or `HHMM[SS]` at `position`: seconds of the day, or -1. A second 60 is a leap second. */
function scanClock(text: string): number {
  const at = position
  const hour = two(text, at)
  const gap = text.charCodeAt(at + 2) === COLON ? 1 : 0
  const minute = two(text, at + 2 + gap)
  if (hour < 0 || minute < 0 || hour > 23 || minute > 59) return -1
  position = at + 4 + gap
  if (gap === 1 && text.charCodeAt(position) !== COLON) return hour * 3600 + minute * 60
  const second = two(text, position + gap)
  if (second < 0) return gap === 1 ? -1 : hour * 3600 + minute * 60
  if (second > 60) return -1
  position += gap + 2
  return hour * 3600 + minute * 60 + second
}

const scale = [1_000_000_000, 100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1000, 100, 10, 1]

/** Reads `.123` or `,123` at `position`, if it is there; digits past the ninth are cut off. */
function scanFraction(text: string): void {
  nanos = 0
  const mark = text.charCodeAt(position)
  if ((mark !== 46 && mark !== 44) || !(digit(text, position + 1) <= 9)) return
  let at = position + 1
  let value = 0
  let digits = 0
  for (let d = digit(text, at); d <= 9; d = digit(text, ++at)) {
    if (digits < 9) {
      value = value * 10 + d
      digits++
    }
  }
  nanos = value * scale[digits]!
  position = at
}

/** Reads `±HH:MM`, `±HHMM` or `±HH` at `at` into `offset` (seconds) and moves `position` behind it. */
function scanSignedOffset(text: string, at: number, sign: number): boolean {
  const hours = two(text, at + 1)
  if (hours < 0 || hours > 23) return false
  const gap = text.charCodeAt(at + 3) === COLON ? 1 : 0
  const minutes = two(text, at + 3 + gap)
  if (minutes > 59 || (minutes < 0 && gap === 1)) return false
  position = minutes < 0 ? at + 3 : at + 5 + gap
  offset = (hours * 3600 + Math.max(minutes, 0) * 60) * (sign === MINUS ? -1 : 1)
  return true
}

/** Reads a zone at `position`: `Z`, an offset, or after a blank `UTC`, `GMT` or an offset that is in use somewhere. None is UTC. */
function scanZone(text: string): void {
  offset = 0
  const mark = text.charCodeAt(position)
  if (mark === 90 || mark === 122) {
    position++
    return
  }
  if (mark === PLUS || mark === MINUS) {
    scanSignedOffset(text, position, mark)
    return
  }
  if (mark !== SPACE) return
  const sign = text.charCodeAt(position + 1)
  if (sign === PLUS || sign === MINUS) scanSpacedOffset(text, sign)
  if (text.startsWith(' UTC', position) || text.startsWith(' GMT', position)) position += 4
}

/** In `10:00:00 -1234 text` the number may be anything: only four digits that are a real zone's count as an offset. */
function scanSpacedOffset(text: string, sign: number): void {
  const back = position
  const fits = scanSignedOffset(text, back + 1, sign) && position >= back + 6
    && Math.abs(offset) <= 14 * 3600 && offset % 900 === 0 && !(digit(text, position) <= 9)
  if (fits) return
  position = back
  offset = 0
}

/**
 * Finds a timestamp in RFC 3339 (https://www.rfc-editor.org/rfc/rfc3339) or one of its common relatives exactly at
 * `at`: a blank for the `T`, a comma before the fraction, slashes in the date (Go's `log`, nginx), no separators at
 * all (`20251122T131100Z`). Without an offset it is UTC. Fractions beyond nanoseconds are cut off.
 */
export function isoMomentAt(text: string, at: number): FoundMoment | undefined {
  position = at
  const day = scanDate(text)
  if (Number.isNaN(day)) return undefined
  const mark = text.charCodeAt(position)
  if (mark !== 84 && mark !== SPACE && mark !== 116) return undefined
  position++
  const clock = scanClock(text)
  if (clock < 0) return undefined
  scanFraction(text)
  scanZone(text)
  const seconds = day * 86_400 + clock - offset
  return inRange(seconds) ? { seconds, nanos, end: position } : undefined
}
