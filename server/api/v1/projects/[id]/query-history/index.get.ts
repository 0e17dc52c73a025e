import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.listQueryRuns, ({ platform, principal, params, query }) =>
  platform.queryHistory.list(principal, params.id, query))
