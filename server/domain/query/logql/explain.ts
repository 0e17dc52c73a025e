import { canTail, capabilitiesOf, metricAccumulator, printQuery, type LogNode, type MetricNode } from '#shared/logql'
import type { LogqlExplanation } from '#shared/schemas/logql'
import type { Scope } from '#shared/types/scope'
import type { QueryLimits } from '../../kernel'
import { tableOf } from '../question'
import type { Statement } from '../sql'
import { batchStatement } from './log-page'
import { linesStatement } from './metric'
import { Params } from './params'
import { planLog } from './plan'
import { rangeStatement } from './range-sql'
import { gridOf, parseRequest, settingsOf, type LogqlRequest } from './read'

type Read = LogqlExplanation['reads'][number]

/** How a query would be answered: what ClickHouse is asked, and what is left to do. @throws AppError bad_request */
export function explainLogql(scope: Scope, request: LogqlRequest, limits: QueryLimits): LogqlExplanation {
  const node = parseRequest(request)
  const parts = { query: printQuery(node), canTail: canTail(node), operators: capabilitiesOf(node) }
  return { ...parts, reads: node.kind === 'log' ? [readOfLines(scope, node, request)] : readsOfNumbers(scope, node, request, limits) }
}

function readOfLines(scope: Scope, node: LogNode, { range, order, limit, arrived }: LogqlRequest): Read {
  const question = { table: tableOf(scope), node, range, order, limit, arrived, settings: settingsOf(scope), window: range, batch: limit + 1 }
  return read(scope, node, printQuery(node), batchStatement(question))
}

function readsOfNumbers(scope: Scope, node: MetricNode, request: LogqlRequest, limits: QueryLimits): Read[] {
  const grid = gridOf(request, limits)
  const [table, settings] = [tableOf(scope), settingsOf(scope)]
  return metricAccumulator(node, grid).scans.map((scan) => {
    const pushed = rangeStatement(table, scan, grid, settings)
    return pushed
      ? { query: printQuery(scan.range), engine: true, stages: [], ...told(pushed.statement) }
      : { ...read(scope, scan.log, printQuery(scan.range), linesStatement(table, scan, settings)), engine: false }
  })
}

function read(scope: Scope, node: LogNode, query: string, statement: Statement): Read {
  const { stages } = planLog(node, new Params(), settingsOf(scope))
  return { query, engine: stages.length === 0, stages: stages.map(({ kind }) => kind), ...told(statement) }
}

const told = ({ sql, params }: Statement) => ({ sql, parameters: { ...params } })
