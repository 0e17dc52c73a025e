import type { z } from 'zod'
import type { costSchema, QueryEvent, QueryProgress } from '#shared/schemas/logql'
import { ApiError } from '~/utils/api-error'
import { readNdjson } from '~/utils/ndjson'
import type { ResultColumn, ResultRow } from '~/utils/sql-result'
import { randomUuid } from '~/utils/uuid'

/** A statement over a range: RFC 3339, or milliseconds since 1970. */
export interface SqlQuestion { project?: string, source?: string, query: string, start: number, end: number }
export interface SqlSummary { count: number, truncated: boolean, limit: number, cost: z.infer<typeof costSchema> }

/** Runs one statement at a time: columns, rows and progress as they come, and the cost at the end. */
export function useSqlQuery() {
  const { columns, rows, summary, progress, take } = useAnswer()
  /** What the rows answer. */
  const asked = shallowRef<SqlQuestion>()
  const cancelled = ref(false)
  const { status, error, attempt, cancel: abort } = useAttempt()
  const { call, stream } = useApi()
  let running: { queryId: string, connection: AbortController } | undefined
  const busy = computed(() => status.value === 'loading' || status.value === 'streaming')

  /** Asks; what runs is cancelled before. The answer before stays in sight until the new one begins. @returns whether it came to its end */
  async function run(question: SqlQuestion): Promise<boolean> {
    stop()
    const mine = { queryId: randomUuid(), connection: new AbortController() }
    running = mine
    asked.value = question
    summary.value = progress.value = undefined
    cancelled.value = false
    status.value = 'loading'
    const done = await attempt(async (signal) => {
      const body = await stream('/api/v1/query', 'application/x-ndjson', { ...question, language: 'sql', remember: true, queryId: mine.queryId }, mine.connection.signal)
      for await (const events of readNdjson(body)) {
        signal.throwIfAborted()
        if (take(events as QueryEvent[])) status.value = 'streaming'
      }
      if (!summary.value) throw new ApiError('The answer broke off before its end. Try again.', 200, 'unavailable')
    })
    if (running === mine) {
      if (error.value) columns.value = rows.value = []
      running = undefined
    }
    return done
  }

  function stop(): void {
    const ended = running
    running = undefined
    abort()
    if (!ended) return
    // By its id first: a proxy between may keep the connection's end to itself. What has just ended by itself is no failure.
    void call('/api/v1/query/cancel', { method: 'POST', body: { queryId: ended.queryId } })
      .catch(() => undefined)
      .finally(() => ended.connection.abort())
  }

  /** Ends what runs, on the server too. The rows that came stay. */
  function cancel(): void {
    if (!busy.value) return
    stop()
    cancelled.value = true
    status.value = 'done'
  }

  onScopeDispose(stop)
  return { columns, rows, summary, progress, asked, cancelled: readonly(cancelled), status: readonly(status), busy, error, run, cancel }
}

/** An answer as far as it is here. */
function useAnswer() {
  const columns = shallowRef<ResultColumn[]>([])
  const rows = shallowRef<ResultRow[]>([])
  const summary = shallowRef<SqlSummary>()
  const progress = shallowRef<QueryProgress>()

  /** @returns whether the answer begins here. @throws ApiError when the server reports a failure in the middle of it */
  function take(events: readonly QueryEvent[]): boolean {
    const fresh: ResultRow[] = []
    let begins = false
    for (const event of events) {
      if ('error' in event) throw new ApiError(event.error.message, 200, event.error.code)
      if ('progress' in event) progress.value = event.progress
      else if ('row' in event) fresh.push(event.row)
      else if ('columns' in event) {
        columns.value = event.columns
        rows.value = []
        begins = true
      }
      else if ('summary' in event) {
        const { count, truncated = false, limit = count, cost } = event.summary
        summary.value = { count, truncated, limit, cost }
      }
    }
    if (fresh.length > 0) rows.value = rows.value.concat(fresh)
    return begins
  }

  return { columns, rows, summary, progress, take }
}
