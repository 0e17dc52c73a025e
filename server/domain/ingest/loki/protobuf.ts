import type { Attributes } from '#shared/types/log-record'
import { NO_ATTRIBUTES } from '#shared/types/log-record'
import type { Moment } from '../decode/calendar'
import { inRange } from '../decode/calendar'
import { attributesOf } from '../decode/json-value'
import { momentOfMillis } from '../decode/time'
import { readLabels } from './labels'
import type { PushCollector, Stream } from './push'
import { LENGTH, WireReader } from './wire'

const NOT_A_PUSH = 'Not a Loki push request in Protobuf: its fields can’t be read (cut off, or something else?)'
const BROKEN_STREAM = 'A stream’s fields can’t be read'
const BROKEN_ENTRY = 'An entry’s fields can’t be read'
const BAD_LABELS = 'The stream’s labels can’t be read: expected {name="value", …} of at most 65,536 characters'
const BAD_TIME = 'The timestamp is no moment between 1900 and 2262'

/**
 * Reads a `PushRequest` (https://github.com/grafana/loki/blob/main/pkg/push/push.proto): streams of labels and entries.
 * Where the bytes stop to make sense, what came before counts and the rest is rejected: within an entry only that.
 */
export function readProtobufPush(message: Buffer, collector: PushCollector): void {
  const request = new WireReader(message)
  let from = 0
  while (request.next()) {
    if (request.field === 1 && request.type === LENGTH) readStream(message, request.start, request.stop, collector)
    from = request.position
  }
  if (request.broken) collector.reject(NOT_A_PUSH, message.subarray(from))
}

/** Labels may stand behind the entries, and of several the last counts: hence two passes. */
function readStream(message: Buffer, start: number, stop: number, collector: PushCollector): void {
  let text = '{}'
  const first = new WireReader(message, start, stop)
  while (first.next()) if (first.field === 1 && first.type === LENGTH) text = first.text()
  const labels = readLabels(text)
  const stream = labels && collector.stream(labels)
  const fields = new WireReader(message, start, stop)
  let from = start
  while (fields.next()) {
    if (fields.field === 2 && fields.type === LENGTH) {
      const reason = stream ? readEntry(message, fields.start, fields.stop, stream, collector) : BAD_LABELS
      if (reason !== undefined) collector.reject(reason, message.subarray(fields.start, fields.stop))
    }
    from = fields.position
  }
  if (fields.broken) collector.reject(BROKEN_STREAM, message.subarray(from, stop))
}

function readEntry(message: Buffer, start: number, stop: number, stream: Stream, collector: PushCollector): string | undefined {
  const entry = new WireReader(message, start, stop)
  let time: Moment | undefined = momentOfMillis(collector.options.now)
  let line = ''
  let metadata: Array<readonly [string, string]> | undefined
  while (entry.next()) {
    if (entry.type !== LENGTH) continue
    if (entry.field === 1) time = readTime(message, entry.start, entry.stop)
    else if (entry.field === 2) {
      if (entry.stop - entry.start > collector.bounds.maxLineBytes) return collector.bounds.tooLong
      line = entry.text()
    }
    else if (entry.field === 3) {
      const pair = readPair(message, entry.start, entry.stop)
      if (pair === undefined) return BROKEN_ENTRY
      ;(metadata ??= []).push(pair)
    }
  }
  if (entry.broken) return BROKEN_ENTRY
  if (time === undefined) return BAD_TIME
  const attributes: Attributes = metadata === undefined ? NO_ATTRIBUTES : attributesOf(metadata)
  return collector.entry(stream, time, line, attributes)
}

/** google.protobuf.Timestamp */
function readTime(message: Buffer, start: number, stop: number): Moment | undefined {
  const fields = new WireReader(message, start, stop)
  let seconds = 0
  let nanos = 0
  while (fields.next()) {
    if (fields.field === 1 && fields.type === 0) seconds = fields.value
    else if (fields.field === 2 && fields.type === 0) nanos = fields.value
  }
  return !fields.broken && inRange(seconds) && nanos >= 0 && nanos < 1_000_000_000 ? { seconds, nanos } : undefined
}

function readPair(message: Buffer, start: number, stop: number): readonly [string, string] | undefined {
  const fields = new WireReader(message, start, stop)
  let name = ''
  let value = ''
  while (fields.next()) {
    if (fields.type !== LENGTH) continue
    if (fields.field === 1) name = fields.text()
    else if (fields.field === 2) value = fields.text()
  }
  return fields.broken ? undefined : [name, value]
}
