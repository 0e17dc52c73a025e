import type { Attributes, AttributeValue, LogRecord } from '#shared/types/log-record'
import { NO_ATTRIBUTES } from '#shared/types/log-record'
import type { Moment } from '../decode/calendar'
import { hexId, UNKNOWN_SERVICE } from '../decode/ids'
import { attributesOf, isObject, kindOf, textOf } from '../decode/json-value'
import { MAX_LEVEL, MAX_SERVICE } from '../decode/limits'
import { parseLevel } from '../decode/severity'
import { momentOfMillis, parseMoment } from '../decode/time'

/** The fields of a line with a meaning of their own; everything else is an attribute. */
interface SimpleLine {
  readonly timestamp?: AttributeValue
  readonly service?: AttributeValue
  readonly level?: AttributeValue
  readonly message?: AttributeValue
  readonly tags?: AttributeValue
}

/**
 * Adds the record of one `{timestamp, service, level, message, tags}` to `records`, or answers why it can't be one.
 *
 * A timestamp that is missing (or null) is `now` (milliseconds since 1970); one that can't be read refuses the line,
 * since a wrong time would go unseen. Other fields become log attributes beside the tags.
 */
export function addSimpleRecord(value: unknown, now: number, records: LogRecord[]): string | undefined {
  if (!isObject(value)) return `Expected an object {timestamp, service, level, message, tags}, got ${kindOf(value)}`
  const line = value as SimpleLine
  const time = timeOf(line.timestamp, now)
  if (typeof time === 'string') return time
  const severity = parseLevel(line.level)
  if (severity.text.length > MAX_LEVEL) return `level is longer than ${MAX_LEVEL} characters`
  const service = textOf(line.service) || UNKNOWN_SERVICE
  if (service.length > MAX_SERVICE) return `service is longer than ${MAX_SERVICE} characters`
  const extras = extrasOf(value)
  const traceId = extras === undefined ? '' : idOf(value, 'trace_id', 'traceId', 32)
  const spanId = extras === undefined ? '' : idOf(value, 'span_id', 'spanId', 16)
  if (extras === undefined && isEmpty(line)) return 'The object is empty'
  records.push({
    seconds: time.seconds,
    nanos: time.nanos,
    severityNumber: severity.number,
    severityText: severity.text,
    serviceName: service,
    body: textOf(line.message),
    traceId,
    spanId,
    traceFlags: 0,
    eventName: '',
    scopeName: '',
    scopeVersion: '',
    resourceAttributes: NO_ATTRIBUTES,
    scopeAttributes: NO_ATTRIBUTES,
    logAttributes: extras === undefined ? tagsOf(line.tags) : withExtras(value, tagsOf(line.tags), extras, traceId, spanId),
  })
  return undefined
}

function isEmpty(line: SimpleLine): boolean {
  for (const _name in line) return false
  return true
}

function timeOf(timestamp: AttributeValue, now: number): Moment | string {
  if (timestamp === undefined || timestamp === null) return momentOfMillis(now)
  const moment = parseMoment(timestamp, now)
  if (moment !== undefined) return moment
  if (typeof timestamp === 'string' || typeof timestamp === 'number' || typeof timestamp === 'bigint') {
    return 'timestamp is neither RFC 3339 nor a number of seconds, ms, µs or ns since 1970 (or lies outside 1900 to 2262)'
  }
  return `timestamp must be a text (RFC 3339) or a number, got ${kindOf(timestamp)}`
}

/** The names of the fields that have no meaning of their own; undefined when there are none (the usual case). */
function extrasOf(line: Attributes): string[] | undefined {
  let extras: string[] | undefined
  for (const name in line) {
    switch (name) {
      case 'timestamp': case 'service': case 'level': case 'message': case 'tags': continue
      default: (extras ??= []).push(name)
    }
  }
  return extras
}

function idOf(line: Attributes, snake: string, camel: string, length: 32 | 16): string {
  return hexId(line[snake], length) || hexId(line[camel], length)
}

/** The tags and the other fields; one named as a tag is kept as `fields.<name>`. The ids of the record are no attributes too. */
function withExtras(line: Attributes, tags: Attributes, extras: readonly string[], traceId: string, spanId: string): Attributes {
  const merged = new Map(Object.entries(tags))
  for (const extra of extras) {
    const value = line[extra]
    if (traceId !== '' && (extra === 'trace_id' || extra === 'traceId') && hexId(value, 32) === traceId) continue
    if (spanId !== '' && (extra === 'span_id' || extra === 'spanId') && hexId(value, 16) === spanId) continue
    let name = extra
    while (merged.has(name)) name = `fields.${name}`
    merged.set(name, value)
  }
  return attributesOf(merged)
}

/** The tags by reference; any other value is kept as an attribute `tags`. */
function tagsOf(tags: AttributeValue): Attributes {
  if (tags === undefined || tags === null) return NO_ATTRIBUTES
  return isObject(tags) ? tags : { tags }
}
