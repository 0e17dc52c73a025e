import type { VectorAggregationNode, VectorOperation } from '../../ast'
import { memo, SeriesLabels, type Sample } from '../series'
import type { VectorAccumulator } from './accumulator'
import { average } from './average'
import { bottom, top } from './best'
import { count } from './count'
import { max, min } from './extremes'
import { sort, sortDescending } from './sort'
import { sum } from './sum'
import { deviation, variance } from './variance'

/** What each vector aggregation adds up with; `approx_topk` is exact here. */
const ACCUMULATORS: Readonly<Record<VectorOperation, (parameter: number) => VectorAccumulator>> = {
  sum, avg: average, count, max, min, stddev: deviation, stdvar: variance, bottomk: bottom, topk: top, approx_topk: top, sort, sort_desc: sortDescending,
}

export type VectorFunction = (samples: readonly Sample[]) => readonly Sample[]

/** What an aggregation makes of the series of each step. */
export function vectorAggregation({ operation, grouping, parameter = 0 }: VectorAggregationNode): VectorFunction {
  const group = memo(labels => grouping === undefined ? SeriesLabels.none : labels.grouped(grouping))
  return (samples) => {
    const groups = new Map<SeriesLabels, VectorAccumulator>()
    for (const sample of samples) {
      const labels = group(sample.labels)
      let accumulator = groups.get(labels)
      if (accumulator === undefined) groups.set(labels, accumulator = ACCUMULATORS[operation](parameter))
      accumulator.add(sample)
    }
    return [...groups].flatMap(([labels, accumulator]) => accumulator.result(labels))
  }
}
