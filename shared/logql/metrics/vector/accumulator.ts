import type { Sample, SeriesLabels } from '../series'

/** What a vector aggregation makes of the series of one group: they are added one by one. */
export interface VectorAccumulator {
  add(sample: Sample): void
  /** @param labels of the group */
  result(labels: SeriesLabels): readonly Sample[]
}

/** An accumulator of one number. @param add gives what was and one more value, the `count`th */
export function numberAccumulator(add: (before: number, value: number, count: number) => number): VectorAccumulator {
  let value = 0
  let count = 0
  return {
    add(sample) {
      count++
      value = count === 1 ? sample.value : add(value, sample.value, count)
    },
    result: labels => [{ labels, value }],
  }
}
