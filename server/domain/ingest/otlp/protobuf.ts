import type { AttributeValue, LogRecord } from '#shared/types/log-record'
import { NO_ATTRIBUTES } from '#shared/types/log-record'
import type { Bounds } from '../decode/bounds'
import type { Moment } from '../decode/calendar'
import { rejectOf } from '../decode/limits'
import { enter, leave, readAnyValue, readKeyValue } from './any-value'
import type { Intake } from './intake'
import { EMPTY_RECORD, logRecordOf, orNone, serviceOf, TooDeep, type Origin, type SentRecord } from './record'
import { BYTES, FIXED32, FIXED64, Malformed, VARINT, WireReader } from './wire'

/** What records share, and how many bytes it takes in the body. `broken` says why it can't be read: then no record can be stored. */
interface Shared extends Origin { bytes: number, broken?: string | undefined }

/**
 * Reads an `ExportLogsServiceRequest` in protobuf
 * (https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/collector/logs/v1/logs_service.proto).
 *
 * Protobuf frames every message with its length, so that a broken record costs only itself; where the frames
 * themselves don't fit, the rest of the message they are in is refused.
 *
 * Written by hand: a generated decoder would build objects of its own for every field first, and refuse the whole
 * request for one broken record.
 */
export function readProtobuf(body: Buffer, now: Moment, intake: Intake): void {
  const reader = new WireReader(body, 0, body.length)
  eachMessage(reader, 1, intake, () => readResourceLogs(reader, now, intake))
}

/**
 * Hands the reader on to `read` for every message in this field of the reader's message; `read` may leave it
 * anywhere. Where the frames don't fit, the rest of the outer message becomes one reject.
 */
function eachMessage(reader: WireReader, field: number, intake: Intake, read: () => void): void {
  const { end } = reader
  let from = reader.at
  try {
    for (; reader.next(); from = reader.at) {
      if (!reader.is(field, BYTES)) {
        reader.skip()
        continue
      }
      if (!intake.admit()) break
      const outer = enter(reader)
      read()
      leave(reader, outer)
    }
  }
  catch (error) {
    const reason = reasonOf(error, intake.bounds)
    intake.refuse(() => rejectOf(reader.body, from, end, reason))
  }
  reader.end = end
  reader.at = end
}

/** Why a message can't be read. What nobody foresaw is thrown on. */
function reasonOf(error: unknown, bounds: Bounds): string {
  if (error instanceof Malformed) return error.message
  if (error instanceof TooDeep) return bounds.tooDeep
  throw error
}

/** Twice over the message: protobuf lets fields come in any order, and the resource may stand behind its records. */
function readResourceLogs(reader: WireReader, now: Moment, intake: Intake): void {
  const start = reader.at
  const resource = readResource(reader, intake.bounds)
  reader.at = start
  eachMessage(reader, 2, intake, () => readScopeLogs(reader, resource, now, intake))
}

function readResource(reader: WireReader, bounds: Bounds): Shared {
  const attributes: Record<string, AttributeValue> = {}
  const bytes = readShared(reader, bounds, (field) => {
    if (field === 1) readKeyValue(reader, attributes, bounds.maxNesting)
    else reader.skip()
  })
  const service = serviceOf(attributes)
  const broken = typeof bytes === 'string' ? `Its resource: ${bytes}` : 'reason' in service ? service.reason : undefined
  return {
    serviceName: 'name' in service ? service.name : '',
    resourceAttributes: orNone(attributes),
    scopeName: '', scopeVersion: '', scopeAttributes: NO_ATTRIBUTES,
    bytes: typeof bytes === 'number' ? bytes : 0,
    broken,
  }
}

function withScope(reader: WireReader, resource: Shared, bounds: Bounds): Shared {
  const attributes: Record<string, AttributeValue> = {}
  let scopeName = ''
  let scopeVersion = ''
  const bytes = readShared(reader, bounds, (field) => {
    if (field === 1) scopeName = reader.text()
    else if (field === 2) scopeVersion = reader.text()
    else if (field === 3) readKeyValue(reader, attributes, bounds.maxNesting)
    else reader.skip()
  })
  return {
    ...resource, scopeName, scopeVersion, scopeAttributes: orNone(attributes),
    bytes: resource.bytes + (typeof bytes === 'number' ? bytes : 0),
    broken: resource.broken ?? (typeof bytes === 'string' ? `Its scope: ${bytes}` : undefined),
  }
}

/**
 * Reads the message in field 1 of the reader's message (several are merged, as protobuf has it) and steps over all
 * others. Answers its length, or why it can't be read; where the outer frame is broken that is for the second pass to
 * find out.
 */
