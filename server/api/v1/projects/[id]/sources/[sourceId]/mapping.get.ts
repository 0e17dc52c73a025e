import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.readSourceMapping, ({ platform, principal, params }) =>
  ({ table: platform.sources.mapping(principal, params.id, params.sourceId) }))
