import type { BinaryNode, BinaryOperator } from '../../ast'
import { MetricError } from '../errors'
import type { Sample } from '../series'
import { calculation } from './calculate'
import { resultLabels, signature } from './matching'

type Arithmetic = Exclude<BinaryOperator, 'or' | 'and' | 'unless'>

/** Series of both sides that match, one to one or many to one. @throws MetricError where they match otherwise */
export function vectorCalculation({ operator, matching, returnBool }: BinaryNode): (left: readonly Sample[], right: readonly Sample[]) => Sample[] {
  const calculate = calculation(operator as Arithmetic, returnBool)
  const of = signature(matching)
  const isSwapped = matching?.group?.side === 'right'
  return (left, right) => {
    const [many, one] = isSwapped ? [right, left] : [left, right]
    const ones = byKey(one, of, isSwapped ? 'left' : 'right')
    const taken = new Set<string>()
    const results: Sample[] = []
    for (const sample of many) {
      const key = of(sample.labels)
      const other = ones.get(key)
      if (other === undefined) continue
      const labels = resultLabels(matching, sample.labels, other.labels)
      const place = matching?.group === undefined ? key : `${key}|${labels.key}`
      if (taken.has(place)) throw new MetricError(ambiguous(matching?.group !== undefined))
      taken.add(place)
      const [a, b] = isSwapped ? [other.value, sample.value] : [sample.value, other.value]
      const value = calculate(a, b, a)
      if (value !== undefined) results.push({ labels, value })
    }
    return results
  }
}

const ambiguous = (isGrouped: boolean) => isGrouped
  ? 'multiple matches for labels: grouping labels must ensure unique matches'
  : 'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)'

function byKey(samples: readonly Sample[], of: (labels: Sample['labels']) => string, side: string): Map<string, Sample> {
  const found = new Map<string, Sample>()
  for (const sample of samples) {
    const key = of(sample.labels)
    if (found.has(key)) throw new MetricError(`found duplicate series on the ${side} hand-side; many-to-many matching not allowed: matching labels must be unique on one side`)
    found.set(key, sample)
  }
  return found
}
