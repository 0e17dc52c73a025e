import { ServerResponse } from 'node:http'
import type { H3Event } from 'h3'
import type { Principal } from '../domain/identity'
import { usePlatform } from './platform'

/** How long a client may take nothing of its answer; up to twice that, as Node looks once for each such time. */
const STUCK_MS = 20_000

/**
 * Lets a request read: it takes a turn, which ends with its answer, and a client that doesn't read its answer is cut
 * off. The signal aborts when the client goes away before it has its answer.
 * @param queryId by which the client may cancel it: the signal aborts then, too
 * @throws AppError rate_limited, unavailable when too many queries run; conflict for an id that is in use
 */
export function beginReading(event: H3Event, principal: Principal, queryId?: string): AbortSignal {
  const { res } = event.node
  // Of who has left before, nothing would tell to give the turn back.
  if (res.closed) return AbortSignal.abort(new Error(LEFT))
  const { queryTurns, runningQueries } = usePlatform(event)
  const release = queryTurns.take(principal)
  // A page that asks within this process has a response that need not close.
  res.once('finish', release)
  res.once('close', release)
  if (res instanceof ServerResponse) cutWhenStuck(res)
  const left = abortSignalOf(res)
  if (queryId === undefined) return left
  const { signal, end } = runningQueries.begin(principal, queryId)
  res.once('finish', end)
  res.once('close', end)
  return AbortSignal.any([left, signal])
}

const LEFT = 'the client went away'

/** Ends the connection of a client that takes nothing for a while although there is something to take. */
export function cutWhenStuck(res: ServerResponse, afterMs = STUCK_MS): void {
  // Silence alone means nothing: the engine may be at work.
  res.setTimeout(afterMs, () => {
    if (res.socket && res.socket.writableLength > 0) res.socket.destroy()
  })
}

function abortSignalOf(res: ServerResponse): AbortSignal {
  const controller = new AbortController()
  res.once('close', () => {
    if (!res.writableFinished) controller.abort(new Error(LEFT))
  })
  return controller.signal
}
