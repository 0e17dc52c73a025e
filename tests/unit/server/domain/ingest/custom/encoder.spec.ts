import { describe, expect, it } from 'vitest'
import type { CustomTable } from '#shared/types/custom-table'
import type { LogRecord } from '#shared/types/log-record'
import { beginCustom } from '~~/server/domain/ingest/custom/batch'
import { insertColumns } from '~~/server/domain/ingest/custom/columns'
import { Patterns } from '~~/server/domain/ingest/pattern/columns'
import { customTable } from '~~/tests/fixtures/custom-tables'
import { logRecord } from '~~/tests/fixtures/records'

/** The row of a record: the texts of its columns; `default` where the column's own is meant. All columns but the time are String. */
function rowOf(table: CustomTable, record: Partial<LogRecord>): Record<string, string> {
  const batch = beginCustom(table, new Patterns().begin('t'), Infinity)
  expect(batch.write(logRecord(record))).toBeUndefined()
  const { bytes } = batch.finish(length => Buffer.alloc(length))
  let at = 14
  return Object.fromEntries(insertColumns(table).slice(2).flatMap((name) => {
    if (bytes[at++] === 1) return name.startsWith('Pattern') ? [] : [[name, 'default']]
    if (name === table.mapping.time || name === 'PatternHash') {
      at += 8
      return []
    }
    let length = bytes[at++]!
    if (length >= 0x80) length += (bytes[at++]! - 1) * 0x80
    at += length
    return name === 'PatternText' ? [] : [[name, bytes.toString('utf8', at - length, at)]]
  }))
}

const TIME = 'time DateTime64(9)'

describe('a record becomes a row', () => {
  it('by roles, by names, with what has no column in the rest', () => {
    const table = customTable(`${TIME}, message String, level String, app String, trace_id String, region String, extra String`, { rest: 'extra' })
    expect(rowOf(table, { body: 'hello', severityText: 'warn', serviceName: 'shop', traceId: '0'.repeat(31) + '1', spanId: 'a'.repeat(16), logAttributes: { region: 'eu', ok: true, level: 'mine' } }))
      .toEqual({ message: 'hello', level: 'warn', app: 'shop', trace_id: '0'.repeat(31) + '1', region: 'eu', extra: `{"ok":true,"level":"mine","span_id":"${'a'.repeat(16)}"}` })
  })

  it('into columns that are called as what every object has', () => {
    const table = customTable(`${TIME}, constructor String, toString String`)
    expect(rowOf(table, { logAttributes: { constructor: 'Ada', toString: 'text' } })).toEqual({ constructor: 'Ada', toString: 'text' })
    expect(rowOf(table, {})).toEqual({ constructor: '', toString: '' })
  })

  it('what a role lacks is taken from the attribute of the column’s name', () => {
    const table = customTable(`${TIME}, message String, level String, app String`)
    expect(rowOf(table, { body: '', severityText: '', severityNumber: 0, serviceName: 'unknown_service', logAttributes: { message: 'm', level: 'odd', app: 'a' } }))
      .toEqual({ message: 'm', level: 'odd', app: 'a' })
    expect(rowOf(table, { body: 'x', severityText: '', severityNumber: 17, serviceName: 'unknown_service' })).toEqual({ message: 'x', level: 'error', app: '' })
  })

  it('columns without a role take what the record has by their name, or their default', () => {
    const table = customTable(`${TIME}, text String, log_level String DEFAULT 'none', msg String, ScopeName String, EventName String, Timestamp String`, { body: undefined, severity: undefined, time: 'time' })
    expect(rowOf(table, { body: 'b', severityText: '', severityNumber: 0, scopeName: 's', seconds: 1_790_000_000, nanos: 5 }))
      .toEqual({ text: '', log_level: 'default', msg: 'b', ScopeName: 's', EventName: '', Timestamp: '2026-09-21T14:13:20.000000005Z' })
  })

  it('fields of the mapping: another attribute, or never one', () => {
    const table = customTable(`${TIME}, message String, a String, b String DEFAULT 'x', rest String`, { fields: { a: 'http.path', b: null }, rest: 'rest' })
    expect(rowOf(table, { body: 'm', serviceName: '', severityText: '', severityNumber: 0, logAttributes: { a: 1, b: 2, http: { path: '/' } } }))
      .toEqual({ message: 'm', a: '/', rest: '{"a":1,"b":2}' })
  })

  it('an unfit one leaves nothing behind', () => {
    const table = customTable(`${TIME}, message String, n UInt8`)
    const batch = beginCustom(table, new Patterns().begin('t'), Infinity)
    expect(batch.write(logRecord({ logAttributes: { n: 1 } }))).toBeUndefined()
    expect(batch.write(logRecord({ logAttributes: { n: 'abc' } }))).toBe('column n UInt8: "abc" is not a whole number')
    expect(batch.write(logRecord({ logAttributes: { n: 3 } }))).toBeUndefined()
    const alone = beginCustom(table, new Patterns().begin('t'), Infinity)
    for (const n of [1, 3]) alone.write(logRecord({ logAttributes: { n } }))
    const lend = (length: number) => Buffer.alloc(length)
    expect(batch.finish(lend)).toEqual(alone.finish(lend))
  })

  it('a time that a DateTime does not hold is refused', () => {
    const batch = beginCustom(customTable('time DateTime, message String'), new Patterns().begin('t'), Infinity)
    expect(batch.write(logRecord({ seconds: -1 }))).toBe('column time DateTime: the time of the line is outside 1970 to 2106')
  })

  it('rows have a bound', () => {
    const batch = beginCustom(customTable(`${TIME}, message String`), new Patterns().begin('t'), 1000)
    expect(() => {
      for (let i = 0; i < 100; i++) batch.write(logRecord({ body: 'x'.repeat(100) }))
    }).toThrow(expect.objectContaining({ code: 'too_large' }) as Error)
  })
})
