import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.setFavourite, ({ platform, principal: user, params: { id: projectId, queryId }, body }) =>
  platform.savedQueries.setFavourite({ user, projectId, queryId }, body.favourite))
