import type { AttributeValue } from '#shared/types/log-record'
import { shown, type ValueWriter } from './value-writer'

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,5})?$/i
const SPECIAL = new Map([['nan', Number.NaN], ['inf', Infinity], ['+inf', Infinity], ['infinity', Infinity], ['-inf', -Infinity], ['-infinity', -Infinity]])
const LONGEST = 400

/** The text of a number, however it was sent; undefined for anything else. */
function numberText(value: AttributeValue): string | undefined {
  const text = typeof value === 'string'
    ? value.trim()
    : typeof value === 'boolean'
      ? String(Number(value))
      : typeof value === 'number' || typeof value === 'bigint' ? String(value) : ''
  return text.length <= LONGEST && NUMBER.test(text) ? text : undefined
}

/** `Float32`, `Float64` (https://clickhouse.com/docs/sql-reference/data-types/float). */
export function floatWriter(bits: 32 | 64): ValueWriter {
  return {
    write(writer, value) {
      const special = typeof value === 'string' ? SPECIAL.get(value.trim().toLowerCase()) : undefined
      const text = special === undefined ? numberText(value) : ''
      if (text === undefined) return `${shown(value)} is not a number`
      const number = special ?? Number(text)
      if (special === undefined && !Number.isFinite(bits === 32 ? Math.fround(number) : number)) return `${shown(value)} is larger than a Float${bits} can be`
      writer.float(number, bits)
      return undefined
    },
    zero: writer => writer.float(0, bits),
  }
}

const PARTS = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i

/**
 * `Decimal(P, S)`: the digits as an integer of 32, 64, 128 or 256 bits
 * (https://clickhouse.com/docs/sql-reference/data-types/decimal). Digits beyond the scale are cut off, as the engine does.
 */
export function decimalWriter(precision: number, scale: number): ValueWriter {
  const bytes = precision <= 9 ? 4 : precision <= 18 ? 8 : precision <= 38 ? 16 : 32
  const limit = 10n ** BigInt(precision)
  const put: (writer: Parameters<ValueWriter['zero']>[0], value: bigint) => void = bytes === 4
    ? (writer, value) => writer.int(Number(value), 4)
    : (writer, value) => writer.bigInt(value, bytes)
  return {
    write(writer, value) {
      const text = numberText(value)
      if (text === undefined) return `${shown(value)} is not a number`
      const scaled = scaledDigits(text, scale)
      if (scaled === undefined || scaled <= -limit || scaled >= limit) return `${shown(value)} has more than ${precision - scale} digits before the point`
      put(writer, scaled)
      return undefined
    },
    zero: writer => put(writer, 0n),
  }
}

/** The number times 10^scale, its further digits cut off; undefined when it is too large for any Decimal. */
function scaledDigits(text: string, scale: number): bigint | undefined {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = PARTS.exec(text) ?? []
  const digits = (whole + fraction).replace(/^0+/, '')
  if (digits === '') return 0n
  const shift = Number(exponent) + scale - fraction.length
  if (digits.length + shift > 77) return undefined
  const shifted = shift >= 0 ? digits + '0'.repeat(shift) : digits.slice(0, Math.max(0, digits.length + shift))
  const magnitude = BigInt(shifted === '' ? '0' : shifted)
  return sign === '-' ? -magnitude : magnitude
}
