import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'
import { startSession } from '~~/server/utils/session'

export default defineRoute(endpoints.signUp, async ({ event, platform, body, address }) => {
  const { session, ...answer } = await platform.identity.signUp(body, address)
  await startSession(event, session)
  return answer
})
