import { shallowRef } from 'vue'
import { isZone, offsetAt } from '#shared/logql/templates/zones'

/** The zone that times are shown and typed in, by its IANA name; empty: the browser's own. Of the browser alone: servers never set it. */
const chosen = shallowRef('')

/** The zone of all times, for `Intl`; undefined is the browser's. */
export const timeZone = (): string | undefined => chosen.value === '' ? undefined : chosen.value

/** The zone of all times, by its name. */
export const timeZoneName = (): string => timeZone() ?? Intl.DateTimeFormat().resolvedOptions().timeZone

/** Changes the zone of all times; one that the browser does not know counts as its own. */
export function setTimeZone(zone: string): void {
  chosen.value = isZone(zone) ? zone : ''
}

/** What clocks show: the month counts from 1. */
export interface Clock { year: number, month: number, day: number, hour?: number, minute?: number, second?: number, ms?: number }

/** What clocks in the chosen zone show at a moment (milliseconds since 1970). */
export function clockAt(ms: number): Required<Clock> {
  const date = new Date(ms + offsetAt(timeZoneName(), ms) * 1000)
  return {
    year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(),
    hour: date.getUTCHours(), minute: date.getUTCMinutes(), second: date.getUTCSeconds(), ms: date.getUTCMilliseconds(),
  }
}

/** When clocks in the chosen zone show this, in milliseconds since 1970. Months and days beyond their end go on in the next; of an hour that comes twice it is the first. */
export function momentOf({ year, month, day, hour = 0, minute = 0, second = 0, ms = 0 }: Clock): number {
  const wall = Date.UTC(year, month - 1, day, hour, minute, second, ms)
  // The distance changes at most once within a day.
  const before = offsetAt(timeZoneName(), wall - 86_400_000) * 1000
  const after = offsetAt(timeZoneName(), wall + 86_400_000) * 1000
  return [wall - before, wall - after].find(moment => moment + offsetAt(timeZoneName(), moment) * 1000 === wall) ?? wall - before
}
