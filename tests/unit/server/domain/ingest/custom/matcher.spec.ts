import { describe, expect, it } from 'vitest'
import type { LogRecord } from '#shared/types/log-record'
import { Matcher } from '~~/server/domain/ingest/custom/matcher'
import { logRecord } from '~~/tests/fixtures/records'

/** What each column is given, and what is left over. */
function match(names: (string | undefined)[], record: Partial<LogRecord>) {
  const matcher = new Matcher(names)
  matcher.match(logRecord(record))
  return { values: [...matcher.values], rest: matcher.restNames.map((name, i) => [name, matcher.restValues[i]]) }
}

describe('attributes find their columns', () => {
  it('by the same name first, then by one that differs in case and punctuation only', () => {
    expect(match(['status', 'userId', 'http.method'], { logAttributes: { 'status': 1, 'user_id': 'a', 'HTTP-Method': 'GET', 'other': true } }))
      .toEqual({ values: [1, 'a', 'GET'], rest: [['other', true]] })
    expect(match(['userId'], { logAttributes: { user_id: 'similar', userId: 'same' } })).toEqual({ values: ['same'], rest: [['user_id', 'similar']] })
    expect(match(['userId'], { logAttributes: { userId: 'same', user_id: 'similar' } })).toEqual({ values: ['same'], rest: [['user_id', 'similar']] })
    expect(match(['日本', '中国'], { logAttributes: { 日本: 1, 中国: 2, 韓国: 3 } })).toEqual({ values: [1, 2], rest: [['韓国', 3]] })
  })

  it('those of the line before those of its resource and its scope; a same name before a similar one', () => {
    expect(match(['host'], { resourceAttributes: { host: 'resource' }, scopeAttributes: { host: 'scope' } })).toEqual({ values: ['resource'], rest: [['host', 'scope']] })
    expect(match(['host'], { logAttributes: { host: 'line' }, resourceAttributes: { host: 'resource' } })).toEqual({ values: ['line'], rest: [['host', 'resource']] })
    expect(match(['host'], { logAttributes: { Host: 'line' }, resourceAttributes: { host: 'resource' } })).toEqual({ values: ['resource'], rest: [['Host', 'line']] })
  })

  it('nested ones by their path; a column of an object takes it whole', () => {
    expect(match(['http_status', 'user'], { logAttributes: { http: { status: 200, method: 'GET' }, user: { id: 7 }, empty: {}, list: [1] } }))
      .toEqual({ values: [200, { id: 7 }], rest: [['http.method', 'GET'], ['empty', {}], ['list', [1]]] })
  })

  it('each column that asks for it, and none that is not to be filled', () => {
    expect(match(['a', 'a', undefined], { logAttributes: { a: 1 } })).toEqual({ values: [1, 1, undefined], rest: [] })
  })

  it('nothing stays from the record before', () => {
    const matcher = new Matcher(['a'])
    matcher.match(logRecord({ logAttributes: { a: 1, b: 2 } }))
    matcher.match(logRecord({ logAttributes: {} }))
    expect([matcher.values, matcher.restNames, matcher.restValues]).toEqual([[undefined], [], []])
  })

  it('names that are properties of every object', () => {
    const hostile = JSON.parse('{"__proto__":{"a":1},"constructor":"c","toString":2}') as LogRecord['logAttributes']
    expect(match(['constructor', 'a'], { logAttributes: hostile })).toEqual({ values: ['c', undefined], rest: [['__proto__.a', 1], ['toString', 2]] })
  })

  it('bombs of nesting stay bounded', () => {
    let nested: Record<string, unknown> = { end: 1 }
    for (let i = 0; i < 5000; i++) nested = { ['x'.repeat(100)]: nested, [`y${i}`]: 1 }
    const { rest } = match(['a'], { logAttributes: nested as LogRecord['logAttributes'] })
    expect(rest.reduce((sum, [name]) => sum + (name as string).length, 0)).toBeLessThan(600_000)
  })
})
