import { endpoints } from '#shared/api/endpoints'
import { logqlAnswer, logqlQuestion } from '~~/server/utils/logql-answer'
import { beginReading } from '~~/server/utils/reading'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.logqlQuery, async ({ event, platform, principal, body }) => {
  const scope = platform.identity.scopeOf(principal, body)
  const started = performance.now()
  const answer = await platform.query.logql(scope, logqlQuestion(body), beginReading(event, principal))
  return logqlAnswer(answer, performance.now() - started)
})
