import { questionOf } from '~/utils/explore-state'
import { resolveRange, type Span } from '~/utils/time-range'

/** Explore as a whole: asks for list and histogram whenever the address, the project or the clock says so. */
export function useExplore() {
  const explore = useExploreState()
  const { state } = explore
  const { projects, current, choose } = useProjects()
  const list = useLogQuery()
  const histogram = useHistogram()
  const span = shallowRef<Span>(resolveRange(state.value.range, Date.now()))

  const denied = computed(() => {
    const wanted = state.value.project
    return wanted !== undefined && !projects.value?.some(project => project.id === wanted)
  })
  watch(() => state.value.project, (id) => {
    if (id && !denied.value) choose(id)
  }, { immediate: true })

  const subject = computed(() => ({ ...(current.value && { project: current.value.id }), ...questionOf(state.value) }))
  const times = computed(() => ({ start: new Date(span.value.start).toISOString(), end: new Date(span.value.end).toISOString() }))
  /** What the pickers ask with. */
  const filter = computed(() => ({ ...subject.value, ...times.value }))

  function ask(): void {
    if (denied.value) return
    // The end is exclusive: one millisecond more takes in the lines of this very moment.
    const now = Date.now() + (state.value.range.kind === 'absolute' ? 0 : 1)
    span.value = resolveRange(state.value.range, now)
    const { level: _, ...allLevels } = filter.value
    void list.run(filter.value)
    void histogram.run({ ...allLevels, buckets: window.innerWidth < 640 ? 40 : 100 })
  }

  watch(() => JSON.stringify([state.value.range, subject.value, denied.value]), ask, { immediate: true })
  return { ...explore, list, histogram, span, filter, denied, ask }
}
