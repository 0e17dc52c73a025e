import type { Attributes, AttributeValue, LogRecord } from '#shared/types/log-record'
import { NO_ATTRIBUTES } from '#shared/types/log-record'
import type { Bounds } from '../decode/bounds'
import type { Moment } from '../decode/calendar'
import { hexId, UNKNOWN_SERVICE } from '../decode/ids'
import { attributesOf, isObject, kindOf, textOf } from '../decode/json-value'
import { MAX_LEVEL, MAX_SERVICE } from '../decode/limits'
import { parseLevel } from '../decode/severity'
import { momentOfMillis, parseMoment } from '../decode/time'
import { jsonContext, recordOfObject, type JsonContext } from '../json'
import type { Reader } from '../json/find'
import type { Meaning } from '../json/loggers'
import { readMap } from './map-text'
import type { Row, Table } from './table'

/** What the columns of a row said. */
interface Given {
  time?: Moment
  body?: string
  service?: string
  levelText?: string
  levelNumber?: number
  traceId?: string
  spanId?: string
  traceFlags?: number
  eventName?: string
  scopeName?: string
  scopeVersion?: string
  resource?: Attributes
  scope?: Attributes
  attributes?: Attributes
}

interface RowContext { readonly json: JsonContext, readonly maxNesting: number }

/** Takes a value that is there into `given`; a text says why it can't, false that it is an attribute for want of a better place. */
type ReadColumn = (given: Given, value: AttributeValue, context: RowContext) => string | false | undefined

const column = (name: string, read: ReadColumn) => [name, read] as const

/** The columns of the `app` schema that are a sender's to fill, in the order of the table. */
const columns = new Map<string, ReadColumn>([
  column('Timestamp', (given, value, { json }) => {
    given.time = parseMoment(value, json.now)
    return given.time ? undefined : 'Timestamp is neither a date and time nor a number of seconds, ms, µs or ns since 1970 (or lies outside 1900 to 2262)'
  }),
  column('TraceId', (given, value) => {
    given.traceId = hexId(value, 32)
    return given.traceId !== '' || isNoId(value) ? undefined : false
  }),
  column('SpanId', (given, value) => {
    given.spanId = hexId(value, 16)
    return given.spanId !== '' || isNoId(value) ? undefined : false
  }),
  column('TraceFlags', (given, value) => {
    given.traceFlags = wholeNumber(value, 255)
    return given.traceFlags === undefined ? wrong('TraceFlags', 'a number from 0 to 255', value) : undefined
  }),
  column('SeverityText', (given, value) => {
    given.levelText = textIn(value)
    return given.levelText === undefined || given.levelText.length > MAX_LEVEL ? wrong('SeverityText', `a text of at most ${MAX_LEVEL} characters`, value) : undefined
  }),
  column('SeverityNumber', (given, value) => {
    given.levelNumber = wholeNumber(value, 24)
    return given.levelNumber === undefined ? wrong('SeverityNumber', 'a number from 0 to 24', value) : undefined
  }),
  column('ServiceName', (given, value) => {
    given.service = textIn(value)
    return given.service === undefined || given.service.length > MAX_SERVICE ? wrong('ServiceName', `a text of at most ${MAX_SERVICE} characters`, value) : undefined
  }),
  column('Body', (given, value) => void (given.body = textOf(value))),
  // There is no place for these two in a record, and nobody sends them but copies of such a table.
  column('ResourceSchemaUrl', (_given, value) => value === '' ? undefined : false),
  column('ResourceAttributes', (given, value, context) => {
    given.resource = mapIn(value, context)
    return given.resource ? undefined : wrong('ResourceAttributes', 'a map', value)
  }),
  column('ScopeSchemaUrl', (_given, value) => value === '' ? undefined : false),
  column('ScopeName', (given, value) => void (given.scopeName = textOf(value))),
  column('ScopeVersion', (given, value) => void (given.scopeVersion = textOf(value))),
  column('ScopeAttributes', (given, value, context) => {
    given.scope = mapIn(value, context)
    return given.scope ? undefined : wrong('ScopeAttributes', 'a map', value)
  }),
  column('LogAttributes', (given, value, context) => {
    given.attributes = mapIn(value, context)
    return given.attributes ? undefined : wrong('LogAttributes', 'a map', value)
  }),
  column('EventName', (given, value) => void (given.eventName = textOf(value))),
])

const maps = new Set(['ResourceAttributes', 'ScopeAttributes', 'LogAttributes'])

/** Columns that the server fills by itself: what a copy of such a table brings for them is not looked at. */
const ownColumns = new Set(['Segment', 'Ordinal', 'ResourceAttributesShape', 'ScopeAttributesShape', 'LogAttributesShape', 'PatternHash', 'PatternText'])

const isNoId = (value: AttributeValue) => typeof value === 'string' && /^0*$/.test(value)
const wrong = (name: string, expected: string, value: AttributeValue) =>
  `${name} must be ${expected}, got ${typeof value === 'string' ? 'another text' : kindOf(value).replace('a number', 'another number')}`

