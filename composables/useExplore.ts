import { questionOf, type ExploreQuestion } from '~/utils/explore-state'
import { resolveRange, type Span } from '~/utils/time-range'

/** Explore as a whole: asks for list and histogram whenever the address, the project or the clock says so. */
export function useExplore() {
  const explore = useExploreState()
  const { state } = explore
  const access = useExploreAccess(state)
  const { current } = useProjects()
  const list = useLogQuery()
  const span = shallowRef<Span>(resolveRange(state.value.range, Date.now()))
  /** How often the question was asked: the same one of a fixed range is asked anew, too. */
  const asked = ref(0)
  /** Whether the lines are yet to be asked for. */
  let isDue = false

  const subject = computed(() => ({ ...(current.value && { project: current.value.id }), ...questionOf(state.value) }))
  const times = computed(() => ({ start: new Date(span.value.start).toISOString(), end: new Date(span.value.end).toISOString() }))
  /** What every part of the page asks with. */
  const question = computed<ExploreQuestion>(() => ({ ...subject.value, ...times.value }))
  const mayAsk = computed(() => !access.blocked.value && state.value.language === 'logql')
  const { askOverview, ...overview } = useLinesOverview({ state, question, span, mayAsk, lines: list.status })

  function ask(): void {
    if (!mayAsk.value) return
    // The end is exclusive: one millisecond more takes in the lines of this very moment.
    const now = Date.now() + (state.value.range.kind === 'absolute' ? 0 : 1)
    span.value = resolveRange(state.value.range, now)
    asked.value++
    askLines()
    askOverview()
  }

  /** Only where they are shown; those of a live tail come by themselves. */
  function askLines(): void {
    const { live, view, at, range } = state.value
    isDue = view !== 'lines'
    if (live || isDue) list.stop()
    else void list.run(question.value, { at, goesOn: range.kind !== 'absolute' })
  }

  watch(() => JSON.stringify([state.value.range, state.value.at, state.value.live, subject.value, mayAsk.value]), ask, { immediate: true })
  // Behind the watch before: what asks for all has asked for the lines.
  watch(() => state.value.view, () => isDue && mayAsk.value && askLines())
  return { ...explore, ...access, ...overview, list, span, question, asked, ask }
}
