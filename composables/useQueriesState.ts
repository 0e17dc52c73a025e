import { parseQueriesState, queriesQuery, type QueriesState } from '~/utils/queries-state'

/** What the page of queries is about: read from the address, and changed by changing it. */
export function useQueriesState() {
  const route = useRoute()
  const router = useRouter()
  const { state, wish } = useWished(() => parseQueriesState(route.query))
  /** Whether the reader is on the way to another page, which writing the address would call off. */
  let isLeaving = false
  onBeforeRouteLeave(() => void (isLeaving = true))
  onScopeDispose(router.afterEach(() => void (isLeaving = false)))

  /** In place of the present step of the history: a text is typed letter by letter. */
  async function patch(change: Partial<QueriesState>): Promise<void> {
    if (isLeaving) return
    const next = { ...state.value, ...change }
    await wish(next, () => router.replace({ query: queriesQuery(next), hash: route.hash }))
  }

  return { state, patch }
}
