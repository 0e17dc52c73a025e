import { CallError } from './errors'
import { GoTime } from './time'
import type { Value } from './values'

type Comparable = string | bigint | number | boolean | null | bigint

function comparable(value: Value): Comparable {
  if (value === undefined || value === null) return null
  if (value instanceof GoTime) return value.nanoseconds
  if (typeof value === 'object') throw new CallError('non-comparable type')
  return value
}

/** As Go's `eq`: an integer and a float are not compared. @throws CallError */
export function isEqual(a: Value, b: Value): boolean {
  const [left, right] = [comparable(a), comparable(b)]
  if (left === null || right === null) return left === right
  if (typeof left !== typeof right) throw new CallError('incompatible types for comparison')
  return left === right
}

/** Below 0, 0 or above it; NaN for what has no order. @throws CallError */
export function compareValues(a: Value, b: Value): number {
  const [left, right] = [comparable(a), comparable(b)]
  if (left === null || right === null || typeof left === 'boolean' || typeof right === 'boolean') throw new CallError('invalid type for comparison')
  if (typeof left !== typeof right) throw new CallError('incompatible types for comparison')
  return left < right ? -1 : left > right ? 1 : left === right ? 0 : Number.NaN
}
