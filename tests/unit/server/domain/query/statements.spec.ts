import { describe, expect, it } from 'vitest'
import { levels } from '#shared/utils/levels'
import { anchorStatement } from '~~/server/domain/query/anchor'
import { filterPart, timePart } from '~~/server/domain/query/conditions'
import { definitionStatement } from '~~/server/domain/query/definition'
import { pageStatement, recordStatement } from '~~/server/domain/query/records'
import { HOUR, NOON, question } from './support'

const TIME = [
  'toStartOfFiveMinutes(Timestamp) >= toStartOfFiveMinutes(fromUnixTimestamp64Nano({start:Int64}))',
  'toStartOfFiveMinutes(Timestamp) <= toStartOfFiveMinutes(fromUnixTimestamp64Nano({end:Int64}))',
  'Timestamp >= fromUnixTimestamp64Nano({start:Int64})',
  'Timestamp < fromUnixTimestamp64Nano({end:Int64})',
]
const WHERE = `WHERE ${TIME.join('\n  AND ')}`
const span = { table: 'logs_1', start: String(NOON), end: String(NOON + HOUR) }

describe('timePart', () => {
  it('says the range also in terms of the sort key', () => {
    expect(timePart(question())).toEqual({ sql: TIME, params: { start: span.start, end: span.end } })
  })

  it.each([
    { start: -1n, end: NOON },
    { start: 0n, end: 4_294_967_295_000_000_001n },
  ])('but not where a 32-bit time would wrap around', (range) => {
    expect(timePart(range).sql).toEqual(TIME.slice(2))
  })
})

describe('filterPart', () => {
  it('is empty without a filter', () => expect(filterPart(question())).toEqual({ sql: [], params: {} }))

  it('puts the cheap tests first and every value into a parameter', () => {
    const part = filterPart(question({
      service: ['api', 'web'], level: ['error', 'fatal'], keyword: 'Boom', tags: { 'http.status': ['500', '502'], 'user': '' },
    }))
    expect(part.sql).toEqual([
      'ServiceName IN {services:Array(String)}',
      'SeverityNumber IN {severities:Array(UInt8)}',
      'lower(Body) LIKE {keyword:String}',
      '(LogAttributes[{tag0:String}] IN {tag0Values:Array(String)} OR ResourceAttributes[{tag0:String}] IN {tag0Values:Array(String)})',
      '((mapContains(LogAttributes, {tag1:String}) AND LogAttributes[{tag1:String}] IN {tag1Values:Array(String)})'
      + ' OR (mapContains(ResourceAttributes, {tag1:String}) AND ResourceAttributes[{tag1:String}] IN {tag1Values:Array(String)}))',
    ])
    expect(part.params).toEqual({
      services: ['api', 'web'],
      severities: [17, 18, 19, 20, 21, 22, 23, 24],
      keyword: '%boom%',
      tag0: 'http.status', tag0Values: ['500', '502'],
      tag1: 'user', tag1Values: [''],
    })
  })

  it('gives every severity number to one level', () => {
    const numbers = levels.map(level => filterPart(question({ level })).params.severities as number[])
    expect(numbers.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 256 }, (_, i) => i))
    expect(numbers[levels.indexOf('unknown')]?.slice(0, 2)).toEqual([0, 25])
  })

  it('never writes a value into the text', () => {
    const evil = `'; DROP TABLE x; --\\`
    const part = filterPart(question({ service: evil, keyword: evil, tags: { [evil]: evil } }))
    expect(part.sql.join('\n')).not.toContain('DROP')
  })
})

describe('statements', () => {
  const window = { start: NOON, end: NOON + HOUR }

  it('a page', () => {
    const statement = pageStatement({ question: question({ service: 'api' }), window, order: 'desc', after: undefined, limit: 101 })
    expect(statement.sql).toMatch(/^SELECT toUnixTimestamp64Nano\(Timestamp\) AS time, Segment AS segment/)
    expect(statement.sql).toContain(`FROM {table:Identifier}\n${WHERE}\n  AND ServiceName IN {services:Array(String)}\n`
      + 'ORDER BY Timestamp DESC, Segment DESC, Ordinal DESC\nLIMIT {limit:UInt32}')
    expect(statement.params).toEqual({ ...span, services: ['api'], limit: 101 })
  })

  it.each([['desc', '<', 'DESC'], ['asc', '>', 'ASC']] as const)('a page further on, %s', (order, sign, direction) => {
    const after = { time: NOON + 5n, segment: 9n, ordinal: 3 }
    const statement = pageStatement({ question: question(), window, order, after, limit: 2 })
    expect(statement.sql).toContain(`(Timestamp, Segment, Ordinal) ${sign} (fromUnixTimestamp64Nano({afterTime:Int64}), {afterSegment:UInt64}, {afterOrdinal:UInt32})`)
    expect(statement.sql).toContain(`ORDER BY Timestamp ${direction}, Segment ${direction}, Ordinal ${direction}`)
    expect(statement.params).toEqual({ ...span, afterTime: String(NOON + 5n), afterSegment: '9', afterOrdinal: 3, limit: 2 })
  })

  it('a page in a window that the position lies outside of', () => {
    for (const time of [NOON - 1n, NOON + HOUR]) {
      const statement = pageStatement({ question: question(), window, order: 'desc', after: { time, segment: 9n, ordinal: 3 }, limit: 2 })
      expect(statement.sql).not.toContain('after')
    }
  })

  it('where the lines begin', () => {
    expect(anchorStatement('logs_1', window, 'desc')).toEqual({
      sql: `SELECT toUInt32(toStartOfFiveMinutes(Timestamp)) AS block\nFROM {table:Identifier}\n${WHERE}\nORDER BY toStartOfFiveMinutes(Timestamp) DESC\nLIMIT 1`,
      params: span,
    })
    expect(anchorStatement('logs_1', window, 'asc').sql).toContain('ORDER BY toStartOfFiveMinutes(Timestamp) ASC')
  })

  it('a record', () => {
    const statement = recordStatement('logs_1', { segment: '7', ordinal: '8' })
    expect(statement.sql).toMatch(/FROM {table:Identifier}\nWHERE Segment = {segment:UInt64} AND Ordinal = {ordinal:UInt32}\nLIMIT 1$/)
    expect(statement.params).toEqual({ table: 'logs_1', segment: '7', ordinal: '8' })
  })
})

describe('definitionStatement', () => {
  it('names the table by parameters', () => {
    expect(definitionStatement('cordwood', 'source_1')).toEqual({
      sql: 'SHOW CREATE TABLE {database:Identifier}.{table:Identifier}', params: { database: 'cordwood', table: 'source_1' },
    })
  })
})
