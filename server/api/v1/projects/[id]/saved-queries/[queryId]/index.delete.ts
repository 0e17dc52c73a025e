import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.deleteSavedQuery, ({ platform, principal: user, params: { id: projectId, queryId }, address }) =>
  platform.savedQueries.remove({ user, projectId, queryId, address }))
