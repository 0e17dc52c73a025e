import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.listProjects, ({ platform, principal }) => ({ projects: platform.identity.listProjects(principal) }))
