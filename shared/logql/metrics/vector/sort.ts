import { compareLabels, type Sample } from '../series'
import type { VectorAccumulator } from './accumulator'

/** What is no number stands behind all others, whichever the order; equal ones by their labels. */
function accumulator(sign: 1 | -1): VectorAccumulator {
  const samples: Sample[] = []
  return {
    add: (sample) => { samples.push(sample) },
    result: () => samples.sort((a, b) => Number(Number.isNaN(a.value)) - Number(Number.isNaN(b.value)) || (a.value < b.value ? -sign : a.value > b.value ? sign : compareLabels(a.labels, b.labels))),
  }
}

export const sort = () => accumulator(1)
export const sortDescending = () => accumulator(-1)
