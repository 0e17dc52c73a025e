import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'
import { openOwnTail } from '~~/server/utils/tail/open'
import { streamTail } from '~~/server/utils/tail/sse'

export default defineRoute(endpoints.tail, ({ event, principal, query }) => streamTail(event, openOwnTail(event, principal, query)))
