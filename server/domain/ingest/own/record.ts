import type { Attributes, LogRecord } from '#shared/types/log-record'
import { NO_ATTRIBUTES } from '#shared/types/log-record'
import { severityOfName } from '../decode/severity'
import { momentOfMillis } from '../decode/time'

/** The fields that the kernel's logger writes into every line; all others are the line's own. */
interface LogLine { time?: unknown, level?: unknown, service?: unknown, msg?: unknown, [name: string]: unknown }

/** The record of a line of Cordwood's own log, which is JSON (kernel/logger.ts). Undefined for what is none. */
export function recordOfLogLine(line: string, now: number): LogRecord | undefined {
  const parsed = parse(line)
  if (!parsed) return undefined
  const { time, level, service, msg, ...rest } = parsed
  const at = typeof time === 'string' ? Date.parse(time) : Number.NaN
  const severityText = typeof level === 'string' ? level : ''
  return {
    ...momentOfMillis(Number.isNaN(at) ? now : at),
    severityNumber: severityOfName(severityText),
    severityText,
    serviceName: typeof service === 'string' ? service : 'cordwood',
    body: typeof msg === 'string' ? msg : '',
    traceId: '', spanId: '', traceFlags: 0, eventName: '', scopeName: '', scopeVersion: '',
    resourceAttributes: NO_ATTRIBUTES, scopeAttributes: NO_ATTRIBUTES, logAttributes: rest as Attributes,
  }
}

function parse(line: string): LogLine | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as LogLine : undefined
  }
  catch {
    return undefined
  }
}
