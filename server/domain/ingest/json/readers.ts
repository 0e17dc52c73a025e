import type { Attributes, AttributeValue } from '#shared/types/log-record'
import type { Moment } from '../decode/calendar'
import { inRange } from '../decode/calendar'
import { hexId } from '../decode/ids'
import { isObject, jsonText, numberOf } from '../decode/json-value'
import { MAX_LEVEL, MAX_SERVICE } from '../decode/limits'
import type { Severity } from '../decode/severity'
import { parseLevel, severityOfName, severityOfSyslog } from '../decode/severity'
import { parseMoment } from '../decode/time'
import type { Name, Reader } from './find'
import type { Meaning } from './loggers'

/** Numbers of seconds below this (1973) are something else that is called `time`: a duration, a counter. */
const EARLIEST_NUMBER = 1e8

function readTime(value: AttributeValue, now: number): Moment | undefined {
  if (typeof value === 'string') return /^[+-]?[\d.]{1,8}$/.test(value) ? undefined : parseMoment(value, now)
  if (typeof value === 'number') return value < EARLIEST_NUMBER ? undefined : parseMoment(value)
  if (typeof value === 'bigint') return parseMoment(value)
  return isObject(value) ? readTimeObject(value, now) : undefined
}

/** log4j's `{epochSecond, nanoOfSecond}`, Protobuf's and Google's `{seconds, nanos}`, MongoDB's `{$date}`. */
function readTimeObject(value: Attributes, now: number): Moment | undefined {
  if (typeof value.$date === 'string' || typeof value.$date === 'number') return parseMoment(value.$date, now)
  const seconds = numberOf(value.epochSecond ?? value.seconds)
  const nanos = numberOf(value.nanoOfSecond ?? value.nanos ?? 0)
  const fits = Number.isInteger(seconds) && inRange(seconds) && Number.isInteger(nanos) && nanos >= 0 && nanos < 1_000_000_000
  return fits ? { seconds, nanos } : undefined
}

function readLevel(value: AttributeValue, { name }: Name): Severity | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  if (typeof value === 'string' && value.length > MAX_LEVEL) return undefined
  if (name === 'PRIORITY') {
    const number = severityOfSyslog(Number(value))
    return number > 0 ? { number, text: String(value) } : undefined
  }
  // A single letter under a short name (`L`) must be a level; a text under `level` is one even when nobody knows it.
  if (name === 'L' && (typeof value !== 'string' || severityOfName(value) === 0)) return undefined
  const severity = parseLevel(value)
  return severity.number > 0 || (typeof value === 'string' && value !== '') ? severity : undefined
}

function readSeverityNumber(value: AttributeValue): number | undefined {
  const number = typeof value === 'string' ? Number(value) : value
  return typeof number === 'number' && Number.isInteger(number) && number >= 1 && number <= 24 ? number : undefined
}

/** Names that also serve for other things: only a text there is the message. */
const textOnly = new Set(['event', 'log', 'body', 'Body', 'line', 'text', 'M', 'Message'])

function readMessage(value: AttributeValue, { name }: Name): string | undefined {
  if (typeof value === 'string') return (name === 'log' ? value.replace(/\r?\n$/, '') : value) || undefined
  if (value === null || value === undefined || textOnly.has(name)) return undefined
  return typeof value === 'object' ? jsonText(value) : String(value)
}

function readService(value: AttributeValue): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= MAX_SERVICE ? value : undefined
}

/** Google writes `projects/<id>/traces/<trace id>`. */
function readTraceId(value: AttributeValue): string | undefined {
  if (typeof value !== 'string') return undefined
  return hexId(value.startsWith('projects/') ? value.slice(value.lastIndexOf('/') + 1) : value, 32) || undefined
}

function readTraceFlags(value: AttributeValue): number | undefined {
  if (typeof value === 'boolean') return value ? 1 : 0
  const number = typeof value === 'string' && /^[\da-f]{2}$/i.test(value) ? Number.parseInt(value, 16) : value
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 && number <= 255 ? number : undefined
}

/** The readers of all meanings; `now` in milliseconds since 1970. */
export function readersAt(now: number): Record<Meaning, Reader> {
  return {
    time: value => readTime(value, now),
    level: readLevel,
    severityNumber: readSeverityNumber,
    message: readMessage,
    service: readService,
    traceId: readTraceId,
    spanId: value => hexId(value, 16) || undefined,
    traceFlags: readTraceFlags,
  }
}
