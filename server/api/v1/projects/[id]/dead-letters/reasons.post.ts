import { endpoints } from '#shared/api/endpoints'
import { abortSignalOf } from '~~/server/utils/abort'
import { letterScopeOf } from '~~/server/utils/dead-letters'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.countDeadLetters, ({ event, platform, principal, params, body }) =>
  platform.deadLetters.counts(letterScopeOf(platform, principal, params.id), body, abortSignalOf(event)))
