import type { Attributes, AttributeValue, LogRecord } from '#shared/types/log-record'
import { NO_ATTRIBUTES } from '#shared/types/log-record'
import { Bounds, DEFAULT_LIMITS } from '../decode/bounds'
import type { Moment } from '../decode/calendar'
import { readJsonBody } from '../decode/json-body'
import { isObject, jsonText, kindOf, parseExactly } from '../decode/json-value'
import { requireBearableJson } from '../decode/json-weight'
import { rejectOf } from '../decode/limits'
import type { Intake } from './intake'
import { attributesOf, flagsOf, idOf, JsonFault, momentOf, numberOfSeverity, pick, textField, valueOf } from './json-fields'
import { EMPTY_RECORD, logRecordOf, orNone, serviceOf, TooDeep, type Origin, type SentRecord } from './record'

interface Shared extends Origin { bytes: number, broken?: string | undefined }

/** Integers that a double can't hold stand in the text in more digits than this. */
const LONG_NUMBER = /[:[,]\s*-?\d{16}/

/** Larger bodies are not taken to pieces: no sender sends them so, and a hostile one has a broken piece in every other byte. */
const MAX_PIECES = 1_048_576
const NOT_WHOLE = 'The body is not one valid JSON object'

/**
 * Reads an `ExportLogsServiceRequest` in JSON (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding).
 * Field names may also be protobuf's own (`time_unix_nano`). Where a body of up to 1 MB is no JSON as a whole it is read as
 * requests one behind the other or one a line (https://opentelemetry.io/docs/specs/otel/protocol/file-exporter/), so
 * that the good ones survive.
 * @throws AppError too_large
 */
export function readJson(body: Buffer, now: Moment, intake: Intake): void {
  const whole = parse(body)
  if (isObject(whole)) {
    readRequest(whole, now, intake, reason => intake.refuse(() => rejectOf(body, 0, body.length, reason)))
    return
  }
  if (body.length > MAX_PIECES) return intake.refuse(() => rejectOf(body, 0, body.length, NOT_WHOLE))
  const broken = readJsonBody(body, (value) => {
    let refusal: string | undefined
    if (isObject(value)) readRequest(value, now, intake, reason => refusal = reason)
    else refusal = `Expected an ExportLogsServiceRequest, got ${kindOf(value)}`
    return refusal
  }, boundsOfPieces(intake.bounds))
  for (const reject of broken) intake.refuse(() => reject)
}

/** A piece is a whole request, whose records count by themselves: a level of a value in it is four of JSON, below some ten. */
const boundsOfPieces = ({ maxNesting }: Bounds) => new Bounds({ ...DEFAULT_LIMITS, maxLineBytes: MAX_PIECES, maxNesting: 10 + 4 * maxNesting })

/** The body as one value, with all digits of its numbers; undefined when it is not one. */
function parse(body: Buffer): unknown {
  requireBearableJson(body)
  const start = body[0] === 0xEF && body[1] === 0xBB && body[2] === 0xBF ? 3 : 0
  const text = body.toString('utf8', start)
  try {
    if (LONG_NUMBER.test(text)) return parseExactly(text)
  }
  catch {
    // Not JSON, or nested too deep for the exact way: the plain way says which
  }
  try {
    return JSON.parse(text) as unknown
  }
  catch {
    return undefined
  }
}

type Refuse = (reason: string) => void

function readRequest(request: Attributes, now: Moment, intake: Intake, refuse: Refuse): void {
  const resources = pick(request, 'resourceLogs', 'resource_logs')
  if (!Array.isArray(resources)) {
    // An empty message is a valid one
    const valid = resources === undefined && Object.keys(request).length === 0
    if (!valid) refuse('Expected an ExportLogsServiceRequest: an object with an array resourceLogs')
    return
  }
  for (const resourceLogs of objectsOf(resources, 'resourceLogs', intake)) {
    const resource = resourceOf(pick(resourceLogs, 'resource', 'resource'), intake.bounds)
    for (const scopeLogs of listOf(resourceLogs, 'scopeLogs', 'scope_logs', intake)) {
      const origin = withScope(pick(scopeLogs, 'scope', 'scope'), resource, intake.bounds)
      for (const record of listOf(scopeLogs, 'logRecords', 'log_records', intake)) readRecord(record, origin, now, intake)
    }
  }
}

/** The objects in a list; whatever else is in it, or in its place, is refused. */
function* listOf(object: Attributes, camel: string, snake: string, intake: Intake): Generator<Attributes> {
  const list = pick(object, camel, snake)
  if (list === undefined || list === null) return
  if (!Array.isArray(list)) {
    refuseValue(list, `Expected an array ${camel}, got ${kindOf(list)}`, intake)
    return
  }
  yield* objectsOf(list, camel, intake)
}

function* objectsOf(list: readonly AttributeValue[], name: string, intake: Intake): Generator<Attributes> {
  for (const value of list) {
    if (!intake.admit()) return
    if (isObject(value)) yield value
    else refuseValue(value, `Expected an object in ${name}, got ${kindOf(value)}`, intake)
  }
}

function resourceOf(resource: AttributeValue, bounds: Bounds): Shared {
  const { attributes, bytes, broken } = sharedOf(resource, 'resource', bounds)
  const service = serviceOf(attributes)
  return {
    serviceName: 'name' in service ? service.name : '',
    resourceAttributes: attributes,
    scopeName: '', scopeVersion: '', scopeAttributes: NO_ATTRIBUTES,
    bytes,
    broken: broken ?? ('reason' in service ? service.reason : undefined),
  }
}

function withScope(scope: AttributeValue, resource: Shared, bounds: Bounds): Shared {
  if (scope === undefined || scope === null) return resource
  const { attributes, bytes, name, version, broken } = sharedOf(scope, 'scope', bounds)
  return {
    ...resource, scopeName: name, scopeVersion: version, scopeAttributes: attributes,
    bytes: resource.bytes + bytes,
    broken: resource.broken ?? broken,
  }
}

interface Described { attributes: Attributes, bytes: number, name: string, version: string, broken?: string }

const NOTHING: Described = { attributes: NO_ATTRIBUTES, bytes: 0, name: '', version: '' }

/** A resource or a scope, or why it can't be read. */
function sharedOf(value: AttributeValue, what: string, bounds: Bounds): Described {
  if (value === undefined || value === null) return NOTHING
  if (!isObject(value)) return { ...NOTHING, broken: `Its ${what} is ${kindOf(value)} instead of an object` }
  try {
    const attributes = orNone(attributesOf(value.attributes, bounds.maxNesting))
    const [name, version] = [textField(value.name, 'name'), textField(value.version, 'version')]
    const bytes = textLength(attributes, bounds.maxLineBytes) + name.length + version.length
    return bytes > bounds.maxLineBytes ? { ...NOTHING, broken: `Its ${what}: ${bounds.tooLong}` } : { attributes, bytes, name, version }
  }
  catch (error) {
    return { ...NOTHING, broken: `Its ${what}: ${reasonOf(error, bounds)}` }
  }
}

function reasonOf(error: unknown, bounds: Bounds): string {
  if (error instanceof JsonFault) return error.message
  if (error instanceof TooDeep) return bounds.tooDeep
  throw error
}

function readRecord(record: Attributes, origin: Shared, now: Moment, intake: Intake): void {
  const { bounds } = intake
  const made = recordOrReason(record, origin, now, bounds)
  if (typeof made === 'string') return refuseValue(record, made, intake)
  // Characters where bytes are meant: near enough for a bound
  const bytes = made.body.length + textLength(made.logAttributes, bounds.maxLineBytes)
  if (bytes > bounds.maxLineBytes) return refuseValue(record, bounds.tooLong, intake)
  intake.add(made, bytes + origin.bytes)
}

function recordOrReason(record: Attributes, origin: Shared, now: Moment, bounds: Bounds): LogRecord | string {
  if (origin.broken !== undefined) return origin.broken
  if (Object.keys(record).length === 0) return EMPTY_RECORD
  try {
    return logRecordOf(sentRecord(record, bounds.maxNesting), origin, now)
  }
  catch (error) {
    return reasonOf(error, bounds)
  }
}

function sentRecord(record: Attributes, levels: number): SentRecord {
  return {
    time: momentOf(pick(record, 'timeUnixNano', 'time_unix_nano'), 'timeUnixNano'),
    observed: momentOf(pick(record, 'observedTimeUnixNano', 'observed_time_unix_nano'), 'observedTimeUnixNano'),
    severityNumber: numberOfSeverity(pick(record, 'severityNumber', 'severity_number')),
    severityText: textField(pick(record, 'severityText', 'severity_text'), 'severityText'),
    body: record.body === undefined ? undefined : valueOf(record.body, levels),
    attributes: orNone(attributesOf(record.attributes, levels)),
    traceId: idOf(pick(record, 'traceId', 'trace_id'), 16),
    spanId: idOf(pick(record, 'spanId', 'span_id'), 8),
    flags: flagsOf(record.flags),
    eventName: textField(pick(record, 'eventName', 'event_name'), 'eventName'),
  }
}

/** About the length of a value's JSON; it stops where it is clear that the value is too long. */
function textLength(value: AttributeValue, most: number): number {
  if (typeof value === 'string') return value.length + 2
  if (typeof value !== 'object' || value === null) return 8
  let length = 2
  for (const key in value) {
    length += key.length + 3 + textLength((value as Attributes)[key], most)
    if (length > most) return length
  }
  return length
}

function refuseValue(value: AttributeValue, reason: string, intake: Intake): void {
  intake.refuse(() => {
    const raw = Buffer.from(textOfAny(value))
    return rejectOf(raw, 0, raw.length, reason)
  })
}

/** The JSON of a value that may be nested without end. */
function textOfAny(value: AttributeValue): string {
  try {
    return jsonText(value)
  }
  catch {
    return '(nested too deep to be written)'
  }
}
