import { endpoints } from '#shared/api/endpoints'
import { logqlAnswer, logqlQuestion } from '~~/server/utils/logql-answer'
import { logqlStream } from '~~/server/utils/logql-stream'
import { queryFormat, streamQuery } from '~~/server/utils/query-stream'
import { beginReading } from '~~/server/utils/reading'
import { defineRoute } from '~~/server/utils/route'
import { answerSql, sqlStream } from '~~/server/utils/sql-answer'

export default defineRoute(endpoints.logqlQuery, async ({ event, platform, principal, body }) => {
  const signal = beginReading(event, principal, body.queryId)
  const format = queryFormat(event, body.format)
  if (body.language === 'sql') {
    return format === 'json' ? answerSql(platform, principal, body, signal) : streamQuery(event, format, sqlStream(platform, principal, body, signal))
  }
  const scope = platform.identity.scopeOf(principal, body)
  // Who asks by when lines came may be faster than ClickHouse.
  if (body.arrived?.upTo) await platform.spool.settled(scope.table, body.arrived.upTo, signal)
  if (format !== 'json') return streamQuery(event, format, logqlStream(platform, scope, body, signal))
  const started = performance.now()
  const answer = await platform.query.logql(scope, logqlQuestion(body), signal)
  return logqlAnswer(answer, performance.now() - started)
})
