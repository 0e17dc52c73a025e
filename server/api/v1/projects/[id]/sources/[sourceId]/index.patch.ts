import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.updateSource, ({ platform, principal, params, body, address }) => {
  const source = platform.identity.updateSource(principal, params.id, params.sourceId, body, address)
  platform.retention.apply()
  return { source }
})
