import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.queryCancel, ({ platform, principal, body }) => platform.runningQueries.cancel(principal, body.queryId))
