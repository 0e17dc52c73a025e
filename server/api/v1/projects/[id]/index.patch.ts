import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.updateProject, ({ platform, principal, params, body, address }) => {
  const project = platform.identity.updateProject(principal, params.id, body, address)
  platform.retention.apply()
  return { project }
})
