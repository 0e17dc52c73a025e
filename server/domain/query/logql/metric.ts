import { matrixResult, metricAccumulator, vectorResult, type MetricNode, type QueryResult, type Scan, type StepGrid } from '#shared/logql'
import type { RecordRow } from '#shared/types/record-row'
import { isPrunable, timePart } from '../conditions'
import { isMissingTable } from '../errors'
import type { Run } from '../executor'
import type { KnownPieces } from '../range-cache'
import type { Statement } from '../sql'
import { fromSql, type Tables } from '../tables'
import type { LabelSettings } from './label-sql'
import { Params } from './params'
import { planLog } from './plan'
import { readRange } from './range-read'
import { rangeQuery } from './range-sql'
import { recordColumns, RecordReader } from './record-rows'

/** A metric query that is asked. */
export interface MetricQuestion {
  readonly tables: Tables
  readonly node: MetricNode
  /** `step` is 0 for one moment: `start` and `end` are the same then. */
  readonly grid: StepGrid
  readonly settings: LabelSettings
  readonly maxSeries: number
  readonly lookedFor: (labels: readonly string[]) => void
  /** What is known of a question already. */
  readonly known: (question: string) => Promise<KnownPieces | undefined>
}

/** Lines that a query may read one by one, where the engine can’t count them itself. */
const MOST_LINES = 5_000_000

/**
 * Answers a metric query: range aggregations in the engine where it knows which lines count, else line by line.
 * @throws PipelineError, MetricError, AppError as the query service
 */
export async function readMetric(run: Run, { tables, node, grid, settings, maxSeries, lookedFor, known }: MetricQuestion): Promise<QueryResult> {
  if (node.kind === 'literal' && grid.step === 0n) return { kind: 'scalar', timestamp: grid.end, value: node.value }
  const { scans, finish } = metricAccumulator(node, grid, { maxSeries })
  for (const scan of scans) {
    const pushed = rangeQuery(tables, scan, grid, settings)
    const answers = pushed && await readRange(run, pushed, scan, grid, { settings, maxSeries, known: await known(pushed.question) })
    if (answers) scan.provide(answers)
    else await readLines(run, tables, scan, settings)
    if (pushed) lookedFor(pushed.lookedFor)
  }
  const steps = finish()
  return grid.step === 0n ? vectorResult(node, grid.end, steps[0]!) : matrixResult(grid, steps)
}

/** The lines of a range aggregation, oldest first, in the order of the sort key: the engine need not hold them all. */
export function linesStatement(tables: Tables, scan: Scan, settings: LabelSettings): Statement {
  const params = new Params()
  const range = { start: scan.from + 1n, end: scan.to + 1n }
  const time = timePart(range)
  const { conditions } = planLog(scan.log, params, settings)
  const from = fromSql(tables)
  return {
    sql: `SELECT ${recordColumns(scan.log)}
${from.sql}
WHERE ${[...time.sql, ...conditions].join('\n  AND ')}
ORDER BY ${isPrunable(range) ? 'toStartOfFiveMinutes(Timestamp), ' : ''}Timestamp, Segment, Ordinal`,
    params: { ...from.params, ...time.params, ...params.toRecord() },
  }
}

async function readLines(run: Run, tables: Tables, scan: Scan, settings: LabelSettings): Promise<void> {
  const reader = new RecordReader(settings)
  try {
    for await (const row of run.stream<RecordRow>(linesStatement(tables, scan, settings), MOST_LINES)) scan.add(reader.read(row))
  }
  catch (error) {
    if (!isMissingTable(error)) throw error
  }
}
