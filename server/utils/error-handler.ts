import { STATUS_CODES } from 'node:http'
import { getRequestHeader, send, setResponseHeaders, setResponseStatus, type H3Error, type H3Event } from 'h3'
import { toErrorAnswer } from './errors'
import { isApiPath, pathOf, withoutToken } from './requests'

/** Characters of an error of ClickHouse's, which may hold the whole query. */
const MAX_LOGGED = 500

/**
 * Nitro's error handler (see nuxt.config.ts): programs get our JSON. An error in a page is left to the next handler,
 * Nuxt's, which shows its error page.
 */
export default async function handleError(error: H3Error, event: H3Event): Promise<void> {
  if (event.handled) return
  const path = pathOf(event.path)
  const { requestId, platform } = event.context
  const answer = toErrorAnswer(error, requestId)
  if (answer.unexpected) {
    const cause = (error.cause instanceof Error ? error.cause : error)
    platform?.logger.error({ requestId, method: event.method, path: withoutToken(path), error: cause.stack ?? String(cause) }, 'request failed')
  }
  if (answer.obstacle !== undefined) {
    platform?.logger.warn({ requestId, method: event.method, path: withoutToken(path), error: String(answer.obstacle).slice(0, MAX_LOGGED) }, 'request could not be served')
  }
  if (!isApiPath(path) && getRequestHeader(event, 'accept')?.includes('text/html')) return
  if (event.node.res.headersSent) {
    event.node.res.destroy()
    return
  }
  setResponseHeaders(event, { ...answer.headers, 'content-type': 'application/json; charset=utf-8' })
  // With its text: an inner error may have put the address that was asked for there.
  setResponseStatus(event, answer.status, STATUS_CODES[answer.status])
  await send(event, JSON.stringify(answer.body))
}
