import { refDebounced } from '@vueuse/core'
import type { QueryData, QueryField, QueryValue } from '~/utils/logql/query-data'

const PAUSE_MS = 150
const VALUES = 50

/** What was asked for last, whichever answer comes first. */
function useNewest<T>(ask: () => Promise<readonly T[]> | undefined) {
  const items = shallowRef<readonly T[]>([])
  const loading = ref(false)
  let newest = 0
  watch(ask, async (answer) => {
    const mine = ++newest
    loading.value = answer !== undefined
    const found = await answer
    if (mine !== newest) return
    items.value = found ?? []
    loading.value = false
  }, { immediate: true })
  return { items, loading: readonly(loading) }
}

/** The fields of the lines of a query; asked when `log` says one. */
export const useFieldSuggestions = (data: QueryData, log: () => string | undefined) => useNewest<QueryField>(() => {
  const query = log()
  return query === undefined ? undefined : data.fields(query)
})

/** The values of a field under a query that begin with what is typed, the most frequent first. */
export function useValueSuggestions(data: QueryData, log: () => string, field: () => string, typed: () => string) {
  const prefix = refDebounced(computed(typed), PAUSE_MS)
  return useNewest<QueryValue>(() => data.values(log(), field(), prefix.value.trim(), VALUES))
}
