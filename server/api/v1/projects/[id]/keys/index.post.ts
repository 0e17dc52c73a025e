import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.createApiKey, ({ platform, principal, params, body, address }) =>
  ({ apiKey: platform.identity.createKey(principal, params.id, body, address) }))
