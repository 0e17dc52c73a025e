import { hasFilters, type ExploreState } from '~/utils/explore-state'
import { toggleFilter, type QueryFilter } from '~/utils/query-edit'

/** The state of one of Explore's questions: read from the address, and changed by changing the address. */
export function useExploreState() {
  const address = useSidesAround() ?? useExploreAddress()
  const around = useSideAround()
  const side = () => around?.side() ?? 'left'
  /** What is changed on the other side is none of this one's. */
  const state = computed<ExploreState>((before) => {
    const now = address.state.value[side()] ?? address.state.value.left
    return before && JSON.stringify(before) === JSON.stringify(now) ? before : now
  })

  /** Changes some of the state: as a new step of the history, or in place of the present one. */
  function patch(change: Partial<ExploreState>, options?: { replace?: boolean }): Promise<void> {
    return address.patch(side(), change, options)
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
