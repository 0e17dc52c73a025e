import { parseQueriesState, queriesQuery, type QueriesState } from '~/utils/queries-state'

/** What the page of queries is about: read from the address, and changed by changing it. */
export function useQueriesState() {
  const route = useRoute()
  const router = useRouter()
  /** The newest wish: the router may still be at work on the one before. */
  const wished = shallowRef<QueriesState>()
  const state = computed(() => wished.value ?? parseQueriesState(route.query))

  /** In place of the present step of the history: a text is typed letter by letter. */
  async function patch(change: Partial<QueriesState>): Promise<void> {
    const next = { ...state.value, ...change }
    wished.value = next
    try {
      await router.replace({ query: queriesQuery(next), hash: route.hash })
    }
    finally {
      if (wished.value === next) wished.value = undefined
    }
  }

  return { state, patch }
}
