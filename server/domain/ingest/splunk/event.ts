import type { Attributes, AttributeValue, LogRecord } from '#shared/types/log-record'
import { NO_ATTRIBUTES } from '#shared/types/log-record'
import type { Moment } from '../decode/calendar'
import type { Bounds } from '../decode/bounds'
import { UNKNOWN_SERVICE } from '../decode/ids'
import { attributesOf, isObject, kindOf, numberOf, textOf } from '../decode/json-value'
import { parseMoment } from '../decode/time'
import { jsonContext, recordOfObject, type JsonContext } from '../json'
import { recordOfAnyLine } from '../raw/auto'
import { hecText } from './answers'
import { addMetadata, resourceOf, type HecMetadata } from './metadata'

/** What is known of all events of a request. */
export interface EventContext {
  readonly plain: JsonContext
  /** For events whose envelope says the time: one inside of the event stays an attribute. */
  readonly timed: JsonContext
  readonly metadata: HecMetadata
}

export function eventContext(now: number, metadata: HecMetadata, { maxNesting }: Bounds): EventContext {
  const plain = jsonContext({ now, maxNesting })
  const { time: _time, ...readers } = plain.readers
  return { plain, timed: { ...plain, readers }, metadata }
}

/**
 * Adds the record of an event in its envelope to `records`, or answers why it can't be one
 * (https://docs.splunk.com/Documentation/Splunk/latest/Data/FormateventsforHTTPEventCollector).
 */
export function addEvent(envelope: unknown, context: EventContext, records: LogRecord[]): string | undefined {
  if (!isObject(envelope)) return `Expected an object {"event": …}, got ${kindOf(envelope)}`
  const { event, time, fields } = envelope
  if (event === undefined || event === null) return hecText(12)
  if (event === '') return hecText(13)
  if (fields !== undefined && fields !== null && !isObject(fields)) return `fields must be an object, got ${kindOf(fields)}`
  const given = time !== undefined && time !== null && time !== ''
  const moment = given ? parseMoment(time, context.plain.now) : undefined
  if (given && moment === undefined) return 'time is no number of seconds since 1970 (or lies outside 1900 to 2262)'
  const record = recordOf(event, moment === undefined ? context.plain : context.timed)
  setTime(record, moment)
  if (isObject(fields)) addFields(record, fields, context.timed)
  addMetadata(record, resourceOf(envelope as HecMetadata, context.metadata))
  records.push(record)
  return undefined
}

function setTime(record: LogRecord, moment: Moment | undefined): void {
  if (moment === undefined) return
  record.seconds = moment.seconds
  record.nanos = moment.nanos
}

function recordOf(event: AttributeValue, context: JsonContext): LogRecord {
  if (isObject(event)) return recordOfLogged(event, context)
  const text = textOf(event)
  // Only the first of several lines tells what the event is; the others belong to it
  const feed = text.indexOf('\n')
  if (feed === -1 || /^\s*\{/.test(text)) return recordOfAnyLine(text, context)
  return { ...recordOfAnyLine(text.slice(0, feed), context), body: text }
}

/** Splunk's own loggers for JavaScript put what was logged into `message`, and winston's transport its text into `message.msg`. */
function recordOfLogged(event: Attributes, context: JsonContext): LogRecord {
  const record = recordOfObject(event, context)
  const { message } = event
  return isObject(message) && typeof message.msg === 'string' ? { ...record, body: message.msg } : record
}

/** Indexed fields are attributes. Level, service and trace are taken from them where the event names none. */
function addFields(record: LogRecord, fields: Attributes, context: JsonContext): void {
  const found = recordOfObject(fields, context)
  if (record.severityNumber === 0) {
    record.severityNumber = found.severityNumber || exportedLevel(fields['otel.log.severity.number'])
    record.severityText ||= found.severityText || textOf(fields['otel.log.severity.text']).slice(0, 64)
  }
  if (record.serviceName === UNKNOWN_SERVICE) record.serviceName = found.serviceName
  record.traceId ||= found.traceId
  record.spanId ||= found.spanId
  record.logAttributes = merged(fields, record.logAttributes)
}

/** What the OpenTelemetry Collector's exporter writes. */
function exportedLevel(value: AttributeValue): number {
  const number = numberOf(value)
  return Number.isInteger(number) && number >= 1 && number <= 24 ? number : 0
}

/** Fields by their names; an attribute of the event that is called the same is kept as `event.<name>`. */
function merged(fields: Attributes, own: Attributes): Attributes {
  if (own === NO_ATTRIBUTES) return fields
  const all = new Map<string, AttributeValue>(Object.entries(fields))
  for (const [name, value] of Object.entries(own)) {
    let free = name
    while (all.has(free)) free = `event.${free}`
    all.set(free, value)
  }
  return attributesOf(all)
}
