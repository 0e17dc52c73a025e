import type { AttributeValue } from '#shared/types/log-record'
import { MAX_DEPTH } from '../decode/limits'
import { doubleOf, setAttribute } from './record'
import { BYTES, FIXED64, VARINT, type WireReader } from './wire'

/** Thrown inside of the decoder where a value is nested too deep for those that read it later. */
export class TooDeep extends Error {}

const DEEP = new TooDeep()

/** The part of `reader`'s bytes that its last field covers, as a message of its own: the reader goes on there until `leave`. */
type Frame = number

/** `reader` reads inside of the field it stands on, until `leave`. One reader serves all levels: objects for each would cost more than reading. */
export function enter(reader: WireReader): Frame {
  reader.bytes()
  const outer = reader.end
  reader.at = reader.start
  reader.end = reader.stop
  return outer
}

export function leave(reader: WireReader, outer: Frame): void {
  reader.at = reader.end
  reader.end = outer
}

/**
 * Reads an `AnyValue` that the reader stands on
 * (https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/common/v1/common.proto).
 * Bytes become base64. Null when it holds nothing.
 * @throws Malformed, TooDeep
 */
export function readAnyValue(reader: WireReader, depth = 0): AttributeValue {
  if (depth > MAX_DEPTH) throw DEEP
  const outer = enter(reader)
  let value: AttributeValue = null
  while (reader.next()) {
    if (reader.is(1, BYTES)) value = reader.text()
    else if (reader.is(2, VARINT)) value = reader.enum() !== 0 || reader.high !== 0
    else if (reader.is(3, VARINT)) value = reader.int64()
    else if (reader.is(4, FIXED64)) value = doubleOf(reader.double())
    else if (reader.is(5, BYTES)) value = readArray(reader, depth + 1)
    else if (reader.is(6, BYTES)) value = readPairs(reader, depth + 1)
    else if (reader.is(7, BYTES)) value = readBase64(reader)
    else reader.skip()
  }
  leave(reader, outer)
  return value
}

function readArray(reader: WireReader, depth: number): AttributeValue[] {
  const outer = enter(reader)
  const values: AttributeValue[] = []
  while (reader.next()) {
    if (reader.is(1, BYTES)) values.push(readAnyValue(reader, depth))
    else reader.skip()
  }
  leave(reader, outer)
  return values
}

function readPairs(reader: WireReader, depth: number): Record<string, AttributeValue> {
  const outer = enter(reader)
  const pairs: Record<string, AttributeValue> = {}
  while (reader.next()) {
    if (reader.is(1, BYTES)) readKeyValue(reader, pairs, depth)
    else reader.skip()
  }
  leave(reader, outer)
  return pairs
}

/** Reads a `KeyValue` that the reader stands on into `pairs`. @throws Malformed, TooDeep */
export function readKeyValue(reader: WireReader, pairs: Record<string, AttributeValue>, depth = 0): void {
  const outer = enter(reader)
  let key = ''
  let value: AttributeValue = null
  while (reader.next()) {
    if (reader.is(1, BYTES)) key = reader.text()
    else if (reader.is(2, BYTES)) value = readAnyValue(reader, depth)
    else reader.skip()
  }
  leave(reader, outer)
  setAttribute(pairs, key, value)
}

function readBase64(reader: WireReader): string {
  reader.bytes()
  return reader.body.toString('base64', reader.start, reader.stop)
}
