import type { ExploreState } from '~/utils/explore-state'
import { resolveRange } from '~/utils/time-range'

/** Explore's question when it is one in SQL, where {source} is the first of its sources: asked whenever the address or the project says so, and given up when it no longer is. */
export function useExploreSql(state: Readonly<Ref<ExploreState>>, project: () => string | undefined, blocked: Readonly<Ref<boolean>>) {
  const answer = useSqlQuery()

  function ask(): void {
    const { language, query, range, sources: [source] } = state.value
    if (language !== 'sql' || blocked.value || query.trim() === '') return answer.cancel()
    // The end is exclusive: one millisecond more takes in the lines of this very moment.
    const span = resolveRange(range, Date.now() + (range.kind === 'absolute' ? 0 : 1))
    const id = project()
    void answer.run({ ...(id && { project: id }), ...(source && { source }), query, ...span })
  }

  watch(() => JSON.stringify([state.value.language, state.value.language === 'sql' && state.value.query, state.value.range, state.value.sources[0], project(), blocked.value]), ask, { immediate: true })
  return { ...answer, ask }
}
