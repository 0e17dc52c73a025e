import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.saveQuery, ({ platform, principal: user, params: { id: projectId, queryId }, body, address }) =>
  ({ query: platform.savedQueries.save({ user, projectId, queryId, address }, body) }))
