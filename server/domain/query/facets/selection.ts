import type { LogNode } from '#shared/logql'
import type { SelectionRequest } from '#shared/schemas/facets'
import { filterPart, timePart } from '../conditions'
import type { LabelSettings } from '../logql/label-sql'
import { linesOf, settingsOf } from '../logql/read'
import { readQuestion, readRange, type Range } from '../question'
import type { SqlParams, SqlPart, Statement } from '../sql'
import { fromSql, tablesOf, type OpenScope, type Tables } from '../tables'
import type { CountPlan } from './plan'

/** Which lines of which tables are counted: those of a log query, or of the simple form's filter. */
export interface Selection {
  readonly tables: Tables
  readonly range: Range
  readonly settings: LabelSettings
  /** Of the simple form; a query has none. */
  readonly filter: SqlPart
  /** Of a query; the simple form has none of the matchers and stages. */
  readonly node: LogNode
  readonly isQuery: boolean
}

const EVERYTHING: LogNode = { kind: 'log', matchers: [], stages: [] }

/** @throws AppError bad_request */
export function readSelection(scope: OpenScope, request: SelectionRequest): Selection {
  const tables = tablesOf(scope)
  if (request.query !== undefined) {
    const range = readRange(request.start, request.end)
    return { tables, range, settings: settingsOf(scope), filter: { sql: [], params: {} }, node: linesOf(request.query), isQuery: true }
  }
  const question = readQuestion(scope, request)
  // Its levels are always those of the records.
  return { tables, range: question, settings: { discoverLogLevels: true }, filter: filterPart(question), node: EVERYTHING, isQuery: false }
}

/** What is asked of the lines. */
interface Asked { readonly columns: string, readonly where?: readonly string[], readonly tail?: string, readonly params?: SqlParams, readonly range?: Range }

/** A question about the selected lines, as far as the plan tells which they are. */
export function selectStatement({ tables, range, filter }: Selection, { conditions, params }: Pick<CountPlan, 'conditions' | 'params'>, asked: Asked): Statement {
  const time = timePart(asked.range ?? range)
  const from = fromSql(tables)
  const tail = asked.tail === undefined ? '' : `\n${asked.tail}`
  return {
    sql: `SELECT ${asked.columns}
${from.sql}
WHERE ${[...time.sql, ...filter.sql, ...conditions, ...asked.where ?? []].join('\n  AND ')}${tail}`,
    params: { ...from.params, ...time.params, ...filter.params, ...params.toRecord(), ...asked.params },
  }
}
