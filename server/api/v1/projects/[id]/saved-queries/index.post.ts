import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.createSavedQuery, ({ platform, principal, params, body, address }) =>
  ({ query: platform.savedQueries.create(principal, params.id, body, address) }))
