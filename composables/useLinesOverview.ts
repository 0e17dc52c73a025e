import type { QueryStatus } from '~/composables/useAttempt'
import type { ExploreQuestion, ExploreState } from '~/utils/explore-state'
import { MOST_VALUES, splitLabel } from '~/utils/histogram'
import { EVERYTHING, withoutChosen } from '~/utils/query-edit'
import type { Span } from '~/utils/time-range'

interface Overviewed {
  state: Readonly<Ref<ExploreState>>
  question: Readonly<Ref<ExploreQuestion>>
  span: Readonly<Ref<Span>>
  mayAsk: Readonly<Ref<boolean>>
  /** Of the query of lines. */
  lines: Readonly<Ref<QueryStatus>>
}

/** What is counted of the lines of a question: the histogram, that of the time before, and (by who shows them) the fields. */
export function useLinesOverview({ state, question, span, mayAsk, lines }: Overviewed) {
  const histogram = useHistogram()
  const previous = useHistogram()
  const isWide = useRoom(40)
  const { held, afterLines } = useLinesFirst(lines)
  const overviewed = shallowRef<ExploreQuestion>()

  /** Once the lines are there; what the question before it still counts is given up at once. */
  function askOverview(): void {
    histogram.cancel()
    previous.cancel()
    void afterLines(() => {
      overviewed.value = question.value
      if (mayAsk.value) askHistograms()
    })
  }

  /** The legend goes on to offer every level, or value. */
  function askHistograms(): void {
    const { by, compare } = state.value
    const query = withoutChosen(question.value.query, splitLabel(by)) || EVERYTHING
    const asked = { ...question.value, query, buckets: isWide.value ? 100 : 40, ...(by && { by, top: MOST_VALUES }) }
    void histogram.run(asked)
    if (!compare) return
    const { start, end } = span.value
    void previous.run({ ...asked, start: new Date(2 * start - end).toISOString(), end: asked.start })
  }

  watch(() => [state.value.by, state.value.compare].join(' '), () => mayAsk.value && askHistograms())
  return {
    histogram, previous, askOverview,
    /** What to count with. */
    overview: computed(() => overviewed.value ?? question.value),
    /** Whether to wait with it. */
    overviewHeld: held,
  }
}
