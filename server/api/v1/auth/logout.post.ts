import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'
import { endSession } from '~~/server/utils/session'

export default defineRoute(endpoints.logOut, ({ event }) => endSession(event))
