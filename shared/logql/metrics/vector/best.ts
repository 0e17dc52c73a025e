import { compareLabels, type Sample } from '../series'
import type { VectorAccumulator } from './accumulator'

/**
 * `topk` and `bottomk` keep the labels of the series; what is no number comes last. Of equal ones those stay whose labels
 * come first, so that the same question has the same answer again.
 */
function accumulator(limit: number, isBetter: (a: number, b: number) => boolean): VectorAccumulator {
  const kept: Sample[] = []
  const isBefore = (a: Sample, b: Sample) => {
    if (isBetter(a.value, b.value)) return true
    if (isBetter(b.value, a.value)) return false
    const missing = Number(Number.isNaN(a.value)) - Number(Number.isNaN(b.value))
    return missing === 0 ? compareLabels(a.labels, b.labels) < 0 : missing < 0
  }
  return {
    add(sample) {
      const rank = kept.findIndex(other => isBefore(sample, other))
      if (rank < 0 && kept.length >= limit) return
      kept.splice(rank < 0 ? kept.length : rank, 0, sample)
      kept.length = Math.min(kept.length, limit)
    },
    result: () => kept,
  }
}

export const top = (limit: number) => accumulator(limit, (a, b) => a > b)
export const bottom = (limit: number) => accumulator(limit, (a, b) => a < b)
