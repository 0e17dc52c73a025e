import { endpoints } from '#shared/api/endpoints'
import { AppError } from '~~/server/domain/kernel'
import { logqlQuestion } from '~~/server/utils/logql-answer'
import { beginReading } from '~~/server/utils/reading'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.logqlExplain, ({ event, platform, principal, body }) => {
  if (body.language === 'sql') throw new AppError('bad_request', 'Only LogQL is explained. What SQL read is in the cost of its answer.')
  return platform.query.explain(platform.identity.readScopeOf(principal, body), logqlQuestion(body), beginReading(event, principal))
})
