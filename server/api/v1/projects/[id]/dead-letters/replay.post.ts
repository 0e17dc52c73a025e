import { endpoints } from '#shared/api/endpoints'
import { letterWriteScopeOf } from '~~/server/utils/dead-letters'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.replayDeadLetters, ({ platform, principal, params, body, address }) =>
  platform.deadLetters.replay(letterWriteScopeOf(platform, principal, params.id, address), body))
