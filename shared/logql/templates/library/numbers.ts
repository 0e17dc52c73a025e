import { parseByteSize } from '../../byte-sizes'
import { parseGoDuration, parseGoFloat, readByteSize } from '../../pipeline/conversions'
import { CallError } from '../errors'
import { define, defineMany, type TemplateFunction } from '../functions'
import type { Value } from '../values'
import { add, decimalOf, divide, floatOf, multiply, subtract, type Decimal } from './decimals'

const INTEGER = /^[+-]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|\d+)$/

/** What can’t be read is 0, as in sprig. */
function toInteger(value: Value): bigint {
  switch (typeof value) {
    case 'bigint': return BigInt.asIntN(64, value)
    case 'number': return Number.isFinite(value) ? BigInt.asIntN(64, BigInt(Math.trunc(value))) : 0n
    case 'boolean': return value ? 1n : 0n
    case 'string': {
      const text = value.replace(/\.0*$/, '')
      if (!INTEGER.test(text)) return 0n
      const digits = text.replace(/^[+-]/, '')
      const size = BigInt(/^0\d+$/.test(digits) ? `0o${digits}` : digits)
      const number = text.startsWith('-') ? -size : size
      return BigInt.asIntN(64, number) === number ? number : 0n
    }
    default: return 0n
  }
}

function toFloat(value: Value): number {
  if (typeof value === 'string') {
    const number = parseGoFloat(value)
    return typeof number === 'number' ? number : 0
  }
  return typeof value === 'number' ? value : typeof value === 'bigint' || typeof value === 'boolean' ? Number(value) : 0
}

const wrapped = (value: bigint) => BigInt.asIntN(64, value)

function divisor(value: Value): bigint {
  const number = toInteger(value)
  if (number === 0n) throw new CallError('runtime error: integer divide by zero')
  return number
}

/** Floats are calculated with as decimals, as in sprig: 0.1 and 0.2 are 0.3. */
const calculated = (calculate: (a: Decimal, b: Decimal) => Decimal, first: Value, others: readonly Value[]) =>
  floatOf(others.map(value => decimalOf(toFloat(value))).reduce(calculate, decimalOf(toFloat(first))))

const decimals = (calculate: (a: Decimal, b: Decimal) => Decimal): TemplateFunction =>
  defineMany(['any'], 'any', (first, ...others) => calculated(calculate, first, others))

function round(value: Value, places: bigint, roundOn = 0.5): number {
  const power = 10 ** Number(places)
  const digit = power * toFloat(value)
  const fraction = digit - Math.trunc(digit)
  return (fraction >= roundOn ? Math.ceil(digit) : Math.floor(digit)) / power
}

const least = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b))
const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b))

function duration(text: string): number {
  const nanoseconds = parseGoDuration(text)
  if (typeof nanoseconds === 'string') throw new CallError(nanoseconds)
  return nanoseconds / 1e9
}

function bytes(text: string): number {
  const size = parseByteSize(text) ?? readByteSize(text)
  if (typeof size === 'string') throw new CallError(size)
  return size
}

export const NUMBERS: Record<string, TemplateFunction> = {
  int: define(['any'], toInteger),
  float64: define(['any'], toFloat),
  add: defineMany([], 'any', (...values) => wrapped(values.reduce((sum: bigint, value) => sum + toInteger(value), 0n))),
  sub: define(['any', 'any'], (a, b) => wrapped(toInteger(a) - toInteger(b))),
  mul: defineMany(['any'], 'any', (first, ...others) => others.reduce((product: bigint, value) => wrapped(product * toInteger(value)), toInteger(first))),
  div: define(['any', 'any'], (a, b) => toInteger(a) / divisor(b)),
  mod: define(['any', 'any'], (a, b) => toInteger(a) % divisor(b)),
  addf: defineMany([], 'any', (...values) => calculated(add, 0n, values)),
  subf: decimals(subtract),
  mulf: decimals(multiply),
  divf: decimals(divide),
  max: defineMany(['any'], 'any', (...values) => values.map(toInteger).reduce((a, b) => a > b ? a : b)),
  min: defineMany(['any'], 'any', (...values) => values.map(toInteger).reduce((a, b) => a < b ? a : b)),
  maxf: defineMany(['any'], 'any', (...values) => most(values.map(toFloat))),
  minf: defineMany(['any'], 'any', (...values) => least(values.map(toFloat))),
  ceil: define(['any'], value => Math.ceil(toFloat(value))),
  floor: define(['any'], value => Math.floor(toFloat(value))),
  round: defineMany(['any', 'int'], 'float', round),
  bytes: define(['string'], bytes),
  duration: define(['string'], duration),
  duration_seconds: define(['string'], duration),
}
