import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.clearQueryRuns, ({ platform, principal, params }) =>
  platform.queryHistory.clear(principal, params.id))
