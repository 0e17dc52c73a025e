import type { Decoded, LogRecord, Reject } from '#shared/types/log-record'
import { readJsonBody, readJsonRows } from '../decode/json-body'
import { scanValue, skipBlank } from '../decode/json-scan'
import { isObject } from '../decode/json-value'
import { rejectOf } from '../decode/limits'
import { originsOf } from '../decode/origins'
import { addArray, addObject } from './json-rows'
import { MAX_COLUMNS, PositionalRows, type RowsReader, type RowsRequest } from './rows'

const QUOTE = 34
const COMMA = 44
const COLON = 58
const OPEN_BRACE = 123
const CLOSE_BRACE = 125
/** Of a member's name, and of the list of columns. */
const MAX_NAME = 1024
const MAX_META = 1024 * 1024

/** After so many rows that can't be read, no more are tried: a failure costs the engine several µs. */
const MAX_FAILURES = 100_000

const NO_DOCUMENT = 'Expected {"data": [row, …]}'
const NO_OBJECTS = 'Expected {"name of a row": {"column": value, …}, …}'
const GAVE_UP = 'Not read: the request holds more than 100,000 rows that can’t be read'
const CUT_OFF = 'The rest of the object is not valid JSON (cut off?)'

/** A member of the object at the top: where its value lies. One that is cut off reaches to the end. */
interface Member { readonly name: string | undefined, readonly start: number, readonly end: number, readonly whole: boolean }

/**
 * Walks over the members of the object in `data` without making anything of their values: a document may be large.
 * @returns where it could not go on; undefined when it came to the end of the object
 */
function eachMember(data: Buffer, take: (member: Member) => void): number | undefined {
  const start = data[0] === 0xEF && data[1] === 0xBB && data[2] === 0xBF ? 3 : 0
  let at = skipBlank(data, start, data.length)
  if (data[at] !== OPEN_BRACE) return at
  at = skipBlank(data, at + 1, data.length)
  while (data[at] !== CLOSE_BRACE) {
    const nameEnd = data[at] === QUOTE ? scanValue(data, at, data.length) : -1
    if (nameEnd < 0) return at
    const colon = skipBlank(data, nameEnd, data.length)
    if (data[colon] !== COLON) return at
    const valueStart = skipBlank(data, colon + 1, data.length)
    const end = scanValue(data, valueStart, data.length)
    take({ name: nameOf(data, at, nameEnd), start: valueStart, end: end < 0 ? data.length : end, whole: end >= 0 })
    if (end < 0) return undefined
    at = skipBlank(data, end, data.length)
    if (data[at] === COMMA) at = skipBlank(data, at + 1, data.length)
    else if (data[at] !== CLOSE_BRACE) return at
  }
  return undefined
}

function nameOf(data: Buffer, start: number, end: number): string | undefined {
  return end - start > MAX_NAME ? undefined : parsed(data, start, end) as string | undefined
}

function parsed(data: Buffer, start: number, end: number): unknown {
  try {
    return JSON.parse(data.toString('utf8', start, end))
  }
  catch {
    return undefined
  }
}

/** The parts of `{"meta": […], "data": […], …}` that matter. */
function partsOf(data: Buffer): { meta: Member | undefined, rows: Member | undefined } {
  let meta: Member | undefined
  let rows: Member | undefined
  eachMember(data, (member) => {
    if (member.name === 'meta') meta ??= member
    else if (member.name === 'data') rows ??= member
  })
  return { meta, rows }
}

const refused = ({ data, bounds }: RowsRequest): Decoded => {
  if (skipBlank(data, 0, data.length) === data.length) return { records: [], rejects: [] }
  bounds.count()
  return { records: [], rejects: [rejectOf(data, 0, data.length, NO_DOCUMENT, 0)] }
}

/** `JSON`: a document with objects as its `data` (https://clickhouse.com/docs/interfaces/formats/JSON). */
export const readDocument: RowsReader = (request) => {
  const { rows } = partsOf(request.data)
  if (rows === undefined) return refused(request)
  const records: LogRecord[] = []
  const origins = originsOf(records, request.withOrigins)
  const rejects = readJsonBody(request.data.subarray(rows.start, rows.end), value => addObject(value, request, records), request.bounds, origins)
  return { records, rejects, origins }
}

/** `JSONCompact`: a document with arrays as its `data`; `meta` names their columns (https://clickhouse.com/docs/interfaces/formats/JSONCompact). */
export const readCompactDocument: RowsReader = (request) => {
  const { data, bounds } = request
  const { meta, rows } = partsOf(data)
  if (rows === undefined) return refused(request)
  const positional = new PositionalRows({ ...request, columns: namesOf(data, meta) ?? request.columns }, 'none')
  const records: LogRecord[] = []
  const origins = originsOf(records, request.withOrigins)
  const rejects = readJsonBody(data.subarray(rows.start, rows.end), value => addArray(value, positional, records), bounds, origins)
  return { records, rejects, origins }
}

function namesOf(data: Buffer, meta: Member | undefined): string[] | undefined {
  if (meta === undefined || meta.end - meta.start > MAX_META) return undefined
  const columns = parsed(data, meta.start, meta.end)
  if (!Array.isArray(columns) || columns.length > MAX_COLUMNS) return undefined
  const names = columns.map((column: unknown) => isObject(column) ? column.name : undefined)
  return names.every(name => typeof name === 'string') && new Set(names).size === names.length ? names : undefined
}

/** `JSONObjectEachRow`: an object whose values are the rows (https://clickhouse.com/docs/interfaces/formats/JSONObjectEachRow). */
export const readObjectOfObjects: RowsReader = (request) => {
  const { data, bounds } = request
  const records: LogRecord[] = []
  const origins = originsOf(records, request.withOrigins)
  const rejects: Reject[] = []
  const refuse = (start: number, end: number, reason: string) => {
    bounds.count()
    rejects.push(rejectOf(data, start, end, reason))
  }
  const stopped = eachMember(data, ({ start, end, whole }) => {
    if (!whole) return refuse(start, end, CUT_OFF)
    if (rejects.length > MAX_FAILURES) return refuse(start, end, GAVE_UP)
    // The place within a member says nothing of that in the request.
    for (const { reason, raw } of readJsonRows(data.subarray(start, end), value => addObject(value, request, records), bounds)) rejects.push({ reason, raw })
    origins?.mark(data, start, end)
  })
  if (stopped !== undefined && stopped < data.length) refuse(stopped, data.length, records.length + rejects.length === 0 ? NO_OBJECTS : CUT_OFF)
  return { records, rejects, origins }
}
