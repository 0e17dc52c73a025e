import { endpoints } from '#shared/api/endpoints'
import type { ReadScope } from '#shared/types/scope'
import type { RowId } from '#shared/utils/row-id'
import { AppError } from '~~/server/domain/kernel'
import { answerLogql, rowsIn } from '~~/server/utils/logql-answer'
import { logqlStream } from '~~/server/utils/logql-stream'
import type { Platform } from '~~/server/utils/platform'
import { queryFormat, streamQuery } from '~~/server/utils/query-stream'
import { beginReading } from '~~/server/utils/reading'
import { defineRoute } from '~~/server/utils/route'
import { noteRun } from '~~/server/utils/run-note'
import { answerSql, sqlStream } from '~~/server/utils/sql-answer'

/** Who asks by when lines came may be faster than ClickHouse. @throws AppError bad_request for several sources: each counts its own arrivals */
async function arrivedIn(platform: Platform, scope: ReadScope, upTo: RowId | undefined, signal: AbortSignal): Promise<void> {
  if ('sources' in scope) throw new AppError('bad_request', 'Lines can be asked for by when they arrived in one source only. Send one `source`.')
  if (upTo) await platform.spool.settled(scope.table, upTo, signal)
}

export default defineRoute(endpoints.logqlQuery, async ({ event, platform, principal, body }) => {
  const signal = beginReading(event, principal, body.queryId)
  const format = queryFormat(event, body.format)
  const note = noteRun(platform, principal, body, signal)
  try {
    if (format !== 'json') {
      if (body.language === 'sql') return await streamQuery(event, format, note.of(sqlStream(platform, principal, body, signal)))
      return await streamQuery(event, format, note.of(logqlStream(platform, await scopeOf(), body, signal)))
    }
    const answer = body.language === 'sql' ? await answerSql(platform, principal, body, signal) : await answerLogql(platform, await scopeOf(), body, signal)
    note.done(rowsIn(answer), answer.cost)
    return answer
  }
  catch (error) {
    note.failed(error)
    throw error
  }

  async function scopeOf(): Promise<ReadScope> {
    const scope = platform.identity.readScopeOf(principal, body)
    if (body.arrived) await arrivedIn(platform, scope, body.arrived.upTo, signal)
    return scope
  }
})
