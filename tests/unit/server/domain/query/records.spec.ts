import { describe, expect, it } from 'vitest'
import { levels } from '#shared/utils/levels'
import type { QueryRequest } from '#shared/schemas/query'
import { batchStatement, readLogCursor, writeLogCursor } from '~~/server/domain/query/logql/log-page'
import { pageQuestion } from '~~/server/domain/query/records'
import { ROW_COLUMNS, rowStatement } from '~~/server/domain/query/rows'
import { NOON, request, scope } from './support'

/** The conditions of a page apart from its time, and the values that are bound. */
function asked(part: Partial<QueryRequest>) {
  const { question } = pageQuestion(scope, request(part))
  const { sql, params } = batchStatement({ ...question, window: question.range, batch: 101, columns: ROW_COLUMNS })
  const [, conditions = ''] = /Timestamp < \S+\n((?: {2}AND .*\n)*)ORDER BY/.exec(sql) ?? []
  return { sql, params, conditions: conditions.split('\n').filter(Boolean).map(line => line.slice('  AND '.length)) }
}

describe('a page of the simple form', () => {
  it('reads whole rows', () => {
    const { sql, params } = asked({ service: 'api' })
    expect(sql).toContain(`SELECT ${ROW_COLUMNS}\nFROM {table:Identifier}\nWHERE `)
    expect(sql).toMatch(/ORDER BY Timestamp DESC, Segment DESC, Ordinal DESC\nLIMIT \{batch:UInt32\}$/)
    expect(params).toEqual({ table: 'logs_1', batch: 101, start: String(NOON), end: String(NOON + 3_600_000_000_000n), p0: 'api' })
  })

  it('asks columns first, and the index for the keyword', () => {
    expect(asked({ service: ['web', 'api.v2'], level: ['error', 'fatal'], keyword: 'Time out' })).toMatchObject({
      conditions: ['ServiceName IN {p0:Array(String)}', 'SeverityNumber IN {p1:Array(UInt8)}', '(lower(Body) LIKE {p3:String} AND lower(Body) LIKE {p2:String})'],
      params: { p0: ['api.v2', 'web'], p1: [17, 18, 19, 20, 21, 22, 23, 24], p2: '%time out%', p3: '%time%' },
    })
    expect(asked({ keyword: 'Boom' })).toMatchObject({ conditions: ['lower(Body) LIKE {p0:String}'], params: { p0: '%boom%' } })
    expect(asked({ keyword: 'Größe LARGE' })).toMatchObject({
      conditions: ['(lower(Body) LIKE {p1:String} AND match(Body, {p0:String}))'], params: { p0: '(?-s)(?i)Größe LARGE', p1: '%large%' },
    })
  })

  it('asks tags of the resource, else of the line', () => {
    expect(asked({ tags: { user: ['ann', 'b|b'] } })).toMatchObject({
      conditions: [`if(ResourceAttributes[{p0:String}] != '', ResourceAttributes[{p0:String}], LogAttributes[{p0:String}]) IN {p1:Array(String)}`], params: { p0: 'user', p1: ['ann', 'b|b'] },
    })
  })

  it('asks for a tag that is empty where it is there alone', () => {
    const { conditions, params } = asked({ tags: { user: '' } })
    expect(conditions.slice(1)).toEqual(['(mapContains(LogAttributes, {p0:String}) OR mapContains(ResourceAttributes, {p0:String}))'])
    expect(params).toMatchObject({ p0: 'user', p1: '' })
  })

  it('gives every severity number to one level', () => {
    const numbers = levels.map(level => asked({ level }).params.p0 as number[])
    expect(numbers.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 256 }, (_, i) => i))
    expect(numbers[levels.indexOf('unknown')]?.slice(0, 2)).toEqual([0, 25])
  })

  it('has levels also where the source discovers none', () => {
    expect(pageQuestion({ ...scope, discoverLogLevels: false }, request({ level: 'error' })).question.settings.discoverLogLevels).toBe(true)
  })

  it('never writes a value into the text', () => {
    const evil = `'; DROP TABLE x; --\\`
    expect(asked({ service: [evil, 'x'], keyword: evil, tags: { [evil]: ['', evil] } }).sql).not.toContain('DROP')
  })

  it.each(['a b', 'a;DROP', 'a`', '', '1a', 'a.b', 'ä'])('takes no table named %j', (table) => {
    expect(() => pageQuestion({ ...scope, table }, request())).toThrow('no table')
  })
})

describe('its cursor', () => {
  const position = { time: NOON + 7n, segment: 9n, ordinal: 3 }
  const write = (part: Partial<QueryRequest> = {}) => {
    const { question, name } = pageQuestion(scope, request(part))
    return writeLogCursor(name, question, position)
  }
  const read = (cursor: string, part: Partial<QueryRequest> = {}, of = scope) => {
    const { question, name } = pageQuestion(of, request(part))
    return readLogCursor(name, question, cursor)
  }
  const refused = expect.objectContaining({ code: 'bad_request', issues: [expect.objectContaining({ path: 'cursor' })] })

  it('belongs to the same question however it is written, and to any size of page', () => {
    const same = { service: ['b', 'a', 'a'], start: '2026-01-15T13:00:00+01:00', end: 1_768_482_000, keyword: '', limit: 7 }
    expect(read(write({ service: ['a', 'b'] }), same)).toMatchObject(position)
  })

  it.each<Partial<QueryRequest>>([
    { start: '2026-01-15T12:00:00.000000001Z' }, { end: '2026-01-15T13:00:01Z' }, { service: 'a' }, { level: 'error' }, { keyword: 'a' }, { tags: { a: 'b' } }, { order: 'asc' },
  ])('is refused with another question: %j', (part) => {
    expect(() => read(write(), part)).toThrow(refused)
  })

  it('is refused by another table', () => {
    expect(() => read(write(), {}, { ...scope, table: 'logs_2' })).toThrow(refused)
  })

  it('does not mix up where values and names end', () => {
    for (const other of [{ service: 'a|b' }, { service: 'a', tags: { b: 'b' } }]) expect(() => read(write({ service: ['a', 'b'] }), other)).toThrow(refused)
    expect(() => read(write({ tags: { a: 'x', b: 'y' } }), { tags: { 'a="x" | b': 'y' } })).toThrow(refused)
    expect(() => read(write({ tags: { a: '' } }), { tags: { a: ['', ''], b: '' } })).toThrow(refused)
  })
})

describe('a record', () => {
  it('is found by its identity, which is bound', () => {
    const { sql, params } = rowStatement('logs_1', ROW_COLUMNS, { segment: '7', ordinal: '8' })
    expect(sql).toMatch(/FROM {table:Identifier}\nWHERE Segment = {segment:UInt64} AND Ordinal = {ordinal:UInt32}\nLIMIT 1$/)
    expect(params).toEqual({ table: 'logs_1', segment: '7', ordinal: '8' })
  })
})
