import { describe, expect, it } from 'vitest'
import { anchorStatement } from '~~/server/domain/query/anchor'
import { timePart } from '~~/server/domain/query/conditions'
import { definitionStatement } from '~~/server/domain/query/definition'
import { HOUR, NOON } from './support'

const TIME = [
  'toStartOfFiveMinutes(Timestamp) >= toStartOfFiveMinutes(fromUnixTimestamp64Nano({start:Int64}))',
  'toStartOfFiveMinutes(Timestamp) <= toStartOfFiveMinutes(fromUnixTimestamp64Nano({end:Int64}))',
  'Timestamp >= fromUnixTimestamp64Nano({start:Int64})',
  'Timestamp < fromUnixTimestamp64Nano({end:Int64})',
]
const span = { table: 'logs_1', start: String(NOON), end: String(NOON + HOUR) }
const window = { start: NOON, end: NOON + HOUR }

describe('timePart', () => {
  it('says the range also in terms of the sort key', () => {
    expect(timePart(window)).toEqual({ sql: TIME, params: { start: span.start, end: span.end } })
  })

  it.each([
    { start: -1n, end: NOON },
    { start: 0n, end: 4_294_967_295_000_000_001n },
  ])('but not where a 32-bit time would wrap around', (range) => {
    expect(timePart(range).sql).toEqual(TIME.slice(2))
  })
})

describe('anchorStatement', () => {
  it('asks where the lines begin', () => {
    expect(anchorStatement('logs_1', window, 'desc')).toEqual({
      sql: `SELECT toUInt32(toStartOfFiveMinutes(Timestamp)) AS block\nFROM {table:Identifier}\nWHERE ${TIME.join('\n  AND ')}\nORDER BY toStartOfFiveMinutes(Timestamp) DESC\nLIMIT 1`,
      params: span,
    })
    expect(anchorStatement('logs_1', window, 'asc').sql).toContain('ORDER BY toStartOfFiveMinutes(Timestamp) ASC')
  })
})

describe('definitionStatement', () => {
  it('names the table by parameters', () => {
    expect(definitionStatement('cordwood', 'source_1')).toEqual({
      sql: 'SHOW CREATE TABLE {database:Identifier}.{table:Identifier}', params: { database: 'cordwood', table: 'source_1' },
    })
  })
})
