import { printQuery, type LogNode, type QueryNode } from '#shared/logql'
import type { LogqlSql } from '#shared/schemas/logql'
import type { QueryLimits } from '../../kernel'
import { gridOf, parseRequest, settingsOf, type LogqlRequest } from '../logql/read'
import type { SqlSource } from '../sql/types'
import type { Context } from './context'
import { linesFrom, type LinesFrom } from './from'
import { LineSql } from './lines'
import { NumberSql } from './numbers'
import { Remarks } from './remarks'
import { indented, selectSql } from './select'

/**
 * A query in LogQL as a statement in SQL that its author may go on with: by the sources' names, with {from} and {to}, and
 * values in the text. It gives the same answer for lines that are as its parsers expect them; where not, notes say how.
 * @param sources at least one, by the names that they have in SQL
 * @throws AppError bad_request with the place of the mistake
 */
export function takeOver(sources: readonly SqlSource[], request: LogqlRequest, limits: Pick<QueryLimits, 'points'>): LogqlSql {
  const { node, from, context } = ready(sources, request, limits)
  const sql = node.kind === 'log' ? linesSql(node, request, from, context) : new NumberSql(context).statement(node)
  return { query: printQuery(node), sql: context.remarks.missing.length === 0 ? sql : null, missing: context.remarks.missing, notes: context.remarks.notes }
}

/** A statement with one number: how many lines match, up to one more than `limit`; null of numbers. @throws AppError bad_request */
export function countOver(sources: readonly SqlSource[], request: LogqlRequest, limits: Pick<QueryLimits, 'points'>): string | null {
  const { node, from, context } = ready(sources, request, limits)
  if (node.kind !== 'log') return null
  const lines = new LineSql(node, node.stages, context)
  const matching = selectSql({ names: lines.names.all, columns: [{ sql: '1' }], from: from.table, where: conditionsOf(lines, from), limit: `LIMIT ${request.limit + 1}` })
  return selectSql({ columns: [{ sql: 'count()' }], from: `(\n${indented(matching)}\n)` })
}

interface Ready { readonly node: QueryNode, readonly from: LinesFrom, readonly context: Context }

function ready(sources: readonly SqlSource[], request: LogqlRequest, limits: Pick<QueryLimits, 'points'>): Ready {
  const node = parseRequest(request)
  const remarks = new Remarks()
  const from = linesFrom(sources, request.arrived ?? {}, remarks)
  // As of a scope of several: levels are discovered where one of the sources has it so.
  const discoverLogLevels = sources.some(({ scope }) => scope.discoverLogLevels ?? true)
  return { node, from, context: { table: from.table, grid: gridOf(request, limits), settings: settingsOf({ discoverLogLevels }), columns: from.columns, remarks } }
}

const conditionsOf = ({ conditions }: LineSql, from: LinesFrom) => ['Timestamp >= {from}', 'Timestamp < {to}', ...from.conditions, ...conditions]

function linesSql(node: LogNode, { order, limit }: LogqlRequest, from: LinesFrom, context: Context): string {
  const { table, sourceColumn } = from
  const lines = new LineSql(node, node.stages, context)
  const direction = order === 'desc' ? 'DESC' : 'ASC'
  return selectSql({
    names: lines.names.all,
    columns: [
      { sql: 'Timestamp' }, ...sourceColumn === undefined ? [] : [{ sql: sourceColumn, name: 'source' }],
      ...['ServiceName', 'SeverityText'].map(sql => ({ sql })), { sql: lines.line, name: 'line' },
      ...[...lines.shown].map(sql => ({ sql })), { sql: 'ResourceAttributes' }, { sql: 'LogAttributes' },
    ],
    from: table,
    where: conditionsOf(lines, from),
    orderBy: ['Timestamp', 'Segment', 'Ordinal', ...sourceColumn === undefined ? [] : [sourceColumn]].map(name => `${name} ${direction}`),
    limit: `LIMIT ${limit}`,
  })
}
