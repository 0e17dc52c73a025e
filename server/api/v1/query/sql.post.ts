import { endpoints } from '#shared/api/endpoints'
import { AppError } from '~~/server/domain/kernel'
import { logqlQuestion } from '~~/server/utils/logql-answer'
import { defineRoute } from '~~/server/utils/route'
import { askedSources } from '~~/server/utils/sql-answer'

export default defineRoute(endpoints.logqlSql, ({ platform, principal, body }) => {
  if (body.language === 'sql') throw new AppError('bad_request', 'The query is SQL already. Send one in LogQL.')
  return platform.query.takeOver(askedSources(platform, principal, body), logqlQuestion(body))
})
