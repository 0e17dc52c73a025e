import { endpoints } from '#shared/api/endpoints'
import { abortSignalOf } from '~~/server/utils/abort'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.fields, ({ event, platform, principal, body }) =>
  platform.query.fields(platform.identity.scopeOf(principal, body), body, abortSignalOf(event)))
