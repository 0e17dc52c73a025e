import type { z } from 'zod'
import { endpoints } from '#shared/api/endpoints'
import type { arrivedSchema } from '#shared/schemas/logql'
import type { ReadScope } from '#shared/types/scope'
import { misfitOf, sourcesOf } from '#shared/utils/place'
import { AppError } from '~~/server/domain/kernel'
import { answerLogql, rowsIn } from '~~/server/utils/logql-answer'
import { logqlStream } from '~~/server/utils/logql-stream'
import type { Platform } from '~~/server/utils/platform'
import { queryFormat, streamQuery } from '~~/server/utils/query-stream'
import { beginReading } from '~~/server/utils/reading'
import { defineRoute } from '~~/server/utils/route'
import { noteRun } from '~~/server/utils/run-note'
import { answerSql, sqlStream } from '~~/server/utils/sql-answer'

type Arrived = z.output<typeof arrivedSchema>

/** Who asks by when lines came may be faster than ClickHouse. @throws AppError bad_request for ids of other sources: each counts its own arrivals */
async function arrivedIn(platform: Platform, scope: ReadScope, { after, upTo }: Arrived, signal: AbortSignal): Promise<void> {
  const sources = sourcesOf(scope)
  for (const place of [after, upTo]) {
    const message = place && misfitOf(place, sources.map(([name]) => name))
    if (message !== undefined) throw new AppError('bad_request', message, { issues: [{ path: 'arrived', message }] })
  }
  if (upTo) await Promise.all(sources.map(([name, { table }]) => platform.spool.settled(table, upTo.get(name)!, signal)))
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
    if (body.arrived) await arrivedIn(platform, scope, body.arrived, signal)
    return scope
  }
})
