import type { Attributes, LogRecord } from '#shared/types/log-record'
import { NO_ATTRIBUTES } from '#shared/types/log-record'
import type { Moment } from '../decode/calendar'
import { UNKNOWN_SERVICE } from '../decode/ids'
import { isObject, jsonText } from '../decode/json-value'
import { MAX_SERVICE } from '../decode/limits'
import type { Severity } from '../decode/severity'
import { INFO } from '../decode/severity'
import { momentOfMillis } from '../decode/time'
import type { Findings, Reader } from './find'
import { findFields, without } from './find'
import type { Meaning } from './loggers'
import { readersAt } from './readers'
import { renderTemplate } from './template'

/** What is known about a line besides the line. */
export interface JsonDefaults {
  /** Milliseconds since 1970: the time of lines without one. */
  readonly now: number
  /** The service of every line, whatever it says itself. */
  readonly service?: string
  /** The level of lines without one. */
  readonly level?: Severity
  /** How deep JSON within a line of text may be nested. */
  readonly maxNesting?: number
}

/** The defaults of a request, made ready once for all its lines. */
export interface JsonContext extends JsonDefaults { readonly readers: Partial<Record<Meaning, Reader>> }

export function jsonContext(defaults: JsonDefaults): JsonContext {
  const readers: Partial<Record<Meaning, Reader>> = readersAt(defaults.now)
  // The lines' own service stays an attribute where the request names it.
  if (defaults.service !== undefined) delete readers.service
  return { ...defaults, readers }
}

const noLevel: Severity = Object.freeze({ number: 0, text: '' })

/**
 * The record of a JSON object as common loggers write it (see `loggers`). Fields that the record takes over are left
 * out of its attributes; all others stay, nested and typed as they are. Without a message the body is the object's
 * JSON text, so that a search finds it. A time that can't be read stays an attribute, and the record gets `now`.
 */
export function recordOfObject(object: Attributes, defaults: JsonContext): LogRecord {
  const findings = findFields(object, defaults.readers)
  const severity = severityOf(object, findings, defaults)
  const time = (findings.time?.value as Moment | undefined) ?? momentOfMillis(defaults.now)
  const named = findings.service === undefined && isPinoOrBunyan(object)
  return {
    seconds: time.seconds,
    nanos: time.nanos,
    severityNumber: severity.number,
    severityText: severity.text,
    serviceName: defaults.service ?? serviceOf(object, findings, named),
    body: bodyOf(object, findings),
    traceId: (findings.traceId?.value as string | undefined) ?? '',
    spanId: (findings.spanId?.value as string | undefined) ?? '',
    traceFlags: (findings.traceFlags?.value as number | undefined) ?? 0,
    eventName: '',
    scopeName: '',
    scopeVersion: '',
    resourceAttributes: NO_ATTRIBUTES,
    scopeAttributes: NO_ATTRIBUTES,
    logAttributes: attributesOf(object, findings, named && defaults.service === undefined),
  }
}

function severityOf(object: Attributes, findings: Findings, defaults: JsonDefaults): Severity {
  const level = findings.level?.value as Severity | undefined
  const number = findings.severityNumber?.value as number | undefined
  if (number !== undefined) return { number, text: level?.text ?? '' }
  if (level !== undefined) return level
  // CLEF leaves `@l` out for its default level.
  if (object['@t'] !== undefined && (object['@m'] !== undefined || object['@mt'] !== undefined)) return { number: INFO, text: 'Information' }
  return defaults.level ?? noLevel
}

/** pino and bunyan call the logger `name`: the service, where the two other fields tell that it is theirs. */
function isPinoOrBunyan(object: Attributes): boolean {
  return typeof object.name === 'string' && object.name !== '' && object.name.length <= MAX_SERVICE && object.pid !== undefined && object.hostname !== undefined
}

function serviceOf(object: Attributes, findings: Findings, named: boolean): string {
  if (findings.service !== undefined) return findings.service.value as string
  return named ? object.name as string : UNKNOWN_SERVICE
}

function bodyOf(object: Attributes, { message }: Findings): string {
  if (message === undefined) return jsonText(object)
  const text = message.value as string
  if (message.name.name === '@mt') return renderTemplate(text, object, Array.isArray(object['@r']) ? object['@r'] : [])
  if (message.name.name === 'MessageTemplate' && isObject(object.Properties)) return renderTemplate(text, object.Properties)
  return text
}

/** Names that say more than the record takes over. */
const kept = new Set(['@mt', 'MessageTemplate'])

function attributesOf(object: Attributes, findings: Findings, named: boolean): Attributes {
  const used: Array<readonly string[]> = named ? [['name']] : []
  for (const found of Object.values(findings)) {
    if (found.name.borrowed || kept.has(found.name.name)) continue
    if (found.name.meaning === 'message' && typeof valueAt(object, found.keys) === 'object') continue
    used.push(found.keys)
  }
  return used.length === 0 ? object : without(object, used)
}

function valueAt(object: Attributes, keys: readonly string[]): unknown {
  let value: unknown = object
  for (const key of keys) value = (value as Attributes)[key]
  return value
}
