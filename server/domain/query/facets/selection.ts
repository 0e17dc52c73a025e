import type { LogNode } from '#shared/logql'
import type { SelectionRequest } from '#shared/schemas/facets'
import type { Scope } from '#shared/types/scope'
import { filterPart, timePart } from '../conditions'
import type { LabelSettings } from '../logql/label-sql'
import { linesOf, settingsOf } from '../logql/read'
import { readQuestion, readRange, tableOf, type Range } from '../question'
import type { SqlParams, SqlPart, Statement } from '../sql'
import type { CountPlan } from './plan'

/** Which lines of which table are counted: those of a log query, or of the simple form's filter. */
export interface Selection {
  readonly table: string
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
export function readSelection(scope: Scope, request: SelectionRequest): Selection {
  const table = tableOf(scope)
  if (request.query !== undefined) {
    const range = readRange(request.start, request.end)
    return { table, range, settings: settingsOf(scope), filter: { sql: [], params: {} }, node: linesOf(request.query), isQuery: true }
  }
  const question = readQuestion(scope, request)
  // Its levels are always those of the records.
  return { table, range: question, settings: { discoverLogLevels: true }, filter: filterPart(question), node: EVERYTHING, isQuery: false }
}

/** What is asked of the lines. */
interface Asked { readonly columns: string, readonly where?: readonly string[], readonly tail?: string, readonly params?: SqlParams, readonly range?: Range }

/** A question about the selected lines, as far as the plan tells which they are. */
export function selectStatement({ table, range, filter }: Selection, { conditions, params }: Pick<CountPlan, 'conditions' | 'params'>, asked: Asked): Statement {
  const time = timePart(asked.range ?? range)
  const tail = asked.tail === undefined ? '' : `\n${asked.tail}`
  return {
    sql: `SELECT ${asked.columns}
FROM {table:Identifier}
WHERE ${[...time.sql, ...filter.sql, ...conditions, ...asked.where ?? []].join('\n  AND ')}${tail}`,
    params: { table, ...time.params, ...filter.params, ...params.toRecord(), ...asked.params },
  }
}
