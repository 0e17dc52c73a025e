import { setResponseHeader } from 'h3'
import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.getMetrics, ({ event, platform }) => {
  setResponseHeader(event, 'content-type', platform.registry.contentType as 'text/plain')
  return platform.registry.metrics()
})
