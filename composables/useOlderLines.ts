import { formatNanos } from '#shared/utils/moment'
import type { TailQuestion } from '~/composables/useTailStream'
import type { ExploreLine } from '~/utils/explore-line'

/** What came before the lines of a tail, page by page: for whoever scrolls back. */
export function useOlderLines(newer: Readonly<Ref<readonly ExploreLine[]>>) {
  const list = useLogQuery()
  const isAsked = ref(false)

  /** Newest first; a line that came late may be among the newer ones, too. */
  const rows = computed(() => {
    if (list.rows.value.length === 0) return []
    const known = new Set(newer.value.map(({ id }) => id))
    return list.rows.value.filter(({ id }) => !known.has(id))
  })
  const isComplete = computed(() => isAsked.value && list.status.value === 'done' && !list.summary.value?.cursor)

  /** @param olderThan nanoseconds since 1970 */
  function more(question: TailQuestion, olderThan: bigint | undefined): void {
    if (isAsked.value) return void list.loadMore()
    if (olderThan === undefined) return
    isAsked.value = true
    void list.run({ ...question, end: formatNanos(olderThan) })
  }

  function clear(): void {
    list.stop()
    list.rows.value = []
    isAsked.value = false
  }

  return { rows, isComplete, error: list.error, more, retry: list.retry, clear }
}
