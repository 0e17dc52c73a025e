import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.deleteApiKey, ({ platform, principal, params, address }) =>
  platform.identity.deleteKey(principal, params.id, params.keyId, address))
