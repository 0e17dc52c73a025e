import type { Moment } from './calendar'
import { inRange } from './calendar'

/** Below this a number is seconds, then milliseconds, microseconds, and from the last on nanoseconds. */
const MILLIS = 1e11
const MICROS = 1e14
const NANOS = 1e17

/** How many decimal digits of a number of this size lie below the second. */
function subSecondDigits(size: number): number {
  return size < MILLIS ? 0 : size < MICROS ? 3 : size < NANOS ? 6 : 9
}

const plainNumber = /^[+-]?\d{1,20}(?:\.\d{0,40})?$/

/**
 * Reads the digits of a number of seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by size,
 * exactly: no digit goes through a double.
 */
export function momentFromDigits(text: string): Moment | undefined {
  if (!plainNumber.test(text)) return undefined
  const negative = text.charCodeAt(0) === 45
  const unsigned = negative || text.charCodeAt(0) === 43 ? text.slice(1) : text
  const dot = unsigned.indexOf('.')
  const whole = dot < 0 ? unsigned : unsigned.slice(0, dot)
  const below = subSecondDigits(Number(whole))
  const cut = Math.max(whole.length - below, 0)
  const fraction = whole.slice(cut).padStart(below, '0') + (dot < 0 ? '' : unsigned.slice(dot + 1))
  let seconds = Number(whole.slice(0, cut))
  let nanos = Number(fraction.slice(0, 9).padEnd(9, '0'))
  if (negative) {
    seconds = nanos > 0 ? -seconds - 1 : 0 - seconds
    nanos = nanos > 0 ? 1_000_000_000 - nanos : 0
  }
  return inRange(seconds) ? { seconds, nanos } : undefined
}

/** As `momentFromDigits`, of a number. Fractions count as the shortest decimal that gives the same double. */
export function momentFromNumber(value: number): Moment | undefined {
  if (!Number.isSafeInteger(value)) {
    if (Number.isInteger(value) && Math.abs(value) < 1e19) return momentFromDigits(BigInt(value).toString())
    return momentFromDigits(String(value))
  }
  const below = subSecondDigits(Math.abs(value))
  const unit = 10 ** below
  const seconds = Math.floor(value / unit)
  return inRange(seconds) ? { seconds, nanos: (value - seconds * unit) * 10 ** (9 - below) } : undefined
}
