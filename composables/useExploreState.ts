import { hasFilters, parseState, stateToQuery, type ExploreState } from '~/utils/explore-state'
import { toggleFilter, type QueryFilter } from '~/utils/query-edit'

/** What makes another list, which begins at its end again. */
const ASKS_ANEW: readonly (keyof ExploreState)[] = ['query', 'language', 'range', 'sources', 'project', 'live']

/** Explore's state: read from the address, and changed by changing the address. */
export function useExploreState() {
  const route = useRoute()
  const router = useRouter()
  const { state, wish } = useWished(() => parseState(route.query))

  /** Changes some of the state: as a new step of the history, or in place of the present one. */
  async function patch(change: Partial<ExploreState>, options: { replace?: boolean } = {}): Promise<void> {
    const next = { ...state.value, ...(ASKS_ANEW.some(name => name in change) && { at: undefined }), ...change }
    const to = { query: stateToQuery(next), hash: route.hash }
    await wish(next, () => options.replace ? router.replace(to) : router.push(to))
  }

  /** Takes every filter off; range, source and project stay. */
  function clearFilters(): Promise<void> {
    return patch({ query: '', language: 'logql' })
  }

  /** Adds a comparison of a label to the query, or takes it off where it is there. */
  function toggle(filter: QueryFilter): Promise<void> {
    return patch({ query: toggleFilter(state.value.query, filter) })
  }

  return { state, filtered: computed(() => hasFilters(state.value)), patch, clearFilters, toggle }
}
