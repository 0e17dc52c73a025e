import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.updateMe, ({ platform, principal, body, address }) =>
  ({ user: platform.identity.updateProfile(principal, body, address) }))
