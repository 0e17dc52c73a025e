import { endpoints } from '#shared/api/endpoints'
import { letterScopeOf } from '~~/server/utils/dead-letters'
import { streamLetters } from '~~/server/utils/letter-stream'
import { beginReading } from '~~/server/utils/reading'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.downloadDeadLetters, ({ event, platform, principal, params, query }) => {
  const { format, id, ...filter } = query
  const ids = id === undefined ? undefined : [id].flat()
  const scope = letterScopeOf(platform, principal, params.id)
  return streamLetters(event, platform.deadLetters.download(scope, { filter, ids }, beginReading(event, principal)), format)
})
