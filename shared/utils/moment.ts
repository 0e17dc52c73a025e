import type { Moment } from '../schemas/time'

/**
 * Moments as requests name them, exact to the nanosecond: nanoseconds since 1970 as a bigint.
 */
const SECOND = 1_000_000_000n

/** Below these sizes a number is seconds, milliseconds, microseconds; from the last on nanoseconds. */
const digitsBelowSecond = (size: bigint) =>
  size < 100_000_000_000n ? 0 : size < 100_000_000_000_000n ? 3 : size < 100_000_000_000_000_000n ? 6 : 9

const NUMBER = /^([+-]?)(\d{1,20})(?:\.(\d{1,40}))?$/
const RFC_3339
  = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,40}))?(?:[Zz]|([+-])(\d\d):?(\d\d))$/

/**
 * Reads RFC 3339 text with any offset, or a number (or numeric text) of seconds, milliseconds, microseconds or
 * nanoseconds since 1970, told apart by size. Digits beyond the nanosecond are cut off.
 * @returns nanoseconds since 1970; undefined when it is neither
 */
export function momentNanos(value: Moment): bigint | undefined {
  if (typeof value === 'number') return fromNumber(value)
  const text = value.trim()
  return fromDigits(text) ?? fromRfc3339(text)
}

function fromNumber(value: number): bigint | undefined {
  // Fractions count as the shortest decimal that gives the same double.
  return Number.isInteger(value) ? fromDigits(String(BigInt(value))) : fromDigits(String(value))
}

function fromDigits(text: string): bigint | undefined {
  const match = NUMBER.exec(text)
  if (match === null) return undefined
  const [, sign, whole = '', fraction = ''] = match
  const size = BigInt(whole)
  const scale = 9 - digitsBelowSecond(size)
  const nanos = size * 10n ** BigInt(scale) + BigInt(fraction.slice(0, scale).padEnd(scale, '0') || '0')
  return sign === '-' ? -nanos : nanos
}

function fromRfc3339(text: string): bigint | undefined {
  const match = RFC_3339.exec(text)
  if (match === null) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number)
  // A leap second counts as the first of the next minute.
  if (hour > 23 || minute > 59 || second > 60) return undefined
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  const offsetHours = Number(match[9] ?? 0)
  const offsetMinutes = Number(match[10] ?? 0)
  if (offsetHours > 23 || offsetMinutes > 59) return undefined
  const offset = (offsetHours * 60 + offsetMinutes) * (match[8] === '-' ? -60 : 60)
  const seconds = date.getTime() / 1000 + hour * 3600 + minute * 60 + second - offset
  return BigInt(seconds) * SECOND + BigInt((match[7] ?? '').slice(0, 9).padEnd(9, '0'))
}

/** RFC 3339 in UTC with nine digits: `2026-01-02T03:04:05.000000006Z`. */
export function formatNanos(nanos: bigint): string {
  const fraction = ((nanos % SECOND) + SECOND) % SECOND
  const seconds = (nanos - fraction) / SECOND
  const whole = new Date(Number(seconds) * 1000).toISOString().replace(/\.\d+Z$/, '')
  return `${whole}.${String(fraction).padStart(9, '0')}Z`
}
