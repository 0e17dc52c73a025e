import { endpoints } from '#shared/api/endpoints'
import { AppError } from '~~/server/domain/kernel'
import { defineLokiRoute } from '~~/server/utils/loki-read'

/** What comes here asks for no upgrade: WebSockets go past the routes (server/utils/tail/upgrade.ts). */
export default defineLokiRoute(endpoints.lokiTail, () => {
  throw new AppError('bad_request', 'This address speaks WebSocket. Behind a proxy, let it pass on the headers Upgrade and Connection.')
})
