import { readableStep } from './ticks'

/** Values from `from` on and below `to`, and how many there are; in the last bin `to` too. */
export interface Bin { from: number, to: number, count: number }

const BINS = 30

/** How values are spread: in bins of a readable width. */
export function binsOf(values: readonly number[], wanted = BINS): Bin[] {
  if (values.length === 0) return []
  let [low, high] = [Infinity, -Infinity]
  for (const value of values) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (low === high) return [{ from: low - 0.5, to: high + 0.5, count: values.length }]
  const width = readableStep((high - low) / wanted)
  const first = Math.floor(low / width)
  const bins = Array.from({ length: Math.max(1, Math.ceil(high / width) - first) }, (_, index): Bin => ({ from: (first + index) * width, to: (first + index + 1) * width, count: 0 }))
  for (const value of values) bins[Math.min(bins.length - 1, Math.floor(value / width) - first)]!.count++
  return bins
}
