import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.revokeShare, ({ platform, principal: user, params: { id: projectId, shareId }, address }) =>
  platform.shares.revoke({ user, projectId, address }, shareId))
