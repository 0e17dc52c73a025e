import { CallError } from '../errors'

/** A number in decimal: so many units of ten to the power of minus `scale`. */
export interface Decimal { readonly units: bigint, readonly scale: number }

/** Digits behind the point that a division is rounded to, as github.com/shopspring/decimal does, which sprig calculates with. */
const PRECISION = 16

/** The decimal that a float is written as. @throws CallError for what is no finite number */
export function decimalOf(value: number): Decimal {
  if (!Number.isFinite(value)) throw new CallError(`Cannot create a Decimal from ${value}`)
  const [digits = '', exponent = '0'] = value.toExponential().split('e')
  const [whole = '', fraction = ''] = digits.split('.')
  const scale = fraction.length - Number(exponent)
  const units = BigInt(whole + fraction)
  return scale >= 0 ? { units, scale } : { units: units * 10n ** BigInt(-scale), scale: 0 }
}

/** The nearest float. */
export const floatOf = ({ units, scale }: Decimal) => Number(`${units}e-${scale}`)

/** Units of both in the finer of their scales. */
function aligned(a: Decimal, b: Decimal): { units: [bigint, bigint], scale: number } {
  const scale = Math.max(a.scale, b.scale)
  return { units: [a.units * 10n ** BigInt(scale - a.scale), b.units * 10n ** BigInt(scale - b.scale)], scale }
}

export function add(a: Decimal, b: Decimal): Decimal {
  const { units, scale } = aligned(a, b)
  return { units: units[0] + units[1], scale }
}

export const subtract = (a: Decimal, b: Decimal): Decimal => add(a, { ...b, units: -b.units })

export const multiply = (a: Decimal, b: Decimal): Decimal => ({ units: a.units * b.units, scale: a.scale + b.scale })

/** Rounded, halves away from zero. @throws CallError */
export function divide(a: Decimal, b: Decimal): Decimal {
  if (b.units === 0n) throw new CallError('decimal division by 0')
  const { units: [dividend, divisor] } = aligned(a, b)
  const scaled = dividend * 10n ** BigInt(PRECISION)
  const rest = scaled % divisor
  const isUp = 2n * size(rest) >= size(divisor)
  return { units: scaled / divisor + (isUp ? (scaled < 0n) === (divisor < 0n) ? 1n : -1n : 0n), scale: PRECISION }
}

const size = (value: bigint) => value < 0n ? -value : value
