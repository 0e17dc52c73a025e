import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.listSavedQueries, ({ platform, principal, params }) =>
  ({ queries: platform.savedQueries.list(principal, params.id) }))
