import type { FieldsResponse, FieldValuesRequest, FieldValuesResponse, Filter } from '#shared/schemas/query'
import type { Scope } from '#shared/types/scope'
import { filterPart, timePart } from './conditions'
import type { Run } from './executor'
import { anchored, unlessMissing } from './anchor'
import { BAND_SQL, levelOfBand } from './level'
import { readQuestion, type Question, type Range } from './question'
import { paramsOf, where, type Statement } from './sql'
import { windowsOf } from './windows'

/** Names are counted on this many of the newest lines. */
export const FIELD_SAMPLE = 20_000
/** Values of an attribute are counted on about this many of the newest lines. */
export const VALUE_SAMPLE = 1_000_000
/** A filter picks from this many names. */
const MAX_FIELDS = 1000

type Field = FieldsResponse['fields'][number]
interface Count { value: string, lines: string }

export function matchingStatement(question: Question, range: Range): Statement {
  const parts = [timePart(range), filterPart(question)]
  return {
    sql: `SELECT count() AS lines
FROM {table:Identifier}
${where(...parts)}`,
    params: paramsOf(question.table, ...parts),
  }
}

export function fieldsStatement(question: Question, range: Range, sample: number): Statement {
  const parts = [timePart(range), filterPart(question)]
  return {
    sql: `SELECT field.1 AS kind, field.2 AS name, count() AS lines
FROM (
  SELECT ServiceName, SeverityNumber, mapKeys(ResourceAttributes) AS resource, mapKeys(LogAttributes) AS attributes
  FROM {table:Identifier}
  ${where(...parts).replaceAll('\n', '\n  ')}
  ORDER BY Timestamp DESC
  LIMIT {sample:UInt32}
)
ARRAY JOIN arrayConcat(
  if(ServiceName = '', [], [('column', 'service')]),
  if(SeverityNumber = 0, [], [('column', 'level')]),
  arrayMap(name -> ('resource', toString(name)), resource),
  arrayMap(name -> ('attribute', toString(name)), attributes)
) AS field
GROUP BY kind, name
ORDER BY lines DESC, kind, name
LIMIT {fields:UInt32}`,
    params: { ...paramsOf(question.table, ...parts), sample, fields: MAX_FIELDS },
  }
}

/** The names that occur on the newest matching lines. */
export async function readFields(run: Run, scope: Scope, request: Filter): Promise<FieldsResponse> {
  const question = readQuestion(scope, request)
  const range = await newestRange(run, question, FIELD_SAMPLE)
  if (range === undefined) return { fields: [] }
  const rows = await rowsOf<{ kind: Field['kind'], name: string, lines: string }>(run, fieldsStatement(question, range, FIELD_SAMPLE))
  return { fields: rows.map(({ kind, name, lines }) => ({ name, kind, count: Number(lines) })) }
}

/** The newest part of the range that has `wanted` matching lines, or all of it. */
async function newestRange(run: Run, question: Question, wanted: number): Promise<Range | undefined> {
  const range = await anchored(run, question.table, question, 'desc')
  if (range === undefined) return undefined
  const windows = windowsOf(range, 'desc')
  let found = 0
  for (const window of windows.slice(0, -1)) {
    const [row] = await rowsOf<{ lines: string }>(run, matchingStatement(question, window))
    found += Number(row?.lines ?? 0)
    if (found >= wanted) return { start: window.start, end: range.end }
  }
  return range
}

export function serviceValuesStatement(question: Question, range: Range, limit: number): Statement {
  const parts = [timePart(range), filterPart(question)]
  return {
    sql: `SELECT toString(ServiceName) AS value, count() AS lines
FROM {table:Identifier}
${where(...parts)}
GROUP BY ServiceName
ORDER BY lines DESC, value
LIMIT {limit:UInt32}`,
    params: { ...paramsOf(question.table, ...parts), limit },
  }
}

export function levelValuesStatement(question: Question, range: Range): Statement {
  const parts = [timePart(range), filterPart(question)]
  return {
    sql: `SELECT toString(${BAND_SQL}) AS value, count() AS lines
FROM {table:Identifier}
${where(...parts)}
GROUP BY value`,
    params: paramsOf(question.table, ...parts),
  }
}

/** A line that has the name twice, on itself and on its resource, counts for both values. */
export function attributeValuesStatement(question: Question, range: Range, field: string, limit: number): Statement {
  const parts = [timePart(range), filterPart(question)]
  const has = (map: string) => `mapContains(${map}, {field:String})`
  const valueOf = (map: string) => `if(${has(map)}, [${map}[{field:String}]], [])`
  return {
    sql: `SELECT value, count() AS lines
FROM (
  SELECT arrayDistinct(arrayConcat(${valueOf('LogAttributes')}, ${valueOf('ResourceAttributes')})) AS values
  FROM {table:Identifier}
  ${where(...parts, { sql: [`(${has('LogAttributes')} OR ${has('ResourceAttributes')})`], params: {} }).replaceAll('\n', '\n  ')}
  LIMIT {sample:UInt32}
)
ARRAY JOIN values AS value
GROUP BY value
ORDER BY lines DESC, value
LIMIT {limit:UInt32}`,
    params: { ...paramsOf(question.table, ...parts), field, sample: VALUE_SAMPLE, limit },
  }
}

/** The most frequent values: of service and level in the whole range, of an attribute on its newest lines. */
export async function readFieldValues(run: Run, scope: Scope, request: FieldValuesRequest): Promise<FieldValuesResponse> {
  const question = readQuestion(scope, request)
  const { field, limit } = request
  const range = field === 'service' || field === 'level'
    ? question
    : await newestRange(run, question, VALUE_SAMPLE)
  if (range === undefined) return { values: [] }
  if (field === 'level') return { values: levelCounts(await rowsOf(run, levelValuesStatement(question, range))).slice(0, limit) }
  const statement = field === 'service'
    ? serviceValuesStatement(question, range, limit)
    : attributeValuesStatement(question, range, field, limit)
  const rows = await rowsOf<Count>(run, statement)
  return { values: rows.map(({ value, lines }) => ({ value, count: Number(lines) })) }
}

const rowsOf = <T>(run: Run, statement: Statement) => unlessMissing(() => run.all<T>(statement), [])

function levelCounts(rows: readonly Count[]): { value: string, count: number }[] {
  const counts = new Map<string, number>()
  for (const { value, lines } of rows) {
    const level = levelOfBand(Number(value))
    counts.set(level, (counts.get(level) ?? 0) + Number(lines))
  }
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count)
}
