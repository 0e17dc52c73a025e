import type { SqlPlan } from '#shared/schemas/sql-plan'
import type { SqlEngine } from './engine'
import { toSqlError } from './messages'
import { sqlPlan, type EstimateRow } from './plan'
import type { Prepared } from './prepare'

/** Asks the engine how it would answer a statement that the guard has let through. @throws AppError as for the statement itself */
export async function explain(engine: SqlEngine, { sql, parameters, wording }: Prepared, signal: AbortSignal): Promise<SqlPlan> {
  try {
    const lines = await engine.rows<{ explain: string }>({ sql: `EXPLAIN indexes = 1, json = 1 ${sql}`, parameters }, signal)
    const estimate = await engine.rows<EstimateRow>({ sql: `EXPLAIN ESTIMATE ${sql}`, parameters }, signal)
    return sqlPlan(lines.map(line => line.explain).join('\n'), estimate, wording.tables ?? new Map(), wording.shown ?? (text => text))
  }
  catch (error) {
    signal.throwIfAborted()
    throw toSqlError(error, wording)
  }
}
