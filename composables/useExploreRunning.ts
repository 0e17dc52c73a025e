interface Options {
  explore: ReturnType<typeof useExplore>
  sql: ReturnType<typeof useExploreSql>
  /** Whether the reader is at a line that must not move away. */
  isReading: () => boolean
}

/** How far Explore's question is, in LogQL or in SQL; to ask it again, now or from time to time, and to give it up. */
export function useExploreRunning({ explore: { state, list, ask }, sql, isReading }: Options) {
  const inSql = computed(() => state.value.language === 'sql')
  const showsList = computed(() => !inSql.value && state.value.view === 'lines' && !state.value.live)
  const isBusy = computed(() => inSql.value ? sql.busy.value : !state.value.live && (list.status.value === 'loading' || list.status.value === 'streaming'))
  const progress = computed(() => inSql.value ? sql.progress.value : list.progress.value)
  /** Of the lines in sight; the table of SQL tells its own. */
  const cost = computed(() => showsList.value ? list.summary.value?.cost : undefined)
  const askAgain = () => inSql.value ? sql.ask() : ask()
  const stop = () => inSql.value ? sql.cancel() : list.stop()

  /** Whoever reads must not lose the line: refreshing holds while the list is scrolled or a record is open. */
  const hold = computed(() => isBusy.value || isReading())
  const isHeld = computed(() => state.value.refresh !== 'off' && hold.value && !isBusy.value)
  // The chart follows a live tail from time to time; its lines come by themselves.
  useAutoRefresh(() => state.value.live ? '10s' : state.value.refresh, hold, askAgain)
  return { isBusy, progress, cost, isHeld, askAgain, stop }
}
