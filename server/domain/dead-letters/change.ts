import type { ClickHouseClient } from '@clickhouse/client'
import { AppError } from '../kernel'
import { toQueryError, unlessMissing, type SqlPart, type Statement } from '../query'
import { idsPart } from './question'
import { deleteStatement, reasonStatement } from './statements'

/** What changes the table of dead letters. Every method resolves when the change can be seen. */
export interface LetterTable {
  remove(filter: SqlPart): Promise<void>
  /** Gives letters new reasons. */
  explain(projectId: string, reasons: ReadonlyMap<string, string>): Promise<void>
}

export function createLetterTable(client: ClickHouseClient, database: string): LetterTable {
  const run = ({ sql, params }: Statement) => unlessMissing(async () => {
    await client.command({
      query: sql,
      query_params: { ...params },
      // Long lists of ids go into the body: addresses have a limit.
      use_multipart_params_auto: true,
      // Answers when the change is done on every replica, not when it is planned.
      clickhouse_settings: { lightweight_deletes_sync: '2', mutations_sync: '2', wait_end_of_query: 1 },
    })
  }, undefined).catch((error: unknown) => {
    throw toQueryError(error)
  })

  return {
    remove: filter => run(deleteStatement(database, filter)),
    async explain(projectId, reasons) {
      if (reasons.size === 0) return
      const ids = [...reasons.keys()]
      await run(reasonStatement(database, idsPart(projectId, ids), ids, [...reasons.values()]))
    },
  }
}

/**
 * One change of a project's letters at a time: two replays of the same letters would store their lines twice.
 * @throws AppError conflict while another is under way
 */
export function createTurns() {
  const busy = new Set<string>()
  return async function inTurn<T>(projectId: string, work: () => Promise<T>): Promise<T> {
    if (busy.has(projectId)) {
      throw new AppError('conflict', 'Dead letters of this project are being replayed or deleted already. Try again when that is done.', { retryAfter: 2 })
    }
    busy.add(projectId)
    try {
      return await work()
    }
    finally {
      busy.delete(projectId)
    }
  }
}
