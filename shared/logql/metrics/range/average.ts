import { addToMean } from '../mean'
import type { RangeFunction } from './window'

/** `avg_over_time` */
export const averageOverTime: RangeFunction = ({ values, first }) => {
  let mean = 0
  for (let i = first; i < values.length; i++) mean = addToMean(mean, values[i]!, i - first + 1)
  return mean
}
