import { endpoints } from '#shared/api/endpoints'
import { abortSignalOf } from '~~/server/utils/abort'
import { letterScopeOf } from '~~/server/utils/dead-letters'
import { streamLetters } from '~~/server/utils/letter-stream'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.downloadDeadLetters, ({ event, platform, principal, params, query }) => {
  const { format, id, ...filter } = query
  const ids = id === undefined ? undefined : [id].flat()
  const scope = letterScopeOf(platform, principal, params.id)
  return streamLetters(event, platform.deadLetters.download(scope, { filter, ids }, abortSignalOf(event)), format)
})
