import { questionOf, type ExploreQuestion } from '~/utils/explore-state'
import { MOST_VALUES, splitLabel } from '~/utils/histogram'
import { EVERYTHING, withoutChosen } from '~/utils/query-edit'
import { resolveRange, type Span } from '~/utils/time-range'

/** Explore as a whole: asks for list and histogram whenever the address, the project or the clock says so. */
export function useExplore() {
  const explore = useExploreState()
  const { state } = explore
  const { projects, current, choose } = useProjects()
  const { sources, isKnown } = useSourceList()
  const list = useLogQuery()
  const histogram = useHistogram()
  const previous = useHistogram()
  const span = shallowRef<Span>(resolveRange(state.value.range, Date.now()))

  const denied = computed(() => {
    const wanted = state.value.project
    return wanted !== undefined && !projects.value?.some(project => project.id === wanted)
  })
  /** Sources that the address names, and the project does not have. */
  const missing = computed(() => isKnown.value ? state.value.sources.filter(name => !sources.value.some(source => source.name === name)) : [])
  const blocked = computed(() => denied.value || missing.value.length > 0)
  watch(() => state.value.project, (id) => {
    if (id && !denied.value) choose(id)
  }, { immediate: true })

  const subject = computed(() => ({ ...(current.value && { project: current.value.id }), ...questionOf(state.value) }))
  const times = computed(() => ({ start: new Date(span.value.start).toISOString(), end: new Date(span.value.end).toISOString() }))
  /** What every part of the page asks with. */
  const question = computed<ExploreQuestion>(() => ({ ...subject.value, ...times.value }))

  function ask(): void {
    if (blocked.value || state.value.language === 'sql') return
    // The end is exclusive: one millisecond more takes in the lines of this very moment.
    const now = Date.now() + (state.value.range.kind === 'absolute' ? 0 : 1)
    span.value = resolveRange(state.value.range, now)
    // The lines of a live tail come by themselves.
    if (state.value.live) list.stop()
    else void list.run(question.value, { at: state.value.at, goesOn: state.value.range.kind !== 'absolute' })
    askHistograms()
  }

  /** The legend goes on to offer every level, or value. */
  function askHistograms(): void {
    const { by, compare } = state.value
    const query = withoutChosen(question.value.query, splitLabel(by)) || EVERYTHING
    const asked = { ...question.value, query, buckets: window.innerWidth < 640 ? 40 : 100, ...(by && { by, top: MOST_VALUES }) }
    void histogram.run(asked)
    if (!compare) return
    const { start, end } = span.value
    void previous.run({ ...asked, start: new Date(2 * start - end).toISOString(), end: asked.start })
  }

  watch(() => [state.value.by, state.value.compare].join(' '), askHistograms)
  watch(() => JSON.stringify([state.value.range, state.value.at, state.value.language, state.value.live, subject.value, blocked.value]), ask, { immediate: true })
  return { ...explore, sources, missing, list, histogram, previous, span, question, denied, blocked, ask }
}
