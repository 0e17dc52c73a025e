import type { Moment } from './calendar'
import { daysFromCivil, inRange, isDate } from './calendar'

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec'
const LENGTH = 26
const SLASH = 47
const COLON = 58
const SPACE = 32
const PLUS = 43
const MINUS = 45

// The last date and zone that were read: consecutive lines share them.
let date = ''
let dateSeconds = 0
let zone = ''
let zoneSeconds = 0

/** The number of two digits at `at`; NaN when there are none. */
function two(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48
  const ones = text.charCodeAt(at + 1) - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN
}

/**
 * The moment that the text is, as Apache and nginx write it: `17/May/2015:10:05:03 +0000` exactly. Undefined for
 * anything else. (`textMomentAt` reads it too, and ten times slower.)
 */
export function clfMoment(text: string): Moment | undefined {
  if (text.length !== LENGTH || text.charCodeAt(11) !== COLON || text.charCodeAt(20) !== SPACE) return undefined
  if (!text.startsWith(date) || date === '') {
    const start = startOf(text)
    if (start === undefined) return undefined
    date = text.slice(0, 11)
    dateSeconds = start
  }
  if (!text.endsWith(zone) || zone === '') {
    const offset = offsetOf(text)
    if (offset === undefined) return undefined
    zone = text.slice(21)
    zoneSeconds = offset
  }
  const hour = two(text, 12)
  const minute = two(text, 15)
  const second = two(text, 18)
  // A comparison with NaN is false
  if (!(hour <= 23 && minute <= 59 && second <= 60) || text.charCodeAt(14) !== COLON || text.charCodeAt(17) !== COLON) return undefined
  const seconds = dateSeconds + hour * 3600 + minute * 60 + second - zoneSeconds
  return inRange(seconds) ? { seconds, nanos: 0 } : undefined
}

function startOf(text: string): number | undefined {
  const day = two(text, 0)
  const place = MONTHS.indexOf(text.slice(3, 6))
  const year = two(text, 7) * 100 + two(text, 9)
  if (Number.isNaN(day + year) || place < 0 || place % 3 !== 0) return undefined
  if (text.charCodeAt(2) !== SLASH || text.charCodeAt(6) !== SLASH || !isDate(year, place / 3 + 1, day)) return undefined
  return daysFromCivil(year, place / 3 + 1, day) * 86_400
}

function offsetOf(text: string): number | undefined {
  const sign = text.charCodeAt(21)
  const hours = two(text, 22)
  const minutes = two(text, 24)
  if ((sign !== PLUS && sign !== MINUS) || !(hours <= 23 && minutes <= 59)) return undefined
  return (hours * 3600 + minutes * 60) * (sign === MINUS ? -1 : 1)
}
