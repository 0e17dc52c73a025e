import { endpoints } from '#shared/api/endpoints'
import { beginReading } from '~~/server/utils/reading'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.readSourceDefinition, async ({ event, platform, principal, params }) => {
  const scope = platform.identity.scopeOfSource(principal, params.id, params.sourceId)
  return { definition: await platform.query.definition(scope, beginReading(event, principal)) }
})
