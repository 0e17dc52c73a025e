/**
 * One log line between decoder and encoder, in OpenTelemetry's terms
 * (https://opentelemetry.io/docs/specs/otel/logs/data-model/).
 */
export interface LogRecord {
  /** Whole seconds since 1970, may be negative. */
  seconds: number
  /** Nanoseconds within the second, 0 to 999,999,999. */
  nanos: number
  /** 1 to 24 as OpenTelemetry numbers them; 0 when unknown. */
  severityNumber: number
  /** The level as the sender wrote it. */
  severityText: string
  serviceName: string
  body: string
  /** 32 lower-case hex digits, or empty. */
  traceId: string
  /** 16 lower-case hex digits, or empty. */
  spanId: string
  traceFlags: number
  eventName: string
  scopeName: string
  scopeVersion: string
  resourceAttributes: Attributes
  scopeAttributes: Attributes
  logAttributes: Attributes
}

/**
 * Attributes as they were sent: nested, with their types. An integer too large for a double comes as a bigint,
 * so that ids keep all their digits.
 */
export interface Attributes { readonly [name: string]: AttributeValue }
export type AttributeValue = string | number | bigint | boolean | null | undefined | readonly AttributeValue[] | Attributes

/** A piece of a request that could not become a record. */
export interface Reject {
  /** What was wrong, in words a sender can act on. */
  reason: string
  /** The original bytes. */
  raw: Uint8Array
  /** Of a line that could be read, and that its source can't take: what it says, as the JSON of `POST /ingest`. */
  record?: Uint8Array
  /** Which item of the request it was, from 0: of the lines that are not blank, the elements of an array, the objects. */
  index?: number
}

/** What a decoder makes of a request body. */
export interface Decoded {
  records: LogRecord[]
  rejects: Reject[]
  /** Where the records lie in the body, where the decoder was asked to remember it. */
  origins?: Origins | undefined
}

/** Finds the bytes that a record was made of. */
export interface Origins {
  /** @param place of the record among those of the request; undefined when nobody knows where it lies */
  rejectOf(place: number, reason: string): Reject | undefined
}

export const NO_ATTRIBUTES: Attributes = Object.freeze({})
