import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'
import { startSession } from '~~/server/utils/session'

export default defineRoute(endpoints.logIn, async ({ event, platform, body, address }) => {
  const { session, user } = await platform.identity.logIn(body, address)
  await startSession(event, session)
  return { user }
})
