import { endpoints } from '#shared/api/endpoints'
import { beginReading } from '~~/server/utils/reading'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.listExistingTables, async ({ event, platform, principal, params }) => {
  beginReading(event, principal)
  return { tables: await platform.sources.existingTables(principal, params.id) }
})
