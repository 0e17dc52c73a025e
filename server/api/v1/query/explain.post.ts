import { endpoints } from '#shared/api/endpoints'
import { logqlQuestion } from '~~/server/utils/logql-answer'
import { beginReading } from '~~/server/utils/reading'
import { defineRoute } from '~~/server/utils/route'
import { explainSql } from '~~/server/utils/sql-answer'

export default defineRoute(endpoints.logqlExplain, async ({ event, platform, principal, body }) => {
  const signal = beginReading(event, principal)
  if (body.language === 'sql') return explainSql(platform, principal, body, signal)
  return platform.query.explain(platform.identity.readScopeOf(principal, body), logqlQuestion(body), signal)
})
