import type { BinaryNode, BinaryOperator } from '../../ast'
import type { Sample } from '../series'
import { calculation } from './calculate'

/** Each series with a number. @param isLeft the number stands left */
export function scalarCalculation({ operator, returnBool }: BinaryNode, scalar: number, isLeft: boolean): (samples: readonly Sample[]) => Sample[] {
  const calculate = calculation(operator as Exclude<BinaryOperator, 'or' | 'and' | 'unless'>, returnBool)
  return samples => samples.flatMap(({ labels, value }) => {
    const result = isLeft ? calculate(scalar, value, value) : calculate(value, scalar, value)
    return result === undefined ? [] : [{ labels, value: result }]
  })
}
