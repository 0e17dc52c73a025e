import type { RangeFunction } from './window'

/** `quantile_over_time`: between the two nearest values; what is no number counts as the least. */
export const quantileOverTime: RangeFunction = ({ values, first, parameter }) => {
  if (parameter < 0) return -Infinity
  if (parameter > 1) return Infinity
  const sorted = Float64Array.from(values.slice(first), value => Number.isNaN(value) ? -Infinity : value).sort()
  let missing = 0
  for (let i = first; i < values.length; i++) if (Number.isNaN(values[i]!)) missing++
  sorted.fill(Number.NaN, 0, missing)
  const rank = parameter * (sorted.length - 1)
  const lower = Math.floor(rank)
  const weight = rank - lower
  return sorted[lower]! * (1 - weight) + sorted[Math.min(sorted.length - 1, lower + 1)]! * weight
}
