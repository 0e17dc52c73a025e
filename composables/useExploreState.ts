import { hasFilters, parseState, stateToQuery, type ExploreState } from '~/utils/explore-state'

/** Explore's state: read from the address, and changed by changing the address. */
export function useExploreState() {
  const route = useRoute()
  const router = useRouter()
  /** The newest wish, so that two changes in a row don't undo each other while the router is still at work. */
  const wished = shallowRef<ExploreState>()
  const state = computed(() => wished.value ?? parseState(route.query))

  /** Changes some of the state: as a new step of the history, or in place of the present one. */
  async function patch(change: Partial<ExploreState>, options: { replace?: boolean } = {}): Promise<void> {
    const next = { ...state.value, ...change }
    wished.value = next
    const query = stateToQuery(next)
    try {
      await (options.replace ? router.replace({ query, hash: route.hash }) : router.push({ query, hash: route.hash }))
    }
    finally {
      if (wished.value === next) wished.value = undefined
    }
  }

  /** Takes every filter off; range, source and project stay. */
  function clearFilters(): Promise<void> {
    return patch({ keyword: '', services: [], levels: [], tags: {} })
  }

  /** Adds or removes one value of a field (`service`, `level`, or an attribute's dotted name). */
  function toggleValue(field: string, value: string): Promise<void> {
    return patch(toggleField(state.value, field, value))
  }

  return { state, filtered: computed(() => hasFilters(state.value)), patch, clearFilters, toggleValue }
}
