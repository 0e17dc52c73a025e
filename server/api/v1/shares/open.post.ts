import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'
import { sessionUserOf } from '~~/server/utils/session'

export default defineRoute(endpoints.openShare, async ({ event, platform, body, address }) =>
  platform.shares.open(await sessionUserOf(event), body, address))
