import type { LogRow, QueryLine, QueryRequest, QuerySummary } from '#shared/schemas/query'
import { ApiError } from '~/utils/api-error'
import { readNdjson } from '~/utils/ndjson'
import { sortLines } from '~/utils/query-lines'

type Question = Omit<QueryRequest, 'limit' | 'order' | 'cursor'>
const PAGE = 200

/**
 * Runs one question at a time against `POST /query`: rows come in as they are streamed, a new question cancels the
 * one before, and the next page follows by cursor.
 */
export function useLogQuery() {
  const rows = shallowRef<LogRow[]>([])
  const summary = shallowRef<QuerySummary>()
  const loadingMore = ref(false)
  const { status, error, attempt, cancel } = useAttempt()
  const readPage = usePageReader()
  let question: Question | undefined

  /** Asks anew. The rows of the question before stay in sight until the first new ones are here. */
  async function run(asked: Question): Promise<void> {
    stop()
    question = asked
    summary.value = undefined
    status.value = 'loading'
    let answered = false
    await attempt(async (signal) => {
      summary.value = await readPage(asked, undefined, signal, (fresh, isFirst) => {
        rows.value = isFirst ? fresh : rows.value.concat(fresh)
        answered = true
        status.value = 'streaming'
      })
    })
    // The old rows are no answer to what was asked.
    if (!answered && error.value) rows.value = []
  }

  /** The next page, when there is one and none is under way. */
  async function loadMore(): Promise<void> {
    const cursor = summary.value?.cursor
    if (!question || !cursor || loadingMore.value || status.value !== 'done') return
    const asked = question
    loadingMore.value = true
    await attempt(async (signal) => {
      // All of a page or nothing: what failed is asked for again with the same cursor, and must not come twice.
      const page: LogRow[] = []
      const end = await readPage(asked, cursor, signal, fresh => page.push(...fresh))
      if (signal.aborted) return
      rows.value = rows.value.concat(page)
      summary.value = end
    })
    if (question === asked) loadingMore.value = false
  }

  /** Goes on after a failure: with the page that failed. */
  async function retry(): Promise<void> {
    if (!question) return
    if (!summary.value?.cursor) return run(question)
    status.value = 'done'
    await loadMore()
  }

  function stop(): void {
    cancel()
    loadingMore.value = false
    if (status.value === 'loading' || status.value === 'streaming') status.value = 'done'
  }

  return { rows, status: readonly(status), error, summary, loadingMore: readonly(loadingMore), run, loadMore, retry, stop }
}

/** Streams one page: hands out rows as they arrive, and gives back the summary at the end. */
function usePageReader() {
  const { stream } = useApi()

  return async (question: Question, cursor: string | undefined, signal: AbortSignal, take: (rows: LogRow[], isFirst: boolean) => void): Promise<QuerySummary> => {
    const request: QueryRequest = { ...question, limit: PAGE, order: 'desc', ...(cursor && { cursor }) }
    const body = await stream('/query', 'application/x-ndjson', request, signal)
    let isFirst = true
    let end: QuerySummary | undefined
    for await (const lines of readNdjson(body)) {
      signal.throwIfAborted()
      const { rows, summary } = sortLines(lines as QueryLine[])
      if (rows.length > 0 || isFirst) take(rows, isFirst)
      isFirst = false
      end ??= summary
    }
    signal.throwIfAborted()
    if (end) return end
    throw new ApiError('The answer broke off before its end. Try again.', 200, 'unavailable')
  }
}
