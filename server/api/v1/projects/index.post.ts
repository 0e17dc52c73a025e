import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.createProject, ({ platform, principal, body, address }) =>
  platform.identity.createProject(principal, body, address))
