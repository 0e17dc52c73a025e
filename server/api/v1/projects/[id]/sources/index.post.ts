import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.createSource, async ({ platform, principal, params, body, address }) =>
  ({ source: await platform.sources.create(principal, params.id, body, address) }))
