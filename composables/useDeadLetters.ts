import type {
  DeadLetter, DeadLetterCounts, DeadLetterFilter, DeadLetterSearchResponse, DeadLetterSelection, ReplayResult,
} from '#shared/schemas/dead-letters'
import { deadLetterFilter, deadLetterQuery, hasLetterFilters, parseDeadLetterState, type DeadLetterState } from '~/utils/dead-letter-state'

/** The inbox of dead letters: its filter in the address, its pages, its counts. */
export function useDeadLetters() {
  const { call } = useApi()
  const { current } = useProjects()
  const { state, patch } = useLetterState()
  const { status, error, attempt, cancel } = useAttempt()
  const letters = shallowRef<DeadLetter[]>([])
  const counts = shallowRef<DeadLetterCounts>()
  const cursor = shallowRef<string | null>(null)
  const retentionDays = ref<number>()
  /** What was asked last: what is replayed, deleted and downloaded is what is shown. */
  const asked = shallowRef<DeadLetterFilter>(deadLetterFilter(state.value, Date.now()))
  const loadingMore = ref(false)
  const address = () => `/api/v1/projects/${current.value?.id}/dead-letters`

  const search = (body: object, signal: AbortSignal) =>
    call<DeadLetterSearchResponse>(`${address()}/search`, { method: 'POST', body, signal })

  async function ask(): Promise<void> {
    if (!current.value) return
    cancel()
    loadingMore.value = false
    status.value = 'loading'
    const filter = deadLetterFilter(state.value, Date.now())
    await attempt(async (signal) => {
      const [page, counted] = await Promise.all([
        search(filter, signal),
        call<DeadLetterCounts>(`${address()}/reasons`, { method: 'POST', body: filter, signal }),
      ])
      asked.value = filter
      letters.value = page.letters
      cursor.value = page.cursor
      retentionDays.value = page.retentionDays
      counts.value = counted
    })
  }

  async function loadMore(): Promise<void> {
    if (!cursor.value || loadingMore.value) return
    loadingMore.value = true
    await attempt(async (signal) => {
      const page = await search({ ...asked.value, cursor: cursor.value }, signal)
      letters.value = letters.value.concat(page.letters)
      cursor.value = page.cursor
    })
    loadingMore.value = false
  }

  watch([() => current.value?.id, () => JSON.stringify(deadLetterQuery(state.value))], ask, { immediate: true })
  return {
    state, patch, filtered: computed(() => hasLetterFilters(state.value)), projectId: computed(() => current.value?.id ?? ''),
    letters, counts, cursor, retentionDays, asked, status, error, loadingMore: readonly(loadingMore), ask, loadMore,
  }
}

function useLetterState() {
  const route = useRoute()
  const router = useRouter()
  const { state, wish } = useWished(() => parseDeadLetterState(route.query))
  const patch = (change: Partial<DeadLetterState>) => {
    const next = { ...state.value, ...change }
    return wish(next, () => router.push({ query: deadLetterQuery(next) }))
  }
  return { state, patch }
}

/** What changes dead letters. Throws ApiError. */
export function useDeadLetterChanges() {
  const { call } = useApi()
  const { current } = useProjects()
  const address = () => `/api/v1/projects/${current.value?.id}/dead-letters`

  const remove = (selection: DeadLetterSelection) => call<{ deleted: number }>(address(), { method: 'DELETE', body: selection })

  /** Request after request until all were tried; `progress` hears of the sum so far. */
  async function replay(selection: DeadLetterSelection, protocol: string | undefined, progress: (sum: ReplayResult) => void): Promise<ReplayResult> {
    let sum: ReplayResult = { replayed: 0, lines: 0, stillRejected: 0, reasons: [], cursor: null }
    do {
      const body = { ...selection, ...(protocol && { protocol }), ...(sum.cursor && { cursor: sum.cursor }) }
      sum = added(sum, await call<ReplayResult>(`${address()}/replay`, { method: 'POST', body }))
      progress(sum)
    } while (sum.cursor)
    return sum
  }

  return { remove, replay }
}

function added(sum: ReplayResult, next: ReplayResult): ReplayResult {
  const reasons = new Map(sum.reasons.map(({ reason, count }) => [reason, count]))
  for (const { reason, count } of next.reasons) reasons.set(reason, (reasons.get(reason) ?? 0) + count)
  return {
    replayed: sum.replayed + next.replayed,
    lines: sum.lines + next.lines,
    stillRejected: sum.stillRejected + next.stillRejected,
    reasons: [...reasons].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count),
    cursor: next.cursor,
  }
}
