import { endpoints } from '#shared/api/endpoints'
import { logqlQuestion } from '~~/server/utils/logql-answer'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.logqlExplain, ({ platform, principal, body }) =>
  platform.query.explain(platform.identity.scopeOf(principal, body), logqlQuestion(body)))
