import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.deleteQueryRun, ({ platform, principal, params }) =>
  platform.queryHistory.remove(principal, params.id, params.runId))
