import { endpoints } from '#shared/api/endpoints'
import { abortSignalOf } from '~~/server/utils/abort'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.histogram, ({ event, platform, principal, body }) =>
  platform.query.histogram(platform.identity.scopeOf(principal, body), body, abortSignalOf(event)))
