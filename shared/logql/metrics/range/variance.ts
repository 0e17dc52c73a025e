import { sizeOf, type RangeFunction } from './window'

/** `stdvar_over_time`: of the population, by Welford’s method. */
export const varianceOverTime: RangeFunction = (window) => {
  const { values, first } = window
  let mean = 0
  let sum = 0
  for (let i = first; i < values.length; i++) {
    const delta = values[i]! - mean
    mean += delta / (i - first + 1)
    sum += delta * (values[i]! - mean)
  }
  return sum / sizeOf(window)
}

/** `stddev_over_time` */
export const deviationOverTime: RangeFunction = window => Math.sqrt(varianceOverTime(window))
