import { endpoints } from '#shared/api/endpoints'
import { letterScopeOf } from '~~/server/utils/dead-letters'
import { beginReading } from '~~/server/utils/reading'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.searchDeadLetters, ({ event, platform, principal, params, body }) =>
  platform.deadLetters.search(letterScopeOf(platform, principal, params.id), body, beginReading(event, principal)))
