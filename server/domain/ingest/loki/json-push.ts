import type { Attributes } from '#shared/types/log-record'
import { NO_ATTRIBUTES } from '#shared/types/log-record'
import type { Moment } from '../decode/calendar'
import { inRange } from '../decode/calendar'
import { readJsonBody } from '../decode/json-body'
import { DEEP, EXACT, inspect, isObject, jsonText, kindOf, parseExactly, whyNotJson } from '../decode/json-value'
import { MAX_RAW } from '../decode/limits'
import { parseMoment } from '../decode/time'
import { MAX_LABELS } from './labels'
import type { PushCollector, Stream } from './push'

const CLOSE_BRACE = 125
const NO_PUSH = 'Expected {"streams":[{"stream":{…},"values":[["<nanoseconds>","<line>"],…]},…]}'
const BAD_VALUE = 'Expected ["<nanoseconds since 1970>", "<line>"] or a third element with structured metadata'
const BAD_TIME = 'The timestamp is neither nanoseconds since 1970 nor RFC 3339 (or lies outside 1900 to 2262)'
const BAD_LINE = 'The line must be a text'
const TOO_MANY_LABELS = 'The stream’s labels are longer than 65,536 characters'

/**
 * Reads the JSON form of a push: `{"streams":[{"stream":{labels},"values":[["<ns>","line",{metadata}?]]}]}`
 * (https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs). Where the text as a whole is no valid
 * JSON, the streams are read one by one and only the broken ones are rejected.
 */
export function readJsonPush(body: Buffer, collector: PushCollector): void {
  let push: unknown
  let failure: string
  try {
    const text = body.toString('utf8')
    push = JSON.parse(text)
    const seen = inspect(push)
    if (seen !== DEEP) return readPush(seen === EXACT ? push : parseExactly(text), body, collector)
    failure = 'The push is nested too deep'
  }
  catch (error) {
    failure = whyNotJson(error)
  }
  readStreamsAlone(body, failure, collector)
}

function readPush(push: unknown, body: Buffer, collector: PushCollector): void {
  const streams = isObject(push) ? push.streams : undefined
  // `{"streams":null}` is what Go makes of no streams.
  if (!Array.isArray(streams) && streams !== null) return collector.reject(NO_PUSH, body)
  for (const stream of streams ?? []) {
    if (collector.full) return
    const reason = readStream(stream, collector)
    if (reason !== undefined) collector.reject(reason, rawOf(stream))
  }
}

/** Finds the array of streams in a body that is not valid as a whole. */
function readStreamsAlone(body: Buffer, failure: string, collector: PushCollector): void {
  const name = body.indexOf('"streams"')
  const from = name === -1 ? -1 : body.indexOf('[', name)
  if (from === -1) return collector.reject(failure, body)
  const rejects = readJsonBody(body.subarray(from), stream => readStream(stream, collector))
  // The brace that closes the object around the array is no piece of its own.
  for (const { reason, raw } of rejects) if (raw.length > 2 || raw[0] !== CLOSE_BRACE) collector.reject(reason, raw)
}

function readStream(value: unknown, collector: PushCollector): string | undefined {
  if (collector.full) return undefined
  if (!isObject(value)) return `Expected a stream {"stream":{…},"values":[…]}, got ${kindOf(value)}`
  const labels = value.stream ?? NO_ATTRIBUTES
  const { values } = value
  if (!isObject(labels)) return `A stream’s labels must be an object, got ${kindOf(labels)}`
  if (!Array.isArray(values)) return values === undefined || values === null ? undefined : BAD_VALUE
  const stream = collector.stream(texts(labels))
  if (stream.weight > MAX_LABELS) return TOO_MANY_LABELS
  for (const entry of values) {
    const reason = readValue(entry, stream, collector)
    if (reason !== undefined) collector.reject(reason, rawOf(entry))
    if (collector.full) break
  }
  return undefined
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
const rawOf = (value: unknown) => Buffer.from(jsonText(value).slice(0, MAX_RAW) || 'null')
