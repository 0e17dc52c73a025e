import { endpoints } from '#shared/api/endpoints'
import { beginReading } from '~~/server/utils/reading'
import { streamRecords } from '~~/server/utils/record-stream'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.query, ({ event, platform, principal, body }) => {
  const scope = platform.identity.readScopeOf(principal, body)
  return streamRecords(event, platform.query.records(scope, body, beginReading(event, principal)))
})
