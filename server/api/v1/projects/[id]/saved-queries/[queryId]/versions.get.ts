import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.listQueryVersions, ({ platform, principal: user, params: { id: projectId, queryId } }) =>
  ({ versions: platform.savedQueries.versions({ user, projectId, queryId }) }))
