import { endpoints } from '#shared/api/endpoints'
import { beginReading } from '~~/server/utils/reading'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.compare, ({ event, platform, principal, body }) =>
  platform.query.compare(platform.identity.readScopeOf(principal, body), body, beginReading(event, principal)))
