/** A mean with one more value, the `count`th. An infinite mean stays what it is, as in Prometheus. */
export function addToMean(mean: number, value: number, count: number): number {
  const isInfinite = mean === Infinity || mean === -Infinity
  if (isInfinite && (value === mean || Number.isFinite(value))) return mean
  return mean + (value / count - mean / count)
}
