import type { QueryEvent, QueryProgress } from '#shared/schemas/logql'
import { ApiError } from '~/utils/api-error'
import { commonTexts as texts } from '~/utils/messages/common'
import { readNdjson } from '~/utils/ndjson'
import { randomUuid } from '~/utils/uuid'

interface Taker {
  /** Before a question is asked. */
  begin: () => void
  /** Reads what came; says whether the answer begins here. */
  take: (events: readonly QueryEvent[]) => boolean
  /** Whether the summary was there. */
  isComplete: () => boolean
  /** After a failure: what came is no answer. */
  clear: () => void
}

/**
 * Runs one query at a time: its events as they come, its progress, and an end to it on the server too.
 * @param way its language, and whether it goes into the history of one’s runs
 */
export function useQueryRun<Question extends object>(way: { language: 'logql' | 'sql', remember?: boolean }, { begin, take, isComplete, clear }: Taker) {
  /** What the answer answers. */
  const asked = shallowRef<Question>()
  const cancelled = ref(false)
  const progress = shallowRef<QueryProgress>()
  const { status, error, attempt, cancel: abort } = useAttempt()
  const { call, stream } = useApi()
  let running: { queryId: string, connection: AbortController } | undefined
  const busy = computed(() => status.value === 'loading' || status.value === 'streaming')

  /** Asks; what runs is cancelled before. The answer before stays in sight until the new one begins. @returns whether it came to its end */
  async function run(question: Question): Promise<boolean> {
    stop()
    const mine = { queryId: randomUuid(), connection: new AbortController() }
    running = mine
    asked.value = question
    progress.value = undefined
    begin()
    cancelled.value = false
    status.value = 'loading'
    const done = await attempt(async (signal) => {
      const body = await stream('/api/v1/query', 'application/x-ndjson', { ...question, ...way, queryId: mine.queryId }, mine.connection.signal)
      for await (const events of readNdjson(body)) {
        signal.throwIfAborted()
        progress.value = progressIn(events as QueryEvent[]) ?? progress.value
        if (take(events as QueryEvent[])) status.value = 'streaming'
      }
      if (!isComplete()) throw new ApiError(texts.brokeOff, 200, 'unavailable')
    })
    if (running === mine) {
      if (error.value) clear()
      running = undefined
    }
    return done
  }

  function stop(): void {
    const ended = running
    running = undefined
    abort()
    if (!ended) return
    // By its id, too: a proxy between may keep the connection's end to itself. What has just ended by itself is no failure.
    void call('/api/v1/query/cancel', { method: 'POST', body: { queryId: ended.queryId } }).catch(() => undefined)
    ended.connection.abort()
  }

  /** Ends what runs, on the server too. What came stays. */
  function cancel(): void {
    if (!busy.value) return
    stop()
    cancelled.value = true
    status.value = 'done'
  }

  onScopeDispose(stop)
  return { asked, progress, cancelled: readonly(cancelled), status: readonly(status), busy, error, run, cancel }
}

/** How far the query has come, where the events say so. @throws ApiError when the server reports a failure in the middle of the answer */
function progressIn(events: readonly QueryEvent[]): QueryProgress | undefined {
  for (const event of events) if ('error' in event) throw new ApiError(event.error.message, 200, event.error.code)
  return events.findLast(event => 'progress' in event)?.progress
}
