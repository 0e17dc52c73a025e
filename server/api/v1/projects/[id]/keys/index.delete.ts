import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.deleteApiKeyByQuery, ({ platform, principal, params, query, address }) =>
  platform.identity.deleteKey(principal, params.id, query.keyId, address))
