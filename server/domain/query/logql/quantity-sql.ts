import { BYTE_SIZES } from '#shared/logql'

export type QuantityKind = 'number' | 'duration' | 'bytes'

/** A text as a number, in SQL. */
export interface QuantitySql {
  /** Float64; durations in nanoseconds, sizes in bytes. */
  readonly value: string
  /** Whether the text is of a form that engine and interpreter read alike; else the value means nothing. */
  readonly isPlain: string
}

const DURATION_UNITS = `['ns', 'us', 'ms', 's', 'm', 'h'], [1, 1000, 1000000, 1000000000, 60000000000, 3600000000000], 0`
const SIZE_UNITS = `[${['', ...BYTE_SIZES.keys()].map(name => `'${name}'`).join(', ')}], [${[1, ...BYTE_SIZES.values()].map(size => BigInt(size)).join(', ')}], 0`

/**
 * What a text of digits and a unit comes to, calculated in the interpreter's order (`conversions.ts`).
 * @param text is an expression of type String
 */
export function quantitySql(text: string, kind: QuantityKind): QuantitySql {
  switch (kind) {
    case 'number': return { value: `toFloat64OrZero(${text})`, isPlain: `match(${text}, '^-?[0-9]{1,40}([.][0-9]{1,40})?$')` }
    case 'duration': {
      const size = `transform(extract(${text}, '[a-z]+$'), ${DURATION_UNITS})`
      const value = `(toFloat64OrZero(extract(${text}, '^[0-9]+')) * ${size} + toFloat64OrZero(concat('0.', extract(${text}, '[.]([0-9]+)'))) * ${size})`
      return { value, isPlain: `(match(${text}, '^[0-9]{1,15}([.][0-9]{1,15})?(ns|us|ms|s|m|h)$') AND ${value} < 9.223372036854775e18)` }
    }
    case 'bytes': {
      const size = `transform(lower(extract(${text}, '[a-zA-Z]*$')), ${SIZE_UNITS})`
      const value = `floor(toFloat64OrZero(extract(${text}, '^[0-9.]+')) * ${size})`
      return { value, isPlain: `(match(${text}, '^[0-9]{1,15}([.][0-9]{1,15})? ?[a-zA-Z]{0,3}$') AND ${size} > 0 AND ${value} < 1.8446744073709e19)` }
    }
  }
}
