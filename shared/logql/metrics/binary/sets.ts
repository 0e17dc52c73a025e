import type { Matching } from '../../ast'
import type { Sample } from '../series'
import { signature } from './matching'

type SetFunction = (left: readonly Sample[], right: readonly Sample[]) => readonly Sample[]

/** `and`, `unless` and `or`: many series of one side may match many of the other. */
export function setOperation(operator: 'and' | 'or' | 'unless', matching: Matching | undefined): SetFunction {
  const of = signature(matching)
  const keysOf = (samples: readonly Sample[]) => new Set(samples.map(({ labels }) => of(labels)))
  return (left, right) => {
    if (operator === 'or') {
      const keys = keysOf(left)
      return [...left, ...right.filter(({ labels }) => !keys.has(of(labels)))]
    }
    const keys = keysOf(right)
    return left.filter(({ labels }) => keys.has(of(labels)) === (operator === 'and'))
  }
}
