/** The next of 1, 2, 5 times a power of ten. */
export function readableStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  return [1, 2, 5, 10].map(factor => factor * power).find(size => size >= least) ?? least
}

/** Round numbers between two others: a few lines across a chart. */
export function valueTicks([low, high]: readonly [number, number]): number[] {
  const step = readableStep((high - low) / 5)
  const first = Math.ceil(low / step)
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, index) => (first + index) * step)
}
