import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.listApiKeys, ({ platform, principal, params }) =>
  ({ keys: platform.identity.listKeys(principal, params.id) }))
