import type { BinaryNode, MetricNode } from '../ast'
import { CALCULATIONS } from '../metrics/binary/calculate'

/** Two numbers are calculated at once, as Loki does. */
export function foldLiterals(node: BinaryNode): MetricNode {
  const { left, right, operator } = node
  if (left.kind !== 'literal' || right.kind !== 'literal' || operator === 'or' || operator === 'and' || operator === 'unless') return node
  return Object.freeze({ kind: 'literal', value: CALCULATIONS[operator](left.value, right.value) })
}
