import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.listSources, ({ platform, principal, params }) =>
  ({ sources: platform.identity.listSources(principal, params.id) }))
