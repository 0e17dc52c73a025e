import { endpoints } from '#shared/api/endpoints'
import { contextAnswer } from '~~/server/utils/logql-answer'
import { beginReading } from '~~/server/utils/reading'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.context, async ({ event, platform, principal, body }) => {
  const started = performance.now()
  const found = await platform.query.context(platform.identity.readScopeOf(principal, body), body, beginReading(event, principal))
  return contextAnswer(found, performance.now() - started)
})
