import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.getMe, ({ platform, principal }) => ({ user: platform.identity.me(principal) }))
