import type { LogRow, QueryLine, QueryRequest, QuerySummary } from '#shared/schemas/query'
import { ApiError, isAbort, toApiError } from '~/utils/api-error'
import { readNdjson } from '~/utils/ndjson'

export type QueryStatus = 'idle' | 'loading' | 'streaming' | 'done' | 'failed'

type Question = Omit<QueryRequest, 'limit' | 'order' | 'cursor'>
const PAGE = 200

/**
 * Runs one question at a time against `POST /query`: rows come in as they are streamed, a new question cancels the
 * one before, and the next page follows by cursor.
 */
export function useLogQuery() {
  const rows = shallowRef<LogRow[]>([])
  const status = ref<QueryStatus>('idle')
  const error = shallowRef<ApiError>()
  const summary = shallowRef<QuerySummary>()
  const loadingMore = ref(false)
  const { stream } = useApi()
  let controller = new AbortController()
  let question: Question | undefined

  function accept(lines: QueryLine[], signal: AbortSignal, replace: boolean): void {
    if (signal.aborted) return
    const fresh: LogRow[] = []
    for (const line of lines) {
      if ('summary' in line) summary.value = line.summary
      else if ('error' in line) throw new ApiError(line.error.message, 200, line.error.code)
      else fresh.push(line)
    }
    if (replace) rows.value = fresh
    else if (fresh.length > 0) rows.value = rows.value.concat(fresh)
  }

  async function readPage(cursor: string | undefined, signal: AbortSignal, first: boolean): Promise<void> {
    const request: QueryRequest = { ...question as Question, limit: PAGE, order: 'desc', ...(cursor && { cursor }) }
    const body = await stream('/query', 'application/x-ndjson', request, signal)
    summary.value = undefined
    let replace = first
    for await (const lines of readNdjson(body)) {
      accept(lines as QueryLine[], signal, replace)
      replace = false
      if (first && !signal.aborted) status.value = 'streaming'
    }
    if (!summary.value && !signal.aborted) throw new ApiError('The answer broke off before its end. Try again.', 200, 'unavailable')
  }

  /** @returns whether it came to its end. */
  async function attempt(work: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
    const { signal } = controller
    error.value = undefined
    try {
      await work(signal)
      if (!signal.aborted) status.value = 'done'
      return !signal.aborted
    }
    catch (thrown) {
      if (!signal.aborted && !isAbort(thrown)) {
        error.value = toApiError(thrown)
        status.value = 'failed'
      }
      return false
    }
  }

  function cancel(): void {
    controller.abort()
    controller = new AbortController()
    loadingMore.value = false
  }

  /** Asks anew. The rows of the question before stay in sight until the first new ones are here. */
  async function run(asked: Question): Promise<void> {
    cancel()
    question = asked
    status.value = 'loading'
    await attempt(signal => readPage(undefined, signal, true))
  }

  /** The next page, when there is one and none is under way. */
  async function loadMore(): Promise<void> {
    const cursor = summary.value?.cursor
    if (!cursor || loadingMore.value || status.value !== 'done') return
    loadingMore.value = true
    const before = summary.value
    const { signal } = controller
    const complete = await attempt(aborting => readPage(cursor, aborting, false))
    if (signal.aborted) return
    if (!complete) summary.value = before
    loadingMore.value = false
  }

  /** Goes on after a failure: with the page that failed. */
  async function retry(): Promise<void> {
    if (summary.value?.cursor && rows.value.length > 0) {
      status.value = 'done'
      return loadMore()
    }
    if (question) await run(question)
  }

  function stop(): void {
    cancel()
    if (status.value === 'loading' || status.value === 'streaming') status.value = 'done'
  }

  onScopeDispose(() => controller.abort())
  return { rows, status: readonly(status), error, summary, loadingMore: readonly(loadingMore), run, loadMore, retry, stop }
}
