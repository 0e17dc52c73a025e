import type { BinaryNode, BinaryOperator, MetricNode } from '../ast'

const CALCULATIONS: Partial<Record<BinaryOperator, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  // As Loki: what is divided by zero is no number.
  '/': (a, b) => b === 0 ? Number.NaN : a / b,
  '%': (a, b) => b === 0 ? Number.NaN : a % b,
  '^': (a, b) => a ** b,
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  '>': (a, b) => Number(a > b),
  '>=': (a, b) => Number(a >= b),
  '<': (a, b) => Number(a < b),
  '<=': (a, b) => Number(a <= b),
}

/** Two numbers are calculated at once, as Loki does. */
export function foldLiterals(node: BinaryNode): MetricNode {
  const { left, right, operator } = node
  const calculate = CALCULATIONS[operator]
  if (left.kind !== 'literal' || right.kind !== 'literal' || calculate === undefined) return node
  return Object.freeze({ kind: 'literal', value: calculate(left.value, right.value) })
}
