import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'
import { startSession } from '~~/server/utils/session'

export default defineRoute(endpoints.changePassword, async ({ event, platform, principal, body, address }) => {
  const { session } = await platform.identity.changePassword(principal, body, address)
  await startSession(event, session)
})
