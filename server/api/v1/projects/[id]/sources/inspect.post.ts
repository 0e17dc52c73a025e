import { endpoints } from '#shared/api/endpoints'
import { beginReading } from '~~/server/utils/reading'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.inspectSource, async ({ event, platform, principal, params, body }) => {
  beginReading(event, principal)
  return { table: await platform.sources.inspect(principal, params.id, body) }
})
