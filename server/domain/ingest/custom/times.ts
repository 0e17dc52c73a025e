import type { AttributeValue } from '#shared/types/log-record'
import type { Moment } from '../decode/time'
import { parseMoment } from '../decode/time'
import type { RowWriter } from '../encode/row-writer'
import { shown, type ValueWriter } from './value-writer'

const DAY = 86_400
const WHAT = 'is not a time (RFC 3339, or a number of seconds, ms, µs or ns since 1970)'

/** Writes a moment; false, with nothing written, where the type has no such moment. */
export type PutMoment = (writer: RowWriter, moment: Moment) => boolean

/** A writer of times; texts without a zone are UTC. @param range what the type holds, in words */
function timeWriter(put: PutMoment, range: string): ValueWriter {
  return {
    write(writer: RowWriter, value: AttributeValue) {
      const moment = parseMoment(value)
      if (moment === undefined) return `${shown(value)} ${WHAT}`
      return put(writer, moment) ? undefined : `${shown(value)} is outside ${range}`
    },
    zero: writer => void put(writer, { seconds: 0, nanos: 0 }),
  }
}

/** https://clickhouse.com/docs/sql-reference/data-types/datetime: seconds since 1970 as UInt32. */
export const putDateTime: PutMoment = (writer, { seconds }) => {
  if (seconds < 0 || seconds > 0xFFFFFFFF) return false
  writer.uint(seconds, 4)
  return true
}

/** `DateTime64(p)`: ticks of 10^-p seconds as Int64. A moment is within 1900 to 2262, which every precision holds. */
export function putDateTime64(precision: number): PutMoment {
  if (precision === 9) {
    return (writer, { seconds, nanos }) => {
      writer.dateTime64Nanos(seconds, nanos)
      return true
    }
  }
  const perSecond = BigInt(10 ** precision)
  const perTick = 10 ** (9 - precision)
  return (writer, { seconds, nanos }) => {
    writer.bigInt(BigInt(seconds) * perSecond + BigInt(Math.floor(nanos / perTick)), 8)
    return true
  }
}

/** `Date`: days since 1970 as UInt16. */
const putDate: PutMoment = (writer, { seconds }) => {
  const day = Math.floor(seconds / DAY)
  if (day < 0 || day > 0xFFFF) return false
  writer.uint(day, 2)
  return true
}

/** `Date32`: days since 1970 as Int32. */
const putDate32: PutMoment = (writer, { seconds }) => {
  writer.int(Math.floor(seconds / DAY), 4)
  return true
}

export const dateTimeWriter = timeWriter(putDateTime, '1970 to 2106')
export const dateTime64Writer = (precision: number) => timeWriter(putDateTime64(precision), '1900 to 2262')
export const dateWriter = timeWriter(putDate, '1970-01-01 to 2149-06-06')
export const date32Writer = timeWriter(putDate32, '1900 to 2262')
