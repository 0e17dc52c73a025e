import { endpoints } from '#shared/api/endpoints'
import { beginReading } from '~~/server/utils/reading'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.record, async ({ event, platform, principal, body }) => {
  const scope = platform.identity.readScopeOf(principal, body)
  return { record: await platform.query.record(scope, body.id, beginReading(event, principal)) }
})
