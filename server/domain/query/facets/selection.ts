import type { LogNode } from '#shared/logql'
import type { SelectionRequest } from '#shared/schemas/facets'
import { timePart } from '../conditions'
import type { LabelSettings } from '../logql/label-sql'
import { linesOf, settingsOf } from '../logql/read'
import { readRange, type Range } from '../range'
import type { SqlParams, Statement } from '../sql'
import { fromSql, tablesOf, type OpenScope, type Tables } from '../tables'
import type { CountPlan } from './plan'

/** Which lines of which tables are counted: those of a log query. */
export interface Selection {
  readonly tables: Tables
  readonly range: Range
  readonly settings: LabelSettings
  readonly node: LogNode
}

const EVERYTHING: LogNode = { kind: 'log', matchers: [], stages: [] }

/** @throws AppError bad_request */
export function readSelection(scope: OpenScope, { query, start, end }: SelectionRequest): Selection {
  return { tables: tablesOf(scope), range: readRange(start, end), settings: settingsOf(scope), node: query === undefined ? EVERYTHING : linesOf(query) }
}

/** What is asked of the lines. */
interface Asked { readonly columns: string, readonly where?: readonly string[], readonly tail?: string, readonly params?: SqlParams, readonly range?: Range }

/** A question about the selected lines, as far as the plan tells which they are. */
export function selectStatement({ tables, range }: Selection, { conditions, params }: Pick<CountPlan, 'conditions' | 'params'>, asked: Asked): Statement {
  const time = timePart(asked.range ?? range)
  const from = fromSql(tables)
  const tail = asked.tail === undefined ? '' : `\n${asked.tail}`
  return {
    sql: `SELECT ${asked.columns}
${from.sql}
WHERE ${[...time.sql, ...conditions, ...asked.where ?? []].join('\n  AND ')}${tail}`,
    params: { ...from.params, ...time.params, ...params.toRecord(), ...asked.params },
  }
}
