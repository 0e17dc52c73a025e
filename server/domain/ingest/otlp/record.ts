import type { Attributes, AttributeValue, LogRecord } from '#shared/types/log-record'
import { NO_ATTRIBUTES } from '#shared/types/log-record'
import type { Moment } from '../decode/calendar'
import { inRange } from '../decode/calendar'
import { UNKNOWN_SERVICE } from '../decode/ids'
import { textOf } from '../decode/json-value'
import { MAX_LEVEL, MAX_SERVICE } from '../decode/limits'
import { severityOfName } from '../decode/severity'

/** What all records of one scope of one resource share. */
export interface Origin {
  readonly serviceName: string
  readonly resourceAttributes: Attributes
  readonly scopeName: string
  readonly scopeVersion: string
  readonly scopeAttributes: Attributes
}

/** A record as it was sent, in whichever encoding. */
export interface SentRecord {
  /** Undefined when missing or 0, which OTLP calls unknown. */
  time: Moment | undefined
  observed: Moment | undefined
  severityNumber: number
  severityText: string
  body: AttributeValue
  attributes: Attributes
  traceId: string
  spanId: string
  flags: number
  eventName: string
}

const OUT_OF_RANGE = 'timeUnixNano lies outside 1970 to 2262'
const LEVEL_TOO_LONG = `severityText is longer than ${MAX_LEVEL} characters`

export const EMPTY_RECORD = 'The log record is empty'

/** Thrown inside of the decoder where a value is nested too deep for those that read it later. */
export class TooDeep extends Error {}

/** Made once: an error's stack costs more than all the rest, and a hostile body has a million mistakes. */
export const DEEP = new TooDeep()

/** The service that a resource names, or why it can't be one. */
export function serviceOf(attributes: Attributes): { name: string } | { reason: string } {
  const name = textOf(attributes['service.name']) || UNKNOWN_SERVICE
  return name.length > MAX_SERVICE ? { reason: `service.name is longer than ${MAX_SERVICE} characters` } : { name }
}

/**
 * The record of a sent one (https://opentelemetry.io/docs/specs/otel/logs/data-model/), or the reason why it can't be
 * stored. A record without a time takes that of its observation, else `now`; a body that is no text becomes its JSON.
 */
export function logRecordOf(sent: SentRecord, origin: Origin, now: Moment): LogRecord | string {
  const time = sent.time ?? sent.observed ?? now
  if (!inRange(time.seconds)) return OUT_OF_RANGE
  if (sent.severityText.length > MAX_LEVEL) return LEVEL_TOO_LONG
  return {
    seconds: time.seconds,
    nanos: time.nanos,
    severityNumber: isSeverity(sent.severityNumber) ? sent.severityNumber : severityOfName(sent.severityText),
    severityText: sent.severityText,
    serviceName: origin.serviceName,
    body: textOf(sent.body),
    traceId: sent.traceId,
    spanId: sent.spanId,
    // W3C's flags are the low byte; OTLP keeps the others for itself
    traceFlags: sent.flags & 0xFF,
    eventName: sent.eventName,
    scopeName: origin.scopeName,
    scopeVersion: origin.scopeVersion,
    resourceAttributes: origin.resourceAttributes,
    scopeAttributes: origin.scopeAttributes,
    logAttributes: sent.attributes,
  }
}

/** Sets an attribute; assigning to `__proto__` would set the prototype instead. */
export function setAttribute(attributes: Record<string, AttributeValue>, name: string, value: AttributeValue): void {
  if (name === '__proto__') Object.defineProperty(attributes, name, { value, enumerable: true, configurable: true, writable: true })
  else attributes[name] = value
}

/** What JSON has no number for is kept as protobuf's JSON mapping writes it: `NaN`, `Infinity`, `-Infinity`. */
export const doubleOf = (value: number): number | string => Number.isFinite(value) ? value : String(value)

/** The attributes, or the one object that the encoder knows to be empty. */
export function orNone(attributes: Record<string, AttributeValue>): Attributes {
  for (const _name in attributes) return attributes
  return NO_ATTRIBUTES
}

const isSeverity = (number: number) => Number.isInteger(number) && number >= 1 && number <= 24
