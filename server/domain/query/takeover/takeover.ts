import { printQuery, type LogNode } from '#shared/logql'
import type { LogqlSql } from '#shared/schemas/logql'
import type { Scope } from '#shared/types/scope'
import { ONLY } from '#shared/utils/place'
import type { QueryLimits } from '../../kernel'
import { schemaOfSource } from '../../storage'
import { arrivedSql } from '../logql/arrived'
import { gridOf, parseRequest, settingsOf, type LogqlRequest } from '../logql/read'
import type { Context } from './context'
import { LineSql } from './lines'
import { Literals } from './literals'
import { NumberSql } from './numbers'
import { Remarks } from './remarks'
import { nameSql, selectSql } from './select'

/**
 * A query in LogQL as a statement in SQL that its author may go on with: by the source's name, with {from} and {to}, and
 * values in the text. It gives the same answer for lines that are as its parsers expect them; where not, notes say how.
 * @param source is the name that the source has in SQL
 * @throws AppError bad_request with the place of the mistake
 */
export function takeOver(scope: Scope, source: string, request: LogqlRequest, limits: Pick<QueryLimits, 'points'>): LogqlSql {
  const node = parseRequest(request)
  const remarks = new Remarks()
  if (scope.custom !== undefined) remarks.lack(source, 'This source is a table of your own: in SQL it has its own columns, in LogQL those that they are mapped to')
  const context: Context = { table: nameSql(source), grid: gridOf(request, limits), settings: settingsOf(scope), columns: schemaOfSource(scope).columns.map(([name]) => name), remarks }
  const sql = node.kind === 'log' ? linesSql(node, request, context) : new NumberSql(context).statement(node)
  const { missing, notes } = remarks
  return { query: printQuery(node), sql: missing.length === 0 ? sql : null, missing, notes }
}

function linesSql(node: LogNode, { order, limit, arrived = {} }: LogqlRequest, context: Context): string {
  const lines = new LineSql(node, node.stages, context)
  const direction = order === 'desc' ? 'DESC' : 'ASC'
  return selectSql({
    names: lines.names.all,
    columns: [
      ...['Timestamp', 'ServiceName', 'SeverityText'].map(sql => ({ sql })), { sql: lines.line, name: 'line' },
      ...[...lines.shown].map(sql => ({ sql })), { sql: 'ResourceAttributes' }, { sql: 'LogAttributes' },
    ],
    from: context.table,
    where: ['Timestamp >= {from}', 'Timestamp < {to}', ...arrivedSql(arrived, ONLY, new Literals()), ...lines.conditions],
    orderBy: ['Timestamp', 'Segment', 'Ordinal'].map(name => `${name} ${direction}`),
    limit: `LIMIT ${limit}`,
  })
}
