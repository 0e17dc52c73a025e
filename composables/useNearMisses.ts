import type { HistogramRequest, HistogramResponse } from '#shared/schemas/facets'
import type { ExploreQuestion } from '~/utils/explore-state'
import { looserQueries, type LooserQuery } from '~/utils/logql/near-misses'
import { EVERYTHING } from '~/utils/query-edit'

/** What there would be without one of the filters. */
export interface NearMiss extends LooserQuery { readonly lines: number }

/** Of a question without answers: how many lines it would have without each of its filters, the most first. What can’t be counted is missing. */
export function useNearMisses(question: () => ExploreQuestion) {
  const { call } = useApi()
  const found = shallowRef<NearMiss[]>([])
  let controller = new AbortController()

  async function count(looser: LooserQuery, signal: AbortSignal): Promise<NearMiss[]> {
    const body: HistogramRequest = { ...question(), query: looser.query || EVERYTHING, buckets: 1 }
    const answer = await call<HistogramResponse>('/api/v1/histogram', { method: 'POST', body, signal }).catch(() => undefined)
    return answer && answer.total > 0 ? [{ ...looser, lines: answer.total }] : []
  }

  watch(() => JSON.stringify(question()), async () => {
    controller.abort()
    const { signal } = controller = new AbortController()
    found.value = []
    const counted = await Promise.all(looserQueries(question().query).map(looser => count(looser, signal)))
    if (!signal.aborted) found.value = counted.flat().sort((a, b) => b.lines - a.lines)
  }, { immediate: true })

  onScopeDispose(() => controller.abort())
  return found
}
