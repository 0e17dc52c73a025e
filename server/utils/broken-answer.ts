import type { H3Event } from 'h3'
import { toErrorAnswer } from './errors'
import { pathOf, withoutToken } from './requests'

/**
 * Logs and counts an error in the middle of an answer whose status has been sent: nothing else tells of it but the end
 * of the answer. Not where the client has left.
 * @returns what the answer is to end with
 */
export function breakOff(event: H3Event, thrown: unknown): { code: string, message: string } {
  const { requestId, platform, matchedRoute } = event.context
  const { body: { error: { code, message } }, unexpected } = toErrorAnswer(thrown, requestId)
  if (event.node.res.destroyed) return { code, message }
  platform?.httpMetrics.broke(matchedRoute?.path ?? 'none', code)
  const line = { requestId, method: event.method, path: withoutToken(pathOf(event.path)), code, error: textOf(thrown, unexpected) }
  if (unexpected) platform?.logger.error(line, 'answer broke off')
  else platform?.logger.warn(line, 'answer broke off')
  return { code, message }
}

/**
 * The same for bytes that have no form for an error: what is written goes out, and then the connection ends in the
 * middle of the answer, so that nobody takes it for whole.
 */
export function endBroken(event: H3Event, thrown: unknown): void {
  breakOff(event, thrown)
  event.node.res.socket?.destroySoon()
}

const textOf = (thrown: unknown, withStack: boolean) =>
  thrown instanceof Error ? (withStack && thrown.stack) || thrown.message : String(thrown)
