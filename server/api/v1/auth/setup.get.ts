import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.getSetup, ({ platform: { identity } }) =>
  ({ needsFirstUser: identity.needsFirstUser(), signupOpen: identity.signupOpen() }))
