import type { AttributeValue } from '#shared/types/log-record'
import type { RowWriter } from '../encode/row-writer'
import { shown, type ValueWriter } from './value-writer'

/** Integers of 256 bits have 78 digits. */
const DIGITS = /^[+-]?\d{1,100}$/

/** A whole number, however it was sent; undefined for anything else. Never rounded. */
export function wholeNumber(value: AttributeValue): number | bigint | undefined {
  switch (typeof value) {
    case 'number': return Number.isSafeInteger(value) ? value : Number.isInteger(value) ? BigInt(value) : undefined
    case 'bigint': return value
    case 'boolean': return Number(value)
    case 'string': return ofText(value.trim())
    default: return undefined
  }
}

function ofText(text: string): number | bigint | undefined {
  if (!DIGITS.test(text)) return undefined
  return text.length <= 15 ? Number(text) : BigInt(text.startsWith('+') ? text.slice(1) : text)
}

/** `Int8` … `UInt256` (https://clickhouse.com/docs/sql-reference/data-types/int-uint). */
export function integerWriter(isSigned: boolean, bits: number): ValueWriter {
  const bytes = bits / 8
  const most = (1n << BigInt(isSigned ? bits - 1 : bits)) - 1n
  const least = isSigned ? -most - 1n : 0n
  const put = putter(isSigned, bytes)
  return {
    write(writer, value) {
      const number = wholeNumber(value)
      if (number === undefined) return `${shown(value)} is not a whole number`
      if (number < least || number > most) return `${shown(value)} is outside ${least} to ${most}`
      put(writer, number)
      return undefined
    },
    zero: writer => put(writer, 0),
  }
}

function putter(isSigned: boolean, bytes: number): (writer: RowWriter, value: number | bigint) => void {
  if (bytes > 4) return (writer, value) => writer.bigInt(BigInt(value), bytes)
  return isSigned
    ? (writer, value) => writer.int(Number(value), bytes)
    : (writer, value) => writer.uint(Number(value), bytes)
}

const WORDS = new Map<AttributeValue, number>([[true, 1], [false, 0], [1, 1], [0, 0]])
for (const [number, words] of [[1, 'true t yes y on 1'], [0, 'false f no n off 0']] as const) {
  for (const word of words.split(' ')) WORDS.set(word, number)
}

/** `Bool`: a byte. */
export const boolWriter: ValueWriter = {
  write(writer, value) {
    const number = WORDS.get(typeof value === 'string' ? value.trim().toLowerCase() : typeof value === 'bigint' ? Number(value) : value)
    if (number === undefined) return `${shown(value)} is neither true nor false`
    writer.uint8(number)
    return undefined
  },
  zero: writer => writer.uint8(0),
}