function readShared(reader: WireReader, bounds: Bounds, take: (field: number) => void): number | string {
  const { end } = reader
  let bytes = 0
  try {
    while (reader.next()) {
      if (!reader.is(1, BYTES)) {
        reader.skip()
        continue
      }
      const outer = enter(reader)
      bytes += reader.end - reader.at
      const broken = readFields(reader, bounds, take)
      leave(reader, outer)
      if (broken !== undefined) return broken
    }
  }
  catch (error) {
    reasonOf(error, bounds)
  }
  reader.end = end
  return bytes > bounds.maxLineBytes ? bounds.tooLong : bytes
}

function readFields(reader: WireReader, bounds: Bounds, take: (field: number) => void): string | undefined {
  const { end } = reader
  let broken: string | undefined
  try {
    // 0 is no field: one that is no length-delimited one is stepped over
    while (reader.next()) take(reader.type === BYTES ? reader.field : 0)
  }
  catch (error) {
    broken = reasonOf(error, bounds)
  }
  reader.end = end
  return broken
}

function readScopeLogs(reader: WireReader, resource: Shared, now: Moment, intake: Intake): void {
  const start = reader.at
  const origin = withScope(reader, resource, intake.bounds)
  reader.at = start
  eachMessage(reader, 2, intake, () => readRecord(reader, origin, now, intake))
}

/** Reads the record that is the reader's message. */
function readRecord(reader: WireReader, origin: Shared, now: Moment, intake: Intake): void {
  const { body, at: start, end } = reader
  const made = recordOrReason(reader, origin, now, intake.bounds)
  reader.end = end
  if (typeof made === 'string') intake.refuse(() => rejectOf(body, start, end, made))
  else intake.add(made, end - start + origin.bytes)
}

function recordOrReason(reader: WireReader, origin: Shared, now: Moment, bounds: Bounds): LogRecord | string {
  if (origin.broken !== undefined) return origin.broken
  if (reader.end - reader.at > bounds.maxLineBytes) return bounds.tooLong
  if (reader.end === reader.at) return EMPTY_RECORD
  try {
    return logRecordOf(readFieldsOfRecord(reader, bounds.maxNesting), origin, now)
  }
  catch (error) {
    return reasonOf(error, bounds)
  }
}

/** https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/logs/v1/logs.proto */
function readFieldsOfRecord(reader: WireReader, levels: number): SentRecord {
  const attributes: Record<string, AttributeValue> = {}
  const sent: SentRecord = {
    time: undefined, observed: undefined, severityNumber: 0, severityText: '', body: undefined, attributes,
    traceId: '', spanId: '', flags: 0, eventName: '',
  }
  while (reader.next()) {
    if (reader.is(1, FIXED64)) sent.time = readNanos(reader)
    else if (reader.is(2, VARINT)) sent.severityNumber = reader.enum()
    else if (reader.is(3, BYTES)) sent.severityText = reader.text()
    else if (reader.is(5, BYTES)) sent.body = readAnyValue(reader, levels)
    else if (reader.is(6, BYTES)) readKeyValue(reader, attributes, levels)
    else if (reader.is(8, FIXED32)) sent.flags = reader.fixed32()
    else if (reader.is(9, BYTES)) sent.traceId = readId(reader, 16)
    else if (reader.is(10, BYTES)) sent.spanId = readId(reader, 8)
    else if (reader.is(11, FIXED64)) sent.observed = readNanos(reader)
    else if (reader.is(12, BYTES)) sent.eventName = reader.text()
    else reader.skip()
  }
  sent.attributes = orNone(attributes)
  return sent
}

/** Nanoseconds since 1970 in a `fixed64`, by long division in steps that a double holds exactly. */
function readNanos(reader: WireReader): Moment | undefined {
  reader.fixed64()
  const { low, high } = reader
  if (low === 0 && high === 0) return undefined
  const top = Math.floor(high / 1e9)
  const middle = (high - top * 1e9) * 65_536 + (low >>> 16)
  const upper = Math.floor(middle / 1e9)
  const bottom = (middle - upper * 1e9) * 65_536 + (low & 0xFFFF)
  const lower = Math.floor(bottom / 1e9)
  return { seconds: top * 4_294_967_296 + upper * 65_536 + lower, nanos: bottom - lower * 1e9 }
}

/** An id of this many bytes in hex; nothing for one of another length or all zero, which OTLP calls invalid. */
function readId(reader: WireReader, length: number): string {
  reader.bytes()
  if (reader.stop - reader.start !== length) return ''
  const hex = reader.body.toString('hex', reader.start, reader.stop)
  return /^0+$/.test(hex) ? '' : hex
}
