import type { Moment } from './calendar'
import { inRange, utcSeconds } from './calendar'
import { isoMomentAt } from './time-iso'
import { momentFromDigits, momentFromNumber } from './time-number'
import { textMomentAt } from './time-text'

export type { Moment } from './calendar'

/**
 * Reads a time as senders write it:
 * - RFC 3339 and its relatives (see `isoMomentAt`), also a date alone (midnight UTC);
 * - a number, bigint or numeric text of seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by
 *   size, fractions allowed, exact to the last digit of a text;
 * - the text forms of common loggers (see `textMomentAt`); those without a year lie within the year before `now`
 *   (milliseconds since 1970).
 * Undefined when it is none of these, or outside what ClickHouse's DateTime64(9) holds (1900 to 2262).
 */
export function parseMoment(value: unknown, now: number = Date.now()): Moment | undefined {
  if (typeof value === 'string') return momentFromText(value, now)
  if (typeof value === 'number') return momentFromNumber(value)
  if (typeof value === 'bigint') return momentFromDigits(value.toString())
  return undefined
}

const dateAlone = /^(\d{4})-(\d\d)-(\d\d)$/

function momentFromText(text: string, now: number): Moment | undefined {
  const iso = isoMomentAt(text, 0)
  if (iso !== undefined && iso.end === text.length) return { seconds: iso.seconds, nanos: iso.nanos }
  // Nothing readable is longer; a hostile text must not be scanned again and again.
  if (text.length > 100) return undefined
  const trimmed = text.trim()
  const found = isoMomentAt(trimmed, 0) ?? textMomentAt(trimmed, 0, now)
  if (found !== undefined) return found.end === trimmed.length ? { seconds: found.seconds, nanos: found.nanos } : undefined
  const date = dateAlone.exec(trimmed)
  if (date !== null) {
    const seconds = utcSeconds(Number(date[1]), Number(date[2]), Number(date[3]), 0, 0, 0)
    return seconds === undefined || !inRange(seconds) ? undefined : { seconds, nanos: 0 }
  }
  if (/^[+-]?\d+(?:\.\d+)?[eE][+-]?\d+$/.test(trimmed)) return momentFromNumber(Number(trimmed))
  return momentFromDigits(trimmed)
}

/** A time of the kernel's clock, milliseconds since 1970. */
export function momentOfMillis(millis: number): Moment {
  const seconds = Math.floor(millis / 1000)
  return { seconds, nanos: Math.floor((millis - seconds * 1000) * 1_000_000) }
}
