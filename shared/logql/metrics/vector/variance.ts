import type { VectorAccumulator } from './accumulator'

/** Of the population, by Welford’s method; a single value has none. */
function accumulator(finish: (variance: number) => number): VectorAccumulator {
  let count = 0
  let mean = 0
  let squares = 0
  return {
    add({ value }) {
      count++
      if (count === 1) mean = value
      else {
        const delta = value - mean
        mean += delta / count
        squares += delta * (value - mean)
      }
    },
    result: labels => [{ labels, value: finish(squares / count) }],
  }
}

export const variance = () => accumulator(value => value)
export const deviation = () => accumulator(Math.sqrt)
