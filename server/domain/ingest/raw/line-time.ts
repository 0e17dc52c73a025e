import { utcSeconds } from '../decode/calendar'
import type { FoundMoment } from '../decode/time-iso'
import { isoMomentAt } from '../decode/time-iso'
import { momentFromDigits } from '../decode/time-number'
import { textMomentAt, withoutYear } from '../decode/time-text'

/** How far into a line a time may begin (characters), and behind how many words. */
const REACH = 120
const WORDS = 3

/** glog and klog: level, month and day, time, thread (https://github.com/google/glog#log-line-prefix). */
const glog = /^[IWEF](\d\d)(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{1,9})(?= )/

/** Ten digits are seconds (with a fraction perhaps: squid), thirteen ms, sixteen µs, nineteen ns: as an own word only. */
const epoch = /\d{10}(?:\.\d{1,9})?(?=[\s\]|,:])|(?:\d{13}|\d{16}|\d{19})(?=[\s\]|,:])/y

/** Words that may stand before the time: what has a digit or a mark of a name in it, a level, Ruby's `I,`; no prose. */
const prefixWord = /^(?:.*[\d/:.|[\]<>_-].*|[A-Z]{1,8},?)$/

/**
 * Finds the time that a line of text begins with, if any: bare or in brackets, first or behind up to three words
 * that are no prose (`nova-api.log 2017-05-16 00:00:00.008 …`, `E, [2025-11-22T13:11:00.1 #7]`). Times within the
 * message don't count. `now` in milliseconds since 1970.
 */
export function leadingTime(line: string, now: number): FoundMoment | undefined {
  let at = 0
  for (let word = 0; word <= WORDS && at < REACH; word++) {
    while (isOpening(line.charCodeAt(at))) at++
    const found = timeAt(line, at, now, word === 0)
    if (found !== undefined) return found
    const space = line.indexOf(' ', at)
    if (space === -1 || space > REACH || !prefixWord.test(line.slice(at, space))) return undefined
    at = space + 1
  }
  return undefined
}

/** Blank, tab, `[`, `(`, `"`, `<` */
function isOpening(code: number): boolean {
  return code === 32 || code === 9 || code === 91 || code === 40 || code === 34 || code === 60
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

function timeAt(line: string, at: number, now: number, first: boolean): FoundMoment | undefined {
  const code = line.charCodeAt(at)
  if (isDigit(code)) {
    const time = isoMomentAt(line, at) ?? textMomentAt(line, at, now) ?? (first ? epochAt(line, at) : undefined)
    // `2025-11-22 13:11:005` is no time
    return time !== undefined && !isDigit(line.charCodeAt(time.end)) ? time : undefined
  }
  if (code < 65 || code > 90) return undefined
  return textMomentAt(line, at, now) ?? (first ? glogAt(line, now) : undefined)
}

function epochAt(line: string, at: number): FoundMoment | undefined {
  epoch.lastIndex = at
  const digits = epoch.exec(line)?.[0]
  const moment = digits === undefined ? undefined : momentFromDigits(digits)
  // From 2001 on; a counter of ten digits is rather a time than not
  return moment === undefined || moment.seconds < 1e9 ? undefined : { ...moment, end: at + digits!.length }
}

function glogAt(line: string, now: number): FoundMoment | undefined {
  const found = glog.exec(line)
  if (found === null) return undefined
  const [whole, month, day, hour, minute, second, fraction] = found
  if (utcSeconds(2000, Number(month), Number(day), Number(hour), Number(minute), Number(second)) === undefined) return undefined
  const seconds = withoutYear(Number(month), Number(day), Number(hour), Number(minute), Number(second), now)
  return seconds === undefined ? undefined : { seconds, nanos: Number(fraction!.padEnd(9, '0')), end: whole.length }
}
