import type { BinaryOperator } from '../../ast'

type Calculation = (a: number, b: number) => number

/** As Go's math.Pow: 1 to whatever power is 1, and -1 to an infinite one too. */
function power(a: number, b: number): number {
  return a === 1 || (a === -1 && (b === Infinity || b === -Infinity)) ? 1 : a ** b
}

/** As Loki: what is divided by zero is no number. Comparisons give 1 or 0. */
export const CALCULATIONS: Readonly<Record<Exclude<BinaryOperator, 'or' | 'and' | 'unless'>, Calculation>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => b === 0 ? Number.NaN : a / b,
  '%': (a, b) => b === 0 ? Number.NaN : a % b,
  '^': power,
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  '>': (a, b) => Number(a > b),
  '>=': (a, b) => Number(a >= b),
  '<': (a, b) => Number(a < b),
  '<=': (a, b) => Number(a <= b),
}

const COMPARISONS: ReadonlySet<BinaryOperator> = new Set(['==', '!=', '>', '>=', '<', '<='])

/**
 * A calculation of two series, or of one and a number.
 * @param kept is the value that a comparison without `bool` lets through
 * @returns undefined where such a comparison does not hold
 */
export function calculation(operator: Exclude<BinaryOperator, 'or' | 'and' | 'unless'>, returnBool: boolean): (a: number, b: number, kept: number) => number | undefined {
  const calculate = CALCULATIONS[operator]
  if (!COMPARISONS.has(operator) || returnBool) return calculate
  return (a, b, kept) => calculate(a, b) === 1 ? kept : undefined
}
