import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'
import { sourceStatusOf } from '~~/server/utils/source-status'

export default defineRoute(endpoints.getSourceStatus, ({ platform, principal, params }) =>
  ({ status: sourceStatusOf(platform, principal, params.id, params.sourceId) }))
