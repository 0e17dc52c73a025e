import { clockAt, momentOf } from './time-zone'

/** `now`, then steps such as `-1d`, then the unit to round to: as Grafana writes moments that move. */
const FORM = /^now((?:\s*[+-]\s*\d{1,6}\s*[smhdwMy])*)(?:\s*\/\s*([smhdwMy]))?$/
const STEP = /([+-])\s*(\d+)\s*([smhdwMy])/g
const FIXED: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 }

/** Whether the text says a moment that moves with time: `now-1h`, `now-1d/d`. */
export const isDateMath = (text: string): boolean => FORM.test(text.trim())

/** Without spaces: one spelling for addresses. */
export const tidyDateMath = (text: string): string => text.replaceAll(/\s/g, '')

/**
 * The moment that such a text means, in milliseconds since 1970. Days, weeks (from Monday), months and years are those
 * of the chosen time zone. Rounding goes to the beginning of the unit, or to its end.
 */
export function resolveDateMath(text: string, now: number, rounding: 'start' | 'end'): number | undefined {
  const found = FORM.exec(text.trim())
  if (!found) return undefined
  let moment = now
  for (const [, sign, count, unit] of found[1]!.matchAll(STEP)) moment = added(moment, (sign === '-' ? -1 : 1) * Number(count), unit!)
  const unit = found[2]
  if (unit === undefined) return moment
  const start = startOf(moment, unit)
  return rounding === 'start' ? start : added(start, 1, unit)
}

function added(moment: number, count: number, unit: string): number {
  const fixed = FIXED[unit]
  if (fixed !== undefined) return moment + count * fixed
  const clock = clockAt(moment)
  switch (unit) {
    case 'd': return momentOf({ ...clock, day: clock.day + count })
    case 'w': return momentOf({ ...clock, day: clock.day + 7 * count })
    case 'M': return momentOf({ ...clock, month: clock.month + count })
    default: return momentOf({ ...clock, year: clock.year + count })
  }
}

function startOf(moment: number, unit: string): number {
  const { year, month, day, hour, minute } = clockAt(moment)
  switch (unit) {
    case 's': return moment - moment % 1000
    case 'm': return moment - moment % 60_000
    // Not by its clock: an hour that comes twice has two beginnings.
    case 'h': return moment - minute * 60_000 - moment % 60_000
    case 'd': return momentOf({ year, month, day })
    case 'w': return momentOf({ year, month, day: day - (new Date(Date.UTC(year, month - 1, day, hour)).getUTCDay() + 6) % 7 })
    case 'M': return momentOf({ year, month, day: 1 })
    default: return momentOf({ year, month: 1, day: 1 })
  }
}