function wholeNumber(value: AttributeValue, most: number): number | undefined {
  const number = typeof value === 'string' && /^\d{1,3}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 && number <= most ? number : undefined
}

const textIn = (value: AttributeValue): string | undefined => typeof value === 'object' ? undefined : textOf(value)

function mapIn(value: AttributeValue, { maxNesting }: RowContext): Attributes | undefined {
  return typeof value === 'string' ? readMap(value, maxNesting) : isObject(value) ? value : undefined
}

/**
 * The table of an `app` source. A column takes the value of its name; what the columns leave open (time, message, level,
 * service, trace) is looked for among the other fields, under the names that common loggers use, and those that mean
 * nothing become log attributes: nothing that was sent is lost. NULL and what is missing are the same.
 */
export function appTable(now: number, { maxNesting }: Bounds): Table {
  const context: RowContext = { json: jsonContext({ now, maxNesting }), maxNesting }
  return {
    columns: [...columns.keys()],
    maps,
    addRow(row, records) {
      if (!hasColumns(row)) {
        records.push(recordOfObject(row, context.json))
        return undefined
      }
      const given: Given = {}
      const rest: [string, AttributeValue][] = []
      for (const name in row) {
        const value = row[name]
        const read = columns.get(name)
        if (ownColumns.has(name) || (read && (value === null || value === undefined))) continue
        const outcome = read ? read(given, value, context) : false
        if (typeof outcome === 'string') return outcome
        if (outcome === false) rest.push([name, value])
      }
      if (rest.every(([, value]) => value === null || value === undefined) && isNothing(given)) return 'The row has no values'
      records.push(recordOf(given, rest, context.json))
      return undefined
    },
  }
}

function hasColumns(row: Row): boolean {
  for (const name in row) if (columns.has(name) || ownColumns.has(name)) return true
  return false
}

function isNothing(given: Given): boolean {
  for (const _name in given) return false
  return true
}

function recordOf(given: Given, rest: [string, AttributeValue][], json: JsonContext): LogRecord {
  const resource = given.resource ?? NO_ATTRIBUTES
  const found = rest.length > 0 ? recordOfObject(attributesOf(rest), without(json, given)) : undefined
  const time = given.time ?? found ?? momentOfMillis(json.now)
  const level = levelOf(given, found)
  return {
    seconds: time.seconds,
    nanos: time.nanos,
    severityNumber: level.number,
    severityText: level.text,
    serviceName: given.service || serviceOf(found, resource),
    body: given.body ?? found?.body ?? '',
    traceId: given.traceId || found?.traceId || '',
    spanId: given.spanId || found?.spanId || '',
    traceFlags: given.traceFlags ?? found?.traceFlags ?? 0,
    eventName: given.eventName ?? '',
    scopeName: given.scopeName ?? '',
    scopeVersion: given.scopeVersion ?? '',
    resourceAttributes: resource,
    scopeAttributes: given.scope ?? NO_ATTRIBUTES,
    logAttributes: merged(given.attributes, found?.logAttributes),
  }
}

/** The names that loggers use, without those of what the columns have said: there, such fields are attributes. */
function without(json: JsonContext, given: Given): JsonContext {
  const { readers } = json
  const hasLevel = given.levelText || given.levelNumber
  const left: Partial<Record<Meaning, Reader | undefined>> = {
    time: given.time ? undefined : readers.time,
    message: given.body === undefined ? readers.message : undefined,
    service: given.service ? undefined : readers.service,
    level: hasLevel ? undefined : readers.level,
    severityNumber: hasLevel ? undefined : readers.severityNumber,
    traceId: given.traceId ? undefined : readers.traceId,
    spanId: given.spanId ? undefined : readers.spanId,
    traceFlags: given.traceFlags === undefined ? readers.traceFlags : undefined,
  }
  return { ...json, readers: left as JsonContext['readers'] }
}

function levelOf({ levelText, levelNumber }: Given, found: LogRecord | undefined): { number: number, text: string } {
  if (!levelText && !levelNumber) return { number: found?.severityNumber ?? 0, text: found?.severityText ?? '' }
  const text = levelText ?? ''
  return { number: levelNumber || parseLevel(text).number, text }
}

function serviceOf(found: LogRecord | undefined, resource: Attributes): string {
  if (found !== undefined && found.serviceName !== UNKNOWN_SERVICE) return found.serviceName
  const named = Object.hasOwn(resource, 'service.name') ? resource['service.name'] : undefined
  return typeof named === 'string' && named !== '' && named.length <= MAX_SERVICE ? named : UNKNOWN_SERVICE
}

/** The map's entries and the other fields; one that is called as an entry is kept as `fields.<name>`. */
function merged(map: Attributes | undefined, others: Attributes | undefined): Attributes {
  if (others === undefined || Object.keys(others).length === 0) return map ?? NO_ATTRIBUTES
  if (map === undefined) return others
  const all = new Map(Object.entries(map))
  for (const [name, value] of Object.entries(others)) {
    let free = name
    while (all.has(free)) free = `fields.${free}`
    all.set(free, value)
  }
  return attributesOf(all)
}
