import type { z } from 'zod'
import type { costSchema, QueryEvent } from '#shared/schemas/logql'
import type { MetricSeries } from '~/utils/charts/from-metric'

/** A metric query over a range: milliseconds since 1970. Without a step its numbers are given once, at the end. */
export interface MetricQuestion { project?: string, source?: string | string[], query: string, start: number, end: number, step?: string }
/** What came of it: the answer is there as a whole, or not at all. */
export interface MetricAnswer { question: MetricQuestion, series: MetricSeries[], cost: z.infer<typeof costSchema> }

/** Runs one metric query at a time: its numbers, with progress until they are there. */
export function useMetricQuery() {
  const answer = shallowRef<MetricAnswer>()
  let series: MetricSeries[] = []
  let complete = false

  function take(events: readonly QueryEvent[]): boolean {
    for (const event of events) {
      if ('series' in event) series.push(event.series)
      else if ('sample' in event) series.push({ labels: event.sample.labels, points: [[event.sample.time, event.sample.value]] })
      else if ('scalar' in event) series.push({ labels: {}, points: [[event.scalar.time, event.scalar.value]] })
      else if ('summary' in event) {
        answer.value = { question: running.asked.value!, series, cost: event.summary.cost }
        complete = true
      }
    }
    return false
  }

  const running = useQueryRun<MetricQuestion>({ language: 'logql' }, {
    take,
    begin() {
      series = []
      complete = false
    },
    isComplete: () => complete,
    clear: () => answer.value = undefined,
  })
  return { answer, ...running }
}
