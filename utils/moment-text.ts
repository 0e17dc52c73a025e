import { momentOf, clockAt } from './time-zone'

/** A moment that was typed or pasted: milliseconds since 1970, and how much time it names (a day, a minute, less). */
export interface TypedMoment { ms: number, width: number }

const DAY = 86_400_000
const MINUTE = 60_000
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const EPOCH = /^\d{10}(?:\.\d{1,9})?$|^\d{13}$|^\d{16}$|^\d{19}$/
const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/i
/** nginx and Apache: `22/Nov/2026:13:45:10 +0100`. */
const ACCESS_LOG = /^(\d{2})\/([A-Za-z]{3})\/(\d{4}):(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:\s+([+-]\d{4}))?$/
/** RFC 3164: `Nov 22 13:45:10`, which has no year. */
const SYSLOG = /^([A-Za-z]{3})\s+(\d{1,2})\s+(\d{2}):(\d{2}):(\d{2})$/

/**
 * Reads a timestamp as it stands in logs: seconds, milliseconds, microseconds or nanoseconds since 1970, RFC 3339 (also
 * without a zone or a time: then of the chosen zone), the dates of nginx and syslog. Brackets and quotes around it don't matter.
 */
export function parseMoment(typed: string, now: number): TypedMoment | undefined {
  const text = typed.trim().replace(/^[["'`]+|[\]"'`,]+$/g, '').trim()
  const found = epoch(text) ?? iso(text) ?? accessLog(text) ?? syslog(text, now)
  return found && Number.isFinite(found.ms) ? found : undefined
}

function epoch(text: string): TypedMoment | undefined {
  if (!EPOCH.test(text)) return undefined
  const digits = text.split('.')[0]!.length
  return { ms: Math.floor(Number(text) * 10 ** (13 - digits)), width: digits === 10 && !text.includes('.') ? 1000 : 1 }
}

function iso(text: string): TypedMoment | undefined {
  const found = ISO.exec(text)
  if (!found) return undefined
  const [, year, month, day, hour, minute, second, fraction, zone] = found
  const ms = fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1000)
  const width = hour === undefined ? DAY : second === undefined ? MINUTE : fraction === undefined ? 1000 : 1
  return at([year, month, day, hour ?? 0, minute ?? 0, second ?? 0].map(Number), ms, zone, width)
}

function accessLog(text: string): TypedMoment | undefined {
  const found = ACCESS_LOG.exec(text)
  if (!found) return undefined
  const [, day, month, year, hour, minute, second, zone] = found
  return at([Number(year), monthOf(month!), ...[day, hour, minute, second].map(Number)], 0, zone, 1000)
}

/** Of this year, or of the last one where that would be later than tomorrow. */
function syslog(text: string, now: number): TypedMoment | undefined {
  const found = SYSLOG.exec(text)
  if (!found) return undefined
  const [, month, day, hour, minute, second] = found
  const parts = [monthOf(month!), ...[day, hour, minute, second].map(Number)]
  const { year } = clockAt(now)
  const here = at([year, ...parts], 0, undefined, 1000)
  return here && here.ms > now + DAY ? at([year - 1, ...parts], 0, undefined, 1000) : here
}

const monthOf = (name: string) => MONTHS.indexOf(name.toLowerCase()) + 1

function at([year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0]: number[], ms: number, zone: string | undefined, width: number): TypedMoment | undefined {
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 24 || minute > 59 || second > 60) return undefined
  if (zone === undefined) return { ms: momentOf({ year, month, day, hour, minute, second, ms }), width }
  return { ms: Date.UTC(year, month - 1, day, hour, minute, second, ms) - offsetOf(zone), width }
}

function offsetOf(zone: string): number {
  const found = /^([+-])(\d{2}):?(\d{2})$/.exec(zone)
  return found ? (found[1] === '-' ? -1 : 1) * (Number(found[2]) * 60 + Number(found[3])) * MINUTE : 0
}
