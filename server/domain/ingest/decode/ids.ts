/**
 * Trace and span ids as W3C trace context writes them (https://www.w3.org/TR/trace-context/#trace-id): 32 and 16 hex
 * digits, not all zero. Answers lower case, or '' when it is no such id.
 */
export function hexId(value: unknown, length: 32 | 16): string {
  if (typeof value !== 'string' || value.length !== length) return ''
  if (!/^[\da-f]+$/i.test(value) || /^0+$/.test(value)) return ''
  return value.toLowerCase()
}

/** What OpenTelemetry calls a service that gave no name. */
export const UNKNOWN_SERVICE = 'unknown_service'
