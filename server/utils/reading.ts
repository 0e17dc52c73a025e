import type { H3Event } from 'h3'

/** Aborts when the client goes away before it has its answer. */
export function abortSignalOf(event: H3Event): AbortSignal {
  const controller = new AbortController()
  const { res } = event.node
  res.once('close', () => {
    if (!res.writableFinished) controller.abort(new Error('the client went away'))
  })
  return controller.signal
}
