import { compileStages, type LogNode } from '#shared/logql'
import type { Order } from '#shared/schemas/query'
import type { RecordRow } from '#shared/types/record-row'
import { isPrunable, timePart } from '../conditions'
import { isMissingTable } from '../errors'
import type { Run } from '../executor'
import type { Range } from '../range'
import type { Statement } from '../sql'
import { fromSql, orderSql, sourceSql, type Tables } from '../tables'
import type { LabelSettings } from './label-sql'
import type { LogEntry } from './log-page'
import { Params } from './params'
import { planLog } from './plan'
import { positionOf, recordColumns, RecordReader } from './record-rows'

/** All lines of a query, up to a number of them. */
export interface LinesQuestion {
  readonly tables: Tables
  readonly node: LogNode
  readonly range: Range
  readonly order: Order
  readonly limit: number
  readonly settings: LabelSettings
  /** Is told how far in time reading has come. */
  readonly reached: (time: bigint) => void
}

/** Rows that may be read to find the lines; the limits of the request bound what that costs. */
const ANY_ROWS = 1_000_000_000_000

/** In the order of the sort key: the engine gives the rows as it reads them, and need not hold them all. */
export function exportStatement({ tables, node, range, order, limit, settings }: LinesQuestion): Statement {
  const params = new Params()
  const time = timePart(range)
  const { conditions, stages } = planLog(node, params, settings)
  const direction = order === 'desc' ? 'DESC' : 'ASC'
  const from = fromSql(tables)
  return {
    sql: `SELECT ${recordColumns(node)}${sourceSql(tables)}
${from.sql}
WHERE ${[...time.sql, ...conditions].join('\n  AND ')}
ORDER BY ${isPrunable(range) ? `toStartOfFiveMinutes(Timestamp) ${direction}, ` : ''}${orderSql(tables, direction)}${stages.length === 0 ? '\nLIMIT {most:UInt64}' : ''}`,
    // One more than wanted tells that there are more.
    params: { ...from.params, ...stages.length === 0 && { most: limit + 1 }, ...time.params, ...params.toRecord() },
  }
}

/**
 * Reads the lines of a query in one go; returns whether there are more than the limit.
 * @throws PipelineError when a stage can’t be built, AppError as the query service
 */
export async function* exportLines(run: Run, question: LinesQuestion): AsyncGenerator<LogEntry, boolean> {
  const { node, limit, settings, reached } = question
  const { stages } = planLog(node, new Params(), settings)
  const pipeline = compileStages(stages)
  const records = new RecordReader(settings)
  let count = 0
  try {
    for await (const row of run.stream<RecordRow>(exportStatement(question), ANY_ROWS)) {
      const line = pipeline(records.read(row))
      if (!line) continue
      if (count === limit) return true
      count++
      reached(BigInt(row.time))
      yield { line, position: positionOf(row) }
    }
  }
  catch (error) {
    if (!isMissingTable(error)) throw error
  }
  return false
}
