import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.readSavedQuery, ({ platform, principal: user, params: { id: projectId, queryId } }) =>
  ({ query: platform.savedQueries.get({ user, projectId, queryId }) }))
