import { endpoints } from '#shared/api/endpoints'
import { beginReading } from '~~/server/utils/reading'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.updateSourceMapping, async ({ event, platform, principal, params, body, address }) => {
  beginReading(event, principal)
  return { table: await platform.sources.changeMapping(principal, params.id, params.sourceId, body.mapping, address) }
})
