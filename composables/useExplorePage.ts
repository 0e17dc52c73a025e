/** What the list of lines can be told to do, as long as it is there. */
interface LinesHandle { focus: () => void, toTop: () => void, expandActive: () => void }
/** The same of the query bar. */
interface BarHandle { focus: () => void, goTo: (line: number, column: number) => void }

export type ExplorePage = ReturnType<typeof useExplorePage>

/** Explore as its panes share it: the question, its answers, what is chosen in them, and what can be done. Made once, by ExploreView. */
export function useExplorePage() {
  const explore = useExplore()
  const { state, patch, list, blocked, clearFilters } = explore
  const { current } = useProjects()
  const projectId = () => current.value?.id
  const lines = shallowRef<LinesHandle | null>(null)
  const bar = shallowRef<BarHandle | null>(null)
  const scrolled = ref(false)
  const actions = useExploreActions(state, patch)
  const sql = useExploreSql(state, projectId, blocked)
  const inSql = computed(() => state.value.language === 'sql')
  const live = useLiveExplore({ state, patch, projectId, held: () => scrolled.value || state.value.record !== undefined, follow })
  const shown = useShownLines(() => state.value.live, list, live)
  const selection = useSelectedRecord({ state, rows: shown.rows, patch, projectId })
  const marks = useLineMarks(() => state.value.query, () => state.value.live ? live.words.value : '')
  const running = useExploreRunning({ explore, sql, isReading: () => scrolled.value || selection.openId.value !== undefined })

  /** The lines around the open line, or around the one under the cursor. */
  function around(): void {
    if (selection.openId.value) return void patch({ panel: state.value.panel === 'around' ? 'fields' : 'around' }, { replace: true })
    if (selection.active.value) void patch({ record: selection.active.value, panel: 'around' })
  }
  function closePanel(): void {
    void selection.close()
    lines.value?.focus()
  }
  /** Back to where new lines come in. */
  function follow(): void {
    void selection.close()
    lines.value?.toTop()
  }
  function move(step: 1 | -1): void {
    if (state.value.live) live.tail.pause()
    selection.move(step)
  }

  useExploreCommands({
    state, patch, move, around, run: running.askAgain, clear: clearFilters, zoomOut: actions.widen, shift: actions.shift, open: selection.openActive, close: closePanel,
    focusSearch: () => bar.value?.focus(),
    expand: () => lines.value?.expandActive(),
  })
  return {
    ...explore, ...actions, ...running, ...useExploreList({ state, projectId, rows: shown.rows }),
    sql, inSql, live, shown, selection, marks, closePanel, move, recordBelow: useRecordBelow(),
    setLines: (handle: LinesHandle | null) => lines.value = handle,
    setBar: (handle: BarHandle | null) => bar.value = handle,
    setScrolled: (away: boolean) => scrolled.value = away,
    goTo: (line: number, column: number) => bar.value?.goTo(line, column),
  }
}
