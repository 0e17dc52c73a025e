import { useEventListener } from '@vueuse/core'
import type { z } from 'zod'
import type { tailEndSchema, tailLinesSchema, tailSkippedSchema } from '#shared/schemas/tail'
import { ApiError, toApiError } from '~/utils/api-error'
import { readEvents, type StreamEvent } from '~/utils/sse'

export type TailStatus = 'off' | 'connecting' | 'live' | 'reconnecting' | 'refused'
export type TailLines = z.infer<typeof tailLinesSchema>['lines']
export type TailSkipped = z.infer<typeof tailSkippedSchema>
type TailEnd = z.infer<typeof tailEndSchema>

export interface TailQuestion {
  project?: string
  /** Several are followed as one. */
  source?: string | string[]
  query: string
  /** How old the lines before may be: RFC 3339. */
  start: string
}
/** The id of the last event that came: a row, of several sources one of each. */
interface Place { id?: string }
interface Taker { lines: (lines: TailLines) => void, skipped: (skipped: TailSkipped) => void }

/** Newest lines to begin with. */
const BEFORE = 200
/** A tail tells every five seconds that it is there, once it has read the lines before. */
const SILENCE_MS = 20_000
const BEGINNING_MS = 90_000
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 15_000
/** A server that asks for more is asked sooner. */
const LONGEST_WISH_MS = 120_000
/** Codes of errors that the same request would get again … */
const FINAL = new Set(['bad_request', 'unauthenticated', 'forbidden', 'not_found', 'unprocessable'])
/** … and statuses that it would not: of others below 500, as a proxy’s, too. */
const PASSING = new Set([408, 425, 429])
const isFinal = ({ code, status }: ApiError) => FINAL.has(code) || (status >= 400 && status < 500 && !PASSING.has(status))

/**
 * Follows `GET /api/v1/tail` for as long as it is wanted. A connection that breaks off, or says nothing any more, is
 * made anew behind the last event that came: with no gap and no repeat (docs/adr/0007-live-tail.md).
 */
export function useTailStream(taker: Taker) {
  const { connect, drop } = useTailConnection(taker)
  const status = ref<TailStatus>('off')
  const error = shallowRef<ApiError>()
  const { pause, wake } = usePause()
  let controller = new AbortController()

  function start(question: TailQuestion): void {
    stop()
    status.value = 'connecting'
    void follow(question, controller.signal)
  }

  function stop(): void {
    controller.abort()
    controller = new AbortController()
    status.value = 'off'
    error.value = undefined
  }

  async function follow(question: TailQuestion, signal: AbortSignal): Promise<void> {
    const place: Place = {}
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        await connect(question, place, signal, () => {
          status.value = 'live'
          error.value = undefined
          failures = 0
        })
      }
      catch (thrown) {
        if (signal.aborted) return
        error.value = toApiError(thrown)
        if (isFinal(error.value)) return void (status.value = 'refused')
      }
      if (signal.aborted) return
      // What has not begun can’t break off.
      if (place.id !== undefined) status.value = 'reconnecting'
      await pause(pauseAfter(failures, error.value))
    }
  }

  useEventListener('online', wake)
  // It is dead, and would say so only after a while.
  useEventListener('offline', drop)
  onScopeDispose(stop)
  return { status: readonly(status), error, start, stop, reconnect: wake }
}

function useTailConnection(taker: Taker) {
  const { stream } = useApi()
  let dropped = new AbortController()
  const drop = () => dropped.abort()

  /** One connection, from the place where the reader is to its end; `alive` is told of each sign of life. Throws ApiError. */
  async function connect(question: TailQuestion, place: Place, signal: AbortSignal, alive: () => void): Promise<void> {
    dropped = new AbortController()
    const watch = () => setTimeout(drop, place.id === undefined ? BEGINNING_MS : SILENCE_MS)
    let timer = watch()
    try {
      const { source, ...rest } = question
      const params = new URLSearchParams({ ...rest, ...(source && { source: [source].flat().join(',') }), ...(place.id === undefined ? { limit: String(BEFORE) } : { after: place.id }) })
      const body = await stream(`/api/v1/tail?${params}`, 'text/event-stream', undefined, AbortSignal.any([signal, dropped.signal]))
      for await (const events of readEvents(body)) {
        signal.throwIfAborted()
        for (const event of events) take(event, place, taker)
        if (place.id !== undefined) alive()
        clearTimeout(timer)
        timer = watch()
      }
    }
    finally {
      clearTimeout(timer)
    }
  }

  return { connect, drop }
}

/** Milliseconds: not the same for all readers, when a server comes back; and no less than it asks for. */
function pauseAfter(failures: number, error: ApiError | undefined): number {
  const spread = Math.random() / 2
  const wished = Math.min((error?.retryAfter ?? 0) * 1000, LONGEST_WISH_MS)
  return Math.max(Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS) * (0.75 + spread), wished * (1 + spread))
}

function take({ event, id, data }: StreamEvent, place: Place, taker: Taker): void {
  if (event === 'end') throw endError(data)
  if (event === 'lines' && data !== undefined) taker.lines((JSON.parse(data) as { lines: TailLines }).lines)
  if (event === 'skipped' && data !== undefined) taker.skipped(JSON.parse(data) as TailSkipped)
  // Only now: what could not be taken is asked for again.
  if (id !== undefined) place.id = id
}

function endError(data = '{}'): ApiError {
  const { code, message, retryAfter } = JSON.parse(data) as TailEnd
  return new ApiError(message, 200, code, [], undefined, retryAfter)
}

/** A pause that can be cut short. */
function usePause() {
  let wake: () => void = () => {}
  async function pause(ms: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined
    await new Promise<void>((resolve) => {
      wake = resolve
      timer = setTimeout(resolve, ms)
    })
    clearTimeout(timer)
  }
  onScopeDispose(() => wake())
  return { pause, wake: () => wake() }
}
