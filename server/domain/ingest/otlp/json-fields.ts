import type { Attributes, AttributeValue } from '#shared/types/log-record'
import type { Moment } from '../decode/calendar'
import { hexId } from '../decode/ids'
import { isObject, kindOf, numberOf } from '../decode/json-value'
import { severityOfName } from '../decode/severity'
import { DEEP, doubleOf, setAttribute } from './record'

/** Thrown inside of the decoder for a value that OTLP's JSON can't hold; its message is the reason of the reject. */
export class JsonFault extends Error {}

/** A field by the name that JSON gives it, or by protobuf's own. */
export function pick(object: Attributes, camel: string, snake: string): AttributeValue {
  const value = object[camel]
  return value === undefined ? object[snake] : value
}

/** A text; also a number or boolean where text is wanted. @throws JsonFault */
export function textField(value: AttributeValue, name: string): string {
  if (typeof value === 'string') return value
  if (value === undefined || value === null) return ''
  // What is nested may be so without end: nothing here may walk it
  if (typeof value === 'object') throw new JsonFault(`${name} must be a text, got ${kindOf(value)}`)
  return String(value)
}

const DIGITS = /^\d{1,20}$/

/**
 * Nanoseconds since 1970: a string of digits as the specification has it, or a number. Undefined when missing or 0.
 * @throws JsonFault
 */
export function momentOf(value: AttributeValue, name: string): Moment | undefined {
  if (value === undefined || value === null || value === '' || value === 0 || value === '0') return undefined
  if (typeof value === 'object') throw new JsonFault(`${name} must be a text or a number, got ${kindOf(value)}`)
  const text = typeof value === 'number' && Number.isInteger(value) && value >= 0 ? BigInt(value).toString() : String(value)
  if (!DIGITS.test(text)) throw new JsonFault(`${name} is no number of nanoseconds since 1970`)
  const moment = { seconds: Number(text.slice(0, -9)), nanos: Number(text.slice(-9)) }
  return moment.seconds === 0 && moment.nanos === 0 ? undefined : moment
}

/** A number, also as text, or the name that protobuf gives it (`SEVERITY_NUMBER_INFO2`); 0 for anything else. */
export function numberOfSeverity(value: AttributeValue): number {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value === '') return 0
  return /^\d+$/.test(value) ? Number(value) : severityOfName(value.replace(/^SEVERITY_NUMBER_/, ''))
}

export function flagsOf(value: AttributeValue): number {
  const number = numberOf(value ?? 0)
  return Number.isSafeInteger(number) && number >= 0 ? number : 0
}

/** An id of this many bytes: hex as OTLP has it, or base64 as protobuf's own JSON writes bytes. Nothing for any other. */
export function idOf(value: AttributeValue, bytes: 16 | 8): string {
  if (typeof value !== 'string' || value === '') return ''
  if (value.length === bytes * 2) return hexId(value, bytes === 16 ? 32 : 16)
  if (value.length > 24 || !/^[\w+/-]+={0,2}$/.test(value)) return ''
  const decoded = Buffer.from(value, 'base64')
  return decoded.length === bytes ? hexId(decoded.toString('hex'), bytes === 16 ? 32 : 16) : ''
}

/**
 * Attributes from an array of `{key, value}`.
 * @param levels that values may be nested
 * @throws JsonFault, TooDeep
 */
export function attributesOf(list: AttributeValue, levels: number): Record<string, AttributeValue> {
  const attributes: Record<string, AttributeValue> = {}
  if (list === undefined || list === null) return attributes
  if (!Array.isArray(list)) throw new JsonFault(`Attributes must be an array of {key, value}, got ${kindOf(list)}`)
  for (const pair of list as readonly AttributeValue[]) {
    if (!isObject(pair)) throw new JsonFault(`An attribute must be {key, value}, got ${kindOf(pair)}`)
    setAttribute(attributes, textField(pair.key, 'key'), valueOf(pair.value, levels))
  }
  return attributes
}

/**
 * The value of an `AnyValue`; bytes stay base64, null when it holds nothing.
 * @param levels that it may be nested
 * @throws JsonFault, TooDeep
 */
export function valueOf(any: AttributeValue, levels: number): AttributeValue {
  if (any === undefined || any === null) return null
  if (!isObject(any)) throw new JsonFault(`A value must be an object such as {"stringValue": …}, got ${kindOf(any)}`)
  if (levels < 0) throw DEEP
  if (typeof any.stringValue === 'string') return any.stringValue
  for (const name in any) {
    const read = readers.get(name)
    if (read !== undefined) return read(any[name], levels - 1)
  }
  return null
}

type ReadValue = (value: AttributeValue, levels: number) => AttributeValue

const readers = new Map<string, ReadValue>(Object.entries<ReadValue>({
  stringValue: value => textField(value, 'stringValue'),
  boolValue: value => value === true || value === 'true',
  intValue: readInteger,
  doubleValue: readDouble,
  arrayValue: (value, levels) => listIn(value, 'arrayValue').map(item => valueOf(item, levels)),
  kvlistValue: (value, levels) => attributesOf(listIn(value, 'kvlistValue'), levels),
  bytesValue: value => textField(value, 'bytesValue'),
}).flatMap(([name, read]) => [[name, read], [name.replace('Value', '_value'), read]] as const))

/** An `int64`: a string of digits as the specification has it, or a number as some senders write it. */
function readInteger(value: AttributeValue): AttributeValue {
  if (typeof value === 'number' || typeof value === 'bigint') return value
  if (typeof value !== 'string' || !/^-?\d{1,20}$/.test(value)) throw new JsonFault('intValue is no whole number')
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : BigInt(value)
}

function readDouble(value: AttributeValue): AttributeValue {
  if (typeof value === 'number') return doubleOf(value)
  if (typeof value === 'bigint') return Number(value)
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return value
  if (typeof value !== 'string' || value.trim() === '' || Number.isNaN(Number(value))) throw new JsonFault('doubleValue is no number')
  return doubleOf(Number(value))
}

function listIn(value: AttributeValue, name: string): readonly AttributeValue[] {
  if (value === undefined || value === null) return []
  const values = isObject(value) ? value.values : undefined
  if (values === undefined && isObject(value)) return []
  if (!Array.isArray(values)) throw new JsonFault(`${name} must be {"values": […]}`)
  return values as readonly AttributeValue[]
}
