import type { Attributes } from '#shared/types/log-record'
import { NO_ATTRIBUTES } from '#shared/types/log-record'
import { Bounds, DEFAULT_LIMITS } from '../decode/bounds'
import type { Moment } from '../decode/calendar'
import { inRange } from '../decode/calendar'
import { readJsonBody } from '../decode/json-body'
import { requireBearableJson } from '../decode/json-weight'
import { DEEP, INEXACT, inspect, isObject, jsonText, kindOf, parseExactly, whyNotJson } from '../decode/json-value'
import { MAX_RAW } from '../decode/limits'
import { parseMoment } from '../decode/time'
import { MAX_LABELS } from './labels'
import type { PushCollector, Stream } from './push'

const CLOSE_BRACE = 125
const NO_PUSH = 'Expected {"streams":[{"stream":{…},"values":[["<nanoseconds>","<line>"],…]},…]}'
const NO_VALUES = 'The stream has no values: expected {"stream":{…},"values":[["<nanoseconds>","<line>"],…]}'
const BAD_VALUE = 'Expected ["<nanoseconds since 1970>", "<line>"] or a third element with structured metadata'
const BAD_TIME = 'The timestamp is neither nanoseconds since 1970 nor RFC 3339 (or lies outside 1900 to 2262)'
const BAD_LINE = 'The line must be a text'
/** Levels above the metadata of an entry: of the entry, of a stream, of the push. */
const ENTRY_LEVELS = 1
const STREAM_LEVELS = 3
const PUSH_LEVELS = 5
const TOO_MANY_LABELS = 'The stream’s labels are longer than 65,536 characters'

/**
 * Reads the JSON form of a push: `{"streams":[{"stream":{labels},"values":[["<ns>","line",{metadata}?]]}]}`
 * (https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs). Where the text as a whole is no valid
 * JSON, the streams are read one by one and only the broken ones are rejected.
 * @throws AppError too_large
 */
export function readJsonPush(body: Buffer, collector: PushCollector): void {
  const parsed = parse(body, collector.bounds.maxNesting + PUSH_LEVELS)
  if ('failure' in parsed) readStreamsAlone(body, parsed.failure, collector)
  else readPush(parsed, body, collector)
}

/** A push, and whether anything in it is nested too deep. */
interface Parsed { readonly push: unknown, readonly isDeep: boolean }

/** @throws AppError too_large */
function parse(body: Buffer, levels: number): Parsed | { failure: string } {
  requireBearableJson(body)
  const text = body.toString('utf8')
  try {
    const push: unknown = JSON.parse(text)
    const seen = inspect(push, levels)
    return seen === INEXACT ? { push: parseExactly(text), isDeep: false } : { push, isDeep: seen === DEEP }
  }
  catch (error) {
    return { failure: whyNotJson(error) }
  }
}

function readPush({ push, isDeep }: Parsed, body: Buffer, collector: PushCollector): void {
  const streams = isObject(push) ? push.streams : undefined
  // `{"streams":null}` is what Go makes of no streams.
  if (!Array.isArray(streams) && streams !== null) return collector.reject(NO_PUSH, body)
  for (const stream of streams ?? []) {
    const reason = readStream(stream, collector, isDeep)
    if (reason !== undefined) collector.reject(reason, rawOf(stream))
  }
}

/** Finds the array of streams in a body that is not valid as a whole. */
function readStreamsAlone(body: Buffer, failure: string, collector: PushCollector): void {
  const name = body.indexOf('"streams"')
  const from = name === -1 ? -1 : body.indexOf('[', name)
  if (from === -1) return collector.reject(failure, body)
  const { maxLineBytes, maxNesting } = collector.bounds
  const bounds = new Bounds({ ...DEFAULT_LIMITS, maxLineBytes: Math.max(maxLineBytes, DEFAULT_LIMITS.maxLineBytes), maxNesting: maxNesting + STREAM_LEVELS })
  const rejects = readJsonBody(body.subarray(from), stream => readStream(stream, collector, false), bounds)
  // The brace that closes the object around the array is no piece of its own.
  for (const { reason, raw } of rejects) if (raw.length > 2 || raw[0] !== CLOSE_BRACE) collector.reject(reason, raw)
}

/** @param isDeep whether any value may be nested too deep */
function readStream(value: unknown, collector: PushCollector, isDeep: boolean): string | undefined {
  if (!isObject(value)) return `Expected a stream {"stream":{…},"values":[…]}, got ${kindOf(value)}`
  const labels = value.stream ?? NO_ATTRIBUTES
  const { values } = value
  if (!isObject(labels)) return `A stream’s labels must be an object, got ${kindOf(labels)}`
  if (values === undefined || values === null) return isBare(value) ? undefined : NO_VALUES
  if (!Array.isArray(values)) return BAD_VALUE
  if (isDeep && inspect(labels, collector.bounds.maxNesting) === DEEP) return collector.bounds.tooDeep
  const stream = collector.stream(texts(labels))
  if (stream.weight > MAX_LABELS) return TOO_MANY_LABELS
  for (const entry of values) {
    const tooDeep = isDeep && inspect(entry, collector.bounds.maxNesting + ENTRY_LEVELS) === DEEP
    const reason = tooDeep ? collector.bounds.tooDeep : readValue(entry, stream, collector)
    if (reason !== undefined) collector.reject(reason, rawOf(entry))
  }
  return undefined
}

/** Whether a stream has nothing but labels: what stands under other names would be lost unseen. */
function isBare(stream: Attributes): boolean {
  for (const name in stream) if (name !== 'stream' && name !== 'values') return false
  return true
}

/** Labels are texts; senders that take them from their own fields send numbers and booleans too. */
function texts(labels: Attributes): Attributes {
  for (const name in labels) {
    if (typeof labels[name] !== 'string') {
      return Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== null && value !== undefined)
        .map(([key, value]) => [key, typeof value === 'string' ? value : jsonText(value)]))
    }
  }
  return labels
}

function readValue(entry: unknown, stream: Stream, collector: PushCollector): string | undefined {
  if (!Array.isArray(entry) || entry.length < 2) return BAD_VALUE
  const [when, line, metadata] = entry as unknown[]
  const time = momentOf(when, collector.options.now)
  if (time === undefined) return BAD_TIME
  if (typeof line !== 'string') return BAD_LINE
  if (metadata !== undefined && metadata !== null && !isObject(metadata)) return BAD_VALUE
  return collector.entry(stream, time, line, isEmpty(metadata) ? NO_ATTRIBUTES : metadata)
}

function isEmpty(metadata: Attributes | null | undefined): metadata is null | undefined {
  for (const _name in metadata) return false
  return true
}

/** Nanoseconds in the usual 19 digits; other lengths are told apart by size, since nobody sends logs of 1970. */
function momentOf(value: unknown, now: number): Moment | undefined {
  if (typeof value !== 'string' || value.length !== 19 || !/^\d{19}$/.test(value)) return parseMoment(value, now)
  const seconds = Number(value.slice(0, 10))
  return inRange(seconds) ? { seconds, nanos: Number(value.slice(10)) } : undefined
}

/** The piece as JSON again: equal in content, where its bytes are no longer known. */
function rawOf(value: unknown): Buffer {
  try {
    return Buffer.from(jsonText(value).slice(0, MAX_RAW) || 'null')
  }
  catch {
    return Buffer.from('(nested too deep to be written)')
  }
}
