import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.createSource, ({ platform, principal, params, body, address }) =>
  ({ source: platform.identity.createSource(principal, params.id, body, address) }))
