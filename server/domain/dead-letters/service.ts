import type { ClickHouseClient } from '@clickhouse/client'
import type { DeadLetterSelection, ReplayRequest } from '#shared/schemas/dead-letters'
import type { Audit, AuditAction } from '../audit'
import { AppError, type Clock, type QueryLimits } from '../kernel'
import { createExecutor, defaultLimits, unlessMissing, type SqlPart } from '../query'
import { createLetterTable, createTurns } from './change'
import { filterPart, idsPart, keptPart, readQuestion } from './question'
import { count, download, search } from './read'
import { replay, type Replayer } from './replay'
import { totalStatement } from './statements'
import type { DeadLetters, LetterWriteScope, ReplayPort } from './types'

export interface DeadLettersOptions {
  /** For reading, under the limits of queries. */
  reader: ClickHouseClient
  /** For deleting and for new reasons. */
  writer: ClickHouseClient
  database: string
  clock: Clock
  limits?: Partial<QueryLimits>
  audit: Audit
  port: ReplayPort
}

export function createDeadLetters({ reader, writer, database, clock, limits, audit, port }: DeadLettersOptions): DeadLetters {
  const start = createExecutor(reader, { ...defaultLimits, ...limits }, () => clock.now())
  const table = createLetterTable(writer, database)
  const inTurn = createTurns()
  // A client that leaves must not end a change half-way.
  const replayer: Replayer = { port, table, stored: new Set(), start: () => start(new AbortController().signal) }

  const note = (action: AuditAction, { userId, projectId, address }: LetterWriteScope, details: Record<string, string | number>) =>
    audit.append({ action, actorId: userId, projectId, address, details })

  const countOf = async (filter: SqlPart) => {
    const [row] = await unlessMissing(() => replayer.start().all<{ letters: string }>(totalStatement(filter)), [])
    return Number(row?.letters ?? 0)
  }

  return {
    search: async (scope, request, signal) => search(start(signal), scope, request),
    counts: async (scope, filter, signal) => count(start(signal), scope, filter),
    download: (scope, request, signal) => download(start, scope, request, signal),
    replay: (scope, request) => inTurn(scope.projectId, async () => {
      const result = await replay(replayer, scope, keptPart(scope, meant(scope, request)), request)
      const { replayed, lines, stillRejected } = result
      note('dead_letters.replayed', scope, { replayed, lines, stillRejected, ...inWords(request) })
      return result
    }),
    remove: (scope, selection) => inTurn(scope.projectId, async () => {
      const filter = meant(scope, selection)
      const deleted = await countOf(keptPart(scope, filter))
      if (deleted === 0) return { deleted }
      // Before it is done: what is gone for good must be in the trail, come what may.
      note('dead_letters.deleted', scope, { letters: deleted, ...inWords(selection) })
      await table.remove(filter)
      return { deleted }
    }),
  }
}

function meant(scope: LetterWriteScope, { ids, filter }: DeadLetterSelection): SqlPart {
  if (ids !== undefined) return idsPart(scope.projectId, ids)
  if (filter !== undefined) return filterPart(readQuestion(scope, filter))
  throw new AppError('bad_request', 'Name the letters: either "ids" or "filter"')
}

/** Which letters, for the reader of the trail. */
function inWords({ ids, filter, protocol }: DeadLetterSelection & Pick<Partial<ReplayRequest>, 'protocol'>): Record<string, string> {
  return {
    ...(ids === undefined ? {} : { ids: ids.join(' ') }),
    ...(filter === undefined ? {} : { filter: JSON.stringify(filter) }),
    ...(protocol === undefined ? {} : { protocol }),
  }
}
