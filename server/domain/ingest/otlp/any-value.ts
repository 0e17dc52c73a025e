import type { AttributeValue } from '#shared/types/log-record'
import { DEEP, doubleOf, setAttribute } from './record'
import { BYTES, FIXED64, VARINT, type WireReader } from './wire'

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
 * @param levels that it may be nested
 * @throws Malformed, TooDeep
 */
export function readAnyValue(reader: WireReader, levels: number): AttributeValue {
  if (levels < 0) throw DEEP
  const outer = enter(reader)
  let value: AttributeValue = null
  while (reader.next()) {
    if (reader.is(1, BYTES)) value = reader.text()
    else if (reader.is(2, VARINT)) value = reader.enum() !== 0 || reader.high !== 0
    else if (reader.is(3, VARINT)) value = reader.int64()
    else if (reader.is(4, FIXED64)) value = doubleOf(reader.double())
    else if (reader.is(5, BYTES)) value = readArray(reader, levels - 1)
    else if (reader.is(6, BYTES)) value = readPairs(reader, levels - 1)
    else if (reader.is(7, BYTES)) value = readBase64(reader)
    else reader.skip()
  }
  leave(reader, outer)
  return value
}

function readArray(reader: WireReader, levels: number): AttributeValue[] {
  const outer = enter(reader)
  const values: AttributeValue[] = []
  while (reader.next()) {
    if (reader.is(1, BYTES)) values.push(readAnyValue(reader, levels))
    else reader.skip()
  }
  leave(reader, outer)
  return values
}

function readPairs(reader: WireReader, levels: number): Record<string, AttributeValue> {
  const outer = enter(reader)
  const pairs: Record<string, AttributeValue> = {}
  while (reader.next()) {
    if (reader.is(1, BYTES)) readKeyValue(reader, pairs, levels)
    else reader.skip()
  }
  leave(reader, outer)
  return pairs
}

/** Reads a `KeyValue` that the reader stands on into `pairs`. @throws Malformed, TooDeep */
export function readKeyValue(reader: WireReader, pairs: Record<string, AttributeValue>, levels: number): void {
  const outer = enter(reader)
  let key = ''
  let value: AttributeValue = null
  while (reader.next()) {
    if (reader.is(1, BYTES)) key = reader.text()
    else if (reader.is(2, BYTES)) value = readAnyValue(reader, levels)
    else reader.skip()
  }
  leave(reader, outer)
  setAttribute(pairs, key, value)
}

function readBase64(reader: WireReader): string {
  reader.bytes()
  return reader.body.toString('base64', reader.start, reader.stop)
}
