import { inRange, isDate, utcSeconds } from './calendar'
import type { FoundMoment } from './time-iso'

const months = new Map(['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
  .map((name, index) => [name, index + 1]))

/** `hour`, `minute`, `second`, `fraction` as the patterns below name them. */
const clock = String.raw`(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?:[.,](?<fraction>\d{1,12}))?`
const zone = String.raw`(?: ?(?<zone>Z|UTC|GMT|[+-]\d\d:?\d\d)(?![\w:]))?`
const month = '(?<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)'
const weekday = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)'

/** The forms that `textMomentAt` knows, with who writes them. Each is anchored at the position (`y`), without nesting of repeats. */
const forms: readonly RegExp[] = [
  // Apache and nginx access logs: 17/May/2015:10:05:03 +0000
  String.raw`(?<day>\d{1,2})\/${month}\/(?<year>\d{4})[: ]${clock}${zone}`,
  // syslog (RFC 3164): Dec 10 06:55:46; Cisco adds the year before or after the time
  String.raw`${month} {1,2}(?<day>\d{1,2}) (?:(?<year>\d{4}) )?${clock}(?: (?<yearAfter>(?:19|20)\d\d)(?![\w:.]))?`,
  // ctime, Apache's error log: Thu Dec 10 06:55:46.123456 2015
  String.raw`${weekday} ${month} {1,2}(?<day>\d{1,2}) ${clock}(?: (?:[A-Z]{3,4}|[+-]\d{4}))? (?<year>\d{4})`,
  // RFC 1123 / 2822, Redis: Thu, 10 Dec 2015 06:55:46 GMT
  String.raw`(?:${weekday}, )?(?<day>\d{1,2})[ -]${month}[ -](?<year>\d{4}) ${clock}${zone}`,
].map(source => new RegExp(source, 'yi'))

/**
 * Finds, exactly at `at`, a timestamp as loggers with an own text form write it (see `forms`). One without a year
 * gets the latest year that puts it no more than a day after `now` (milliseconds since 1970): clocks differ a
 * little, and in January December means last year. Without a zone it is UTC.
 */
export function textMomentAt(text: string, at: number, now: number): FoundMoment | undefined {
  for (const form of forms) {
    form.lastIndex = at
    const groups = form.exec(text)?.groups
    if (groups === undefined) continue
    const end = form.lastIndex
    const seconds = secondsOf(groups, now)
    if (seconds === undefined || !inRange(seconds)) return undefined
    return { seconds, nanos: Number((groups.fraction ?? '').slice(0, 9).padEnd(9, '0')), end }
  }
  return undefined
}

function secondsOf(groups: Record<string, string | undefined>, now: number): number | undefined {
  const month = months.get((groups.month ?? '').toLowerCase()) ?? 0
  const day = Number(groups.day)
  const hour = Number(groups.hour)
  const minute = Number(groups.minute)
  const second = Number(groups.second)
  const stated = groups.year ?? groups.yearAfter
  if (stated === undefined) return withoutYear(month, day, hour, minute, second, now)
  const seconds = utcSeconds(Number(stated), month, day, hour, minute, second)
  return seconds === undefined ? undefined : seconds - zoneSeconds(groups.zone)
}

/** The latest such moment that is not more than a day in the future; 29 February may lie up to eight years back. */
export function withoutYear(month: number, day: number, hour: number, minute: number, second: number, now: number): number | undefined {
  const latest = now / 1000 + 86_400
  const thisYear = new Date(now).getUTCFullYear()
  for (let year = thisYear + 1; year >= thisYear - 8; year--) {
    const seconds = isDate(year, month, day) ? utcSeconds(year, month, day, hour, minute, second) : undefined
    if (seconds !== undefined && seconds <= latest) return seconds
  }
  return undefined
}

function zoneSeconds(zone: string | undefined): number {
  if (zone === undefined || zone.length < 5) return 0
  const size = Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(-2)) * 60
  return zone.startsWith('-') ? -size : size
}
