/** Whole seconds since 1970 (may be negative) and the nanoseconds within that second (0 to 999,999,999). */
export interface Moment { seconds: number, nanos: number }

/** 1900-01-01T00:00:00Z, the earliest a ClickHouse DateTime64 holds. */
const EARLIEST = -2_208_988_800
/** 2262-04-11T23:47:16Z: from here on DateTime64(9) overflows (https://clickhouse.com/docs/sql-reference/data-types/datetime64). */
const LATEST = 9_223_372_036

export function inRange(seconds: number): boolean {
  return seconds >= EARLIEST && seconds < LATEST
}

const monthDays = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

export function isDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1 || day > monthDays[month]!) return false
  return month !== 2 || day < 29 || (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0))
}

/**
 * Days since 1970-01-01 of a date in the Gregorian calendar
 * (Howard Hinnant's `days_from_civil`, https://howardhinnant.github.io/date_algorithms.html).
 */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = ((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 | 0) + day - 1
  const dayOfEra = yearOfEra * 365 + (yearOfEra / 4 | 0) - (yearOfEra / 100 | 0) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

/** Seconds since 1970 of a UTC wall clock; undefined when there is no such date or time. Second 60 is a leap second. */
export function utcSeconds(year: number, month: number, day: number, hour: number, minute: number, second: number): number | undefined {
  if (!isDate(year, month, day) || hour > 23 || minute > 59 || second > 60) return undefined
  return daysFromCivil(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
}
