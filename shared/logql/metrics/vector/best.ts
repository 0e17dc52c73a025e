import type { Sample } from '../series'
import type { VectorAccumulator } from './accumulator'

/** `topk` and `bottomk` keep the labels of the series; what is no number comes last. Of equal ones the first stay. */
function accumulator(limit: number, isBetter: (a: number, b: number) => boolean): VectorAccumulator {
  const kept: Sample[] = []
  return {
    add(sample) {
      const rank = kept.findIndex(({ value }) => isBetter(sample.value, value) || (Number.isNaN(value) && !Number.isNaN(sample.value)))
      if (rank < 0 && kept.length >= limit) return
      kept.splice(rank < 0 ? kept.length : rank, 0, sample)
      kept.length = Math.min(kept.length, limit)
    },
    result: () => kept,
  }
}

export const top = (limit: number) => accumulator(limit, (a, b) => a > b)
export const bottom = (limit: number) => accumulator(limit, (a, b) => a < b)
