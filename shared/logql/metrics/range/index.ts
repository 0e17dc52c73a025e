import type { RangeOperation } from '../../ast'
import { presentOverTime } from './absent'
import { averageOverTime } from './average'
import { countOverTime } from './count'
import { firstOverTime, lastOverTime } from './ends'
import { maxOverTime, minOverTime } from './extremes'
import { quantileOverTime } from './quantile'
import { rate } from './rate'
import { rateCounter } from './rate-counter'
import { sumOverTime } from './sum'
import { deviationOverTime, varianceOverTime } from './variance'
import type { RangeFunction } from './window'

export type { RangeFunction, SampleWindow } from './window'

/** What each range aggregation makes of a window. */
export const RANGE_FUNCTIONS: Readonly<Record<RangeOperation, RangeFunction>> = {
  rate,
  rate_counter: rateCounter,
  count_over_time: countOverTime,
  bytes_rate: rate,
  bytes_over_time: sumOverTime,
  avg_over_time: averageOverTime,
  sum_over_time: sumOverTime,
  min_over_time: minOverTime,
  max_over_time: maxOverTime,
  stdvar_over_time: varianceOverTime,
  stddev_over_time: deviationOverTime,
  quantile_over_time: quantileOverTime,
  first_over_time: firstOverTime,
  last_over_time: lastOverTime,
  absent_over_time: presentOverTime,
}
