import type { Attributes, LogRecord } from '#shared/types/log-record'
import { NO_ATTRIBUTES } from '#shared/types/log-record'
import type { Moment } from '../decode/calendar'
import { UNKNOWN_SERVICE } from '../decode/ids'
import { jsonText, looksLikeObject, parseObject } from '../decode/json-value'
import type { Severity } from '../decode/severity'
import type { JsonContext } from '../json'
import { jsonContext, recordOfObject } from '../json'
import type { Readers } from '../json/find'
import { findFields, without } from '../json/find'
import { readSyslog } from '../raw/syslog'
import { FieldReader } from './fields'
import type { AccessLine } from './line'
import { attributesOfLine, severityOfStatus, withOthers } from './line'
import { readAccessText } from './text'

/** An access log's line, and the record that it becomes. */
export interface AccessRecord { readonly record: LogRecord, readonly line: AccessLine }

const EXPECTED = 'Not an access log: expected a line of the common or combined format (Apache, nginx, Traefik), of an AWS load balancer, Envoy or HAProxy, '
  + 'or JSON with the status of a response and a method, a path or a request line'

/** A line may be wrapped: in syslog's header, in Docker's JSON, in both. */
const MAX_WRAPPINGS = 2
/** What Caddy says of every request: it tells less than the fields do. */
const CADDY = 'handled request'

/** Finds the access log in records, whichever way they came; made once for the records of a request. */
export class AccessReader {
  private readonly fields: FieldReader
  private readonly json: JsonContext

  /** @param now milliseconds since 1970 */
  constructor(private readonly now: number, private readonly maxNesting?: number) {
    this.fields = new FieldReader(now)
    // An object without a time must not get one: the record has it
    this.json = { ...jsonContext({ now, maxNesting }), now: Number.NaN }
  }

  /** The access log of a record, or why there is none. */
  read(record: LogRecord): AccessRecord | string {
    return this.find(record, MAX_WRAPPINGS) ?? EXPECTED
  }

  private find(record: LogRecord, wrappings: number): AccessRecord | undefined {
    const isObject = looksLikeObject(record.body)
    const line = isObject ? undefined : readAccessText(record.body, this.now)
    if (line !== undefined) return accessOf(record, line, record.logAttributes)
    const found = this.ofFields(record)
    if (found !== undefined) return found
    if (wrappings === 0) return undefined
    return isObject ? this.ofObject(record, wrappings - 1) : this.ofSyslog(record, wrappings - 1)
  }

  /** The attributes are the access log, taken apart by its sender. */
  private ofFields(record: LogRecord): AccessRecord | undefined {
    if (record.logAttributes === NO_ATTRIBUTES) return undefined
    const line = this.fields.read(record.logAttributes)
    if (line === undefined) return undefined
    const body = record.body === '' || record.body === CADDY ? jsonText(record.logAttributes) : record.body
    return accessOf(this.completed({ ...record, body }, line), line, NO_ATTRIBUTES)
  }

  /** Takes the time of the fields, which is the request's own, and what else the record lacks. */
  private completed(record: LogRecord, line: AccessLine): LogRecord {
    const { time, level, service, traceId, spanId } = this.json.readers
    const readers: Readers = {
      time, ...(record.severityNumber === 0 && { level }),
      ...(record.serviceName === UNKNOWN_SERVICE && { service }), ...(record.traceId === '' && { traceId, spanId }),
    }
    const found = findFields(line.extras, readers)
    line.time ??= found.time?.value as Moment | undefined
    line.extras = without(line.extras, Object.values(found).filter(({ name }) => !name.borrowed).map(({ keys }) => keys))
    const severity = found.level?.value as Severity | undefined
    return {
      ...record,
      severityNumber: severity?.number ?? record.severityNumber,
      severityText: severity?.text ?? record.severityText,
      serviceName: (found.service?.value as string | undefined) ?? record.serviceName,
      traceId: (found.traceId?.value as string | undefined) ?? record.traceId,
      spanId: (found.spanId?.value as string | undefined) ?? record.spanId,
    }
  }

  private ofObject(record: LogRecord, wrappings: number): AccessRecord | undefined {
    const object = parseObject(record.body, this.maxNesting)
    if (object === undefined) return undefined
    const inner = joined(record, recordOfObject(object, this.json))
    return this.ofFields({ ...inner, body: record.body }) ?? this.find(inner, wrappings)
  }

  private ofSyslog(record: LogRecord, wrappings: number): AccessRecord | undefined {
    const found = readSyslog(record.body, this.now)
    if (found === undefined) return undefined
    const { draft: { time, service, resource, attributes = NO_ATTRIBUTES }, message } = found
    return this.find({
      ...record, ...time, body: message,
      serviceName: record.serviceName === UNKNOWN_SERVICE ? service ?? UNKNOWN_SERVICE : record.serviceName,
      resourceAttributes: together(record.resourceAttributes, resource ?? NO_ATTRIBUTES),
      logAttributes: together(attributes, record.logAttributes),
    }, wrappings)
  }
}

const together = (own: Attributes, others: Attributes) => others === NO_ATTRIBUTES ? own : withOthers(own, others)

/** What was in the body, with all that the record says besides it: where both say the same thing, the record counts. */
function joined(record: LogRecord, inner: LogRecord): LogRecord {
  const hasTime = !Number.isNaN(inner.seconds)
  const hasLevel = record.severityNumber > 0 && !isOfSyslog(record.logAttributes)
  return {
    ...record,
    seconds: hasTime ? inner.seconds : record.seconds,
    nanos: hasTime ? inner.nanos : record.nanos,
    severityNumber: hasLevel ? record.severityNumber : inner.severityNumber,
    severityText: hasLevel ? record.severityText : inner.severityText,
    serviceName: record.serviceName === UNKNOWN_SERVICE ? inner.serviceName : record.serviceName,
    body: inner.body,
    traceId: record.traceId || inner.traceId,
    spanId: record.spanId || inner.spanId,
    traceFlags: record.traceFlags || inner.traceFlags,
    logAttributes: together(inner.logAttributes, record.logAttributes),
  }
}

/** The level of a syslog message is that of everything its sender sends. */
const isOfSyslog = (attributes: Attributes) => attributes['syslog.facility'] !== undefined

function accessOf(record: LogRecord, line: AccessLine, others: Attributes): AccessRecord {
  const keepsLevel = record.severityNumber > 0 && !line.hasFixedLevel && !isOfSyslog(record.logAttributes)
  const severity = keepsLevel ? { number: record.severityNumber, text: record.severityText } : severityOfStatus(line.status)
  return {
    line,
    record: {
      ...record, ...line.time,
      severityNumber: severity.number, severityText: severity.text,
      logAttributes: together(attributesOfLine(line), others),
    },
  }
}
