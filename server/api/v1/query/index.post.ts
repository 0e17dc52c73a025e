import { endpoints } from '#shared/api/endpoints'
import { logqlAnswer, logqlQuestion } from '~~/server/utils/logql-answer'
import { beginReading } from '~~/server/utils/reading'
import { defineRoute } from '~~/server/utils/route'
import { answerSql } from '~~/server/utils/sql-answer'

export default defineRoute(endpoints.logqlQuery, async ({ event, platform, principal, body }) => {
  const signal = beginReading(event, principal, body.queryId)
  if (body.language === 'sql') return answerSql(platform, principal, body, signal)
  const scope = platform.identity.scopeOf(principal, body)
  const started = performance.now()
  const answer = await platform.query.logql(scope, logqlQuestion(body), signal)
  return logqlAnswer(answer, performance.now() - started)
})
