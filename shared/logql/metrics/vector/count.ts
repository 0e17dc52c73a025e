import type { VectorAccumulator } from './accumulator'

export function count(): VectorAccumulator {
  let value = 0
  return {
    add: () => { value++ },
    result: labels => [{ labels, value }],
  }
}
