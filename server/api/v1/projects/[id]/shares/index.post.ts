import { endpoints } from '#shared/api/endpoints'
import { freeze } from '~~/server/utils/freeze'
import { beginReading } from '~~/server/utils/reading'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.createShare, async ({ event, platform, principal: user, params: { id: projectId }, body, address }) => {
  const sharer = { user, projectId, address }
  platform.shares.requireRight(sharer, body)
  return platform.shares.create(sharer, body, await freeze(platform, user, projectId, body, beginReading(event, user)))
})
