import { alternatives, type Matcher } from '#shared/logql'
import type { Level } from '#shared/schemas/query'
import { levels, severityNumbers } from '../level'
import { labelSql, streamLabelSql, type LabelSettings } from './label-sql'
import type { Params } from './params'

/** A dot is a line feed too, as in Prometheus. */
const whole = (expression: string) => `^(?s:${expression})$`

/** A condition on rows. */
export interface TestSql {
  readonly sql: string
  /** What it comes to for rows whose label column is empty, nearly all: cheaper to ask. */
  readonly usual?: { readonly column: string, readonly sql: string }
}

/** A matcher of the selector, in SQL; a label that is missing is empty. */
export function streamTest(matcher: Matcher, params: Params, settings: LabelSettings): TestSql {
  const column = settings.layout?.labels.get(matcher.label)
  return levelTest(matcher, column && `startsWith(${column}, 'r')`, column, params, settings)
    ?? { sql: comparisonSql(streamLabelSql(matcher.label, params, settings), matcher, params) }
}

/** The same for all rows alike. */
export const streamTestSql = (matcher: Matcher, params: Params, settings: LabelSettings): string => streamTest(matcher, params, settings).sql

/** A matcher behind the selector and before any parser: of the stream, else of the line itself. */
export function labelTestSql(matcher: Matcher, params: Params, settings: LabelSettings): string {
  const column = settings.layout?.labels.get(matcher.label)
  return levelTest(matcher, column && `${column} != ''`, column, params, settings)?.sql
    ?? comparisonSql(labelSql(matcher.label, params, settings), matcher, params)
}

/** Levels by their numbers, so that nothing has to be spelled out for each row. @param isOwn whether a row has a `level` of its own */
function levelTest(matcher: Matcher, isOwn: string | undefined, column: string | undefined, params: Params, settings: LabelSettings): TestSql | undefined {
  if (!settings.discoverLogLevels || (matcher.label !== 'detected_level' && matcher.label !== 'level')) return undefined
  const wanted = levelsOf(matcher)
  if (wanted === undefined) return undefined
  const byNumber = () => `SeverityNumber IN ${params.bind(severityNumbers(wanted), 'Array(UInt8)')}`
  if (matcher.label === 'detected_level') return { sql: byNumber() }
  if (isOwn === undefined || column === undefined) return undefined
  const own = comparisonSql(`substring(${column}, 2)`, matcher, params)
  const sql = byNumber()
  return { sql: `((${isOwn} AND ${own}) OR (NOT (${isOwn}) AND ${sql}))`, usual: { column, sql } }
}

/** The levels that a matcher takes; undefined where only a regular expression tells. */
function levelsOf({ operator, value }: Matcher): Level[] | undefined {
  const isNot = operator.startsWith('!')
  const named: readonly string[] | undefined = operator.endsWith('~') ? alternatives(value) : [value]
  return named && levels.filter(level => named.includes(level) !== isNot)
}

/** The comparison of a label's expression with a matcher's value. */
export function comparisonSql(label: string, { operator, value }: Matcher, params: Params): string {
  switch (operator) {
    case '=': return `${label} = ${params.string(value)}`
    case '!=': return `${label} != ${params.string(value)}`
    default: {
      const not = operator === '!~' ? 'NOT ' : ''
      // What is sent for several values at once: the engine looks a list up in the sort key.
      const values = alternatives(value)
      if (values) return `${label} ${not}IN ${params.bind(values, 'Array(String)')}`
      return `${not}match(${label}, ${params.string(whole(value))})`
    }
  }
}
