import { defineEventHandler, setResponseHeader } from 'h3'
import { addressOf } from '../utils/platform'
import { pathOf, requestIdOf, withoutToken } from '../utils/requests'

/** Names every request, and writes one line about it to the log when it is over. */
export default defineEventHandler((event) => {
  const { req, res } = event.node
  const requestId = requestIdOf(req.headers)
  event.context.requestId = requestId
  // Requests that the server makes to itself for this one (pages, the error page) carry the same id.
  req.headers['x-request-id'] = requestId
  setResponseHeader(event, 'x-request-id', requestId)

  const isInternal = '__unenv__' in req
  if (isInternal) return
  const started = performance.now()
  const method = event.method
  const path = withoutToken(pathOf(event.path)).slice(0, 500)
  res.once('close', () => {
    const ms = performance.now() - started
    // The matched route, not the path: metrics need a bounded set of labels.
    event.context.platform?.httpMetrics.observe(method, event.context.matchedRoute?.path ?? 'none', res.statusCode, ms / 1000)
    event.context.platform?.logger.info({
      requestId, method, path, status: res.statusCode, ms: Math.round(ms), address: addressOf(event),
      ...(res.writableFinished ? {} : { aborted: true }),
    }, 'request')
  })
})
