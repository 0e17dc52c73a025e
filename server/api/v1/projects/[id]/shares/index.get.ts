import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.listShares, ({ platform, principal, params }) =>
  ({ shares: platform.shares.list(principal, params.id) }))
