import { secondsOf, sizeOf, type RangeFunction } from './window'

/**
 * `rate_counter`: how fast a counter grows, with resets, extrapolated to the edges of the window as Prometheus does
 * (https://github.com/prometheus/prometheus/blob/main/promql/functions.go, extrapolatedRate).
 */
export const rateCounter: RangeFunction = (window) => {
  const { values, times, first, start, end } = window
  const count = sizeOf(window)
  if (count < 2) return 0
  const last = values.length - 1
  const growth = growthOf(values, first)
  const sampled = Number(times[last]! - times[first]!) / 1e9
  const average = sampled / (count - 1)
  let toStart = Number(times[first]! - start) / 1e9
  const toEnd = Number(end - times[last]!) / 1e9
  // A counter does not go below zero.
  if (growth > 0 && values[first]! >= 0) toStart = Math.min(toStart, sampled * (values[first]! / growth))
  const threshold = average * 1.1
  const whole = sampled + (toStart < threshold ? toStart : average / 2) + (toEnd < threshold ? toEnd : average / 2)
  return growth * (whole / sampled) / secondsOf(window)
}

/** A value below the one before means that the counter began again. */
function growthOf(values: readonly number[], first: number): number {
  let growth = values.at(-1)! - values[first]!
  let before = 0
  for (let i = first; i < values.length; i++) {
    if (values[i]! < before) growth += before
    before = values[i]!
  }
  return growth
}
