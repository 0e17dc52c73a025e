import type { LiveExplore } from '~/composables/useLiveExplore'

/** What Explore’s list shows: the answer to the query, or the lines of a live tail. */
export function useShownLines(isLive: () => boolean, list: ReturnType<typeof useLogQuery>, live: LiveExplore) {
  const { older } = live.tail
  const rows = computed(() => isLive() ? live.rows.value : list.rows.value)
  const busy = computed(() => !isLive() && (list.status.value === 'loading' || list.status.value === 'streaming'))
  return {
    rows, busy,
    /** How many lines a line stands for, by its id. */
    times: computed(() => isLive() ? live.times.value : undefined),
    waiting: computed(() => busy.value && rows.value.length === 0),
    /** Lines are there, or take their time: what they can do without may be loaded now. */
    restIsDue: computed(() => !busy.value || rows.value.length > 0 || list.progress.value !== undefined),
    empty: computed(() => !isLive() && list.status.value === 'done' && rows.value.length === 0),
    /** The rows answer the question before. */
    stale: computed(() => !isLive() && list.status.value === 'loading'),
    complete: computed(() => isLive() ? older.isComplete.value : list.status.value === 'done' && !list.summary.value?.cursor),
    summary: computed(() => isLive() ? undefined : list.summary.value),
    error: computed(() => isLive() ? older.error.value : list.error.value),
    more: () => isLive() ? older.more() : void list.loadMore(),
    retry: () => isLive() ? older.retry() : list.retry(),
  }
}
