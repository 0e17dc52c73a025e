import type { z } from 'zod'
import type { costSchema, logqlQuestionSchema, QueryEvent, QueryProgress } from '#shared/schemas/logql'
import { ApiError } from '~/utils/api-error'
import { toExploreLine, type ExploreLine } from '~/utils/explore-line'
import { commonTexts as texts } from '~/utils/messages/common'
import { readNdjson } from '~/utils/ndjson'
import { EVERYTHING } from '~/utils/query-edit'

export type LinesQuestion = Pick<z.input<typeof logqlQuestionSchema>, 'project' | 'source' | 'query' | 'start' | 'end' | 'order'>
/** Where the list of a question begins: with the line of this time (nanoseconds since 1970), or at its end, which moves on with the clock. */
interface Beginning { at?: string, goesOn?: boolean }
/** What is known of an answer at its end. */
export interface LinesSummary { cursor: string | null, cost: z.output<typeof costSchema> }
const PAGE = 200

/**
 * Runs one log query at a time: lines and progress come in as they are read, a new question cancels the one before
 * (it ends in the engine with its connection), and the next page follows by cursor.
 */
export function useLogQuery() {
  const rows = shallowRef<ExploreLine[]>([])
  const summary = shallowRef<LinesSummary>()
  const progress = shallowRef<QueryProgress>()
  const loadingMore = ref(false)
  const { status, error, attempt, cancel } = useAttempt()
  const readPage = usePageReader()
  const newer = useNewerLines(rows, readPage)
  let question: LinesQuestion | undefined

  /** Asks anew. The rows of the question before stay in sight until the first new ones are here. */
  async function run(whole: LinesQuestion, { at, goesOn }: Beginning = {}): Promise<void> {
    stop()
    const asked = question = fromLine(whole, at)
    newer.reset(at !== undefined || goesOn ? { ...whole, start: asked.end } : undefined, { goesOn: at === undefined })
    summary.value = progress.value = undefined
    status.value = 'loading'
    let answered = false
    const done = await attempt(async (signal) => {
      const lines = (fresh: ExploreLine[]) => {
        [rows.value, answered] = [answered ? rows.value.concat(fresh) : fresh, true]
        status.value = 'streaming'
      }
      summary.value = await readPage(asked, undefined, signal, { lines, progress: now => progress.value = now })
    })
    // What is around the line that the list begins with.
    if (answered && at !== undefined) void newer.load()
    // The old rows are no answer to what was asked.
    if (!answered && (done || error.value)) rows.value = []
  }

  /** The next page, when there is one and none is under way. */
  async function loadMore(): Promise<void> {
    const cursor = summary.value?.cursor
    if (!question || !cursor || loadingMore.value || status.value !== 'done') return
    const asked = question
    loadingMore.value = true
    await attempt(async (signal) => {
      const { page, end } = await wholePage(readPage, asked, cursor, signal)
      rows.value = rows.value.concat(page)
      summary.value = end
    })
    if (question === asked) loadingMore.value = false
  }

  /** Goes on after a failure: with the page that failed. */
  async function retry(): Promise<void> {
    if (question && !summary.value?.cursor) return run(question)
    status.value = 'done'
    return loadMore()
  }

  function stop(): void {
    cancel()
    loadingMore.value = false
    if (status.value !== 'idle' && status.value !== 'failed') status.value = 'done'
  }

  return { rows, status: readonly(status), error, summary, progress, newer: newer.state, loadNewer: newer.load, loadingMore: readonly(loadingMore), run, loadMore, retry, stop }
}

/** Down from the line of this time, and not what is newer. */
const fromLine = (question: LinesQuestion, at: string | undefined): LinesQuestion =>
  at === undefined ? question : { ...question, end: String(BigInt(at) + 1n) }

interface Taker {
  lines: (lines: ExploreLine[]) => unknown
  progress?: (progress: QueryProgress) => unknown
}

export type PageReader = (question: LinesQuestion, cursor: string | undefined, signal: AbortSignal, taker: Taker) => Promise<LinesSummary>

/** All of a page or nothing: what failed is asked for again with the same cursor, and must not come twice. */
export async function wholePage(readPage: PageReader, question: LinesQuestion, cursor: string | undefined, signal: AbortSignal) {
  const page: ExploreLine[] = []
  const end = await readPage(question, cursor, signal, { lines: fresh => page.push(...fresh) })
  signal.throwIfAborted()
  return { page, end }
}

/** Streams one page: hands out lines as they arrive, and gives back the summary at the end. */
function usePageReader(): PageReader {
  const { stream } = useApi()

  return async (question, cursor, signal, taker) => {
    // A run of one's own is remembered once: not its further pages, nor what is read upwards.
    const isRun = cursor === undefined && question.order === undefined && question.query !== EVERYTHING
    const body = await stream('/api/v1/query', 'application/x-ndjson', { ...question, language: 'logql', limit: PAGE, ...(cursor ? { cursor } : { remember: isRun }) }, signal)
    let end: LinesSummary | undefined
    for await (const events of readNdjson(body)) {
      signal.throwIfAborted()
      const fresh: ExploreLine[] = []
      for (const event of events as QueryEvent[]) {
        if ('error' in event) throw new ApiError(event.error.message, 200, event.error.code)
        if ('line' in event) fresh.push(toExploreLine(event.line))
        else if ('progress' in event) taker.progress?.(event.progress)
        else if ('summary' in event) end ??= { cursor: event.summary.cursor ?? null, cost: event.summary.cost }
      }
      if (fresh.length > 0) taker.lines(fresh)
    }
    signal.throwIfAborted()
    if (end) return end
    throw new ApiError(texts.brokeOff, 200, 'unavailable')
  }
}
