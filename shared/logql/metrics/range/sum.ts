import type { RangeFunction } from './window'

/** `sum_over_time`, and `bytes_over_time`, whose values are the lengths of the lines. */
export const sumOverTime: RangeFunction = ({ values, first }) => {
  let sum = 0
  for (let i = first; i < values.length; i++) sum += values[i]!
  return sum
}
