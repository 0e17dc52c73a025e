import { canTail, capabilitiesOf, metricAccumulator, printQuery, type LogNode, type MetricNode, type StepGrid } from '#shared/logql'
import type { LogqlExplanation } from '#shared/schemas/logql'
import type { QueryLimits } from '../../kernel'
import type { TableLayout } from '../layout'
import { tablesOf, type OpenScope } from '../tables'
import type { Statement } from '../sql'
import type { LabelSettings } from './label-sql'
import { batchStatement } from './log-page'
import { linesStatement } from './metric'
import { Params } from './params'
import { planLog } from './plan'
import { rangeQuery } from './range-sql'
import { gridOf, parseRequest, settingsOf, type LogqlRequest } from './read'

type Read = LogqlExplanation['reads'][number]

/** How a query would be answered: what ClickHouse is asked, and what is left to do. @throws AppError bad_request */
export function explainLogql(scope: OpenScope, request: LogqlRequest, limits: QueryLimits, layout: TableLayout | undefined): LogqlExplanation {
  const node = parseRequest(request)
  const settings = settingsOf(scope, layout)
  const parts = { language: 'logql' as const, query: printQuery(node), canTail: canTail(node), operators: capabilitiesOf(node) }
  return { ...parts, reads: node.kind === 'log' ? [readOfLines(scope, node, request, settings)] : readsOfNumbers(scope, node, gridOf(request, limits), settings) }
}

function readOfLines(scope: OpenScope, node: LogNode, { range, order, limit, arrived }: LogqlRequest, settings: LabelSettings): Read {
  const question = { tables: tablesOf(scope), node, range, order, limit, arrived, settings, window: range, batch: limit + 1 }
  return read(settings, node, printQuery(node), batchStatement(question))
}

function readsOfNumbers(scope: OpenScope, node: MetricNode, grid: StepGrid, settings: LabelSettings): Read[] {
  const tables = tablesOf(scope)
  return metricAccumulator(node, grid).scans.map((scan) => {
    const pushed = rangeQuery(tables, scan, grid, settings)
    return pushed
      ? { query: printQuery(scan.range), engine: true, stages: [], ...told(pushed.statement({ first: 0, last: pushed.pieces.count })) }
      : { ...read(settings, scan.log, printQuery(scan.range), linesStatement(tables, scan, settings)), engine: false }
  })
}

function read(settings: LabelSettings, node: LogNode, query: string, statement: Statement): Read {
  const { stages } = planLog(node, new Params(), settings)
  return { query, engine: stages.length === 0, stages: stages.map(({ kind }) => kind), ...told(statement) }
}

const told = ({ sql, params }: Statement) => ({ sql, parameters: { ...params } })
