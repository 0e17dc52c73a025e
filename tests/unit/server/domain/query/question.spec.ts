import { describe, expect, it } from 'vitest'
import { readQuestion } from '~~/server/domain/query/question'
import { filter, HOUR, NOON, question, scope } from './support'

describe('readQuestion', () => {
  it('puts a filter into one form', () => {
    expect(question({ service: ['b', 'a', 'b'], level: 'error', keyword: '', tags: { z: 'x', a: ['2', '1'] } })).toEqual({
      tables: 'logs_1', start: NOON, end: NOON + HOUR, services: ['a', 'b'], levels: ['error'], keyword: undefined,
      tags: [{ name: 'a', values: ['1', '2'] }, { name: 'z', values: ['x'] }],
    })
  })

  it('cuts a range to what storage holds', () => {
    expect(question({ start: '0001-01-01T00:00:00Z', end: '9999-12-31T00:00:00Z' }))
      .toMatchObject({ start: -2_208_988_800_000_000_000n, end: 9_223_372_036_854_775_807n })
  })

  it('says which moment it can’t read', () => {
    expect(() => question({ start: 'yesterday' })).toThrow(expect.objectContaining({
      code: 'bad_request', issues: [expect.objectContaining({ path: 'start' })],
    }))
    expect(() => question({ end: '2026-01-15' })).toThrow(expect.objectContaining({
      code: 'bad_request', issues: [expect.objectContaining({ path: 'end' })],
    }))
  })

  it.each([0, 1, 3600])('refuses a range that ends %s s before it starts', (seconds) => {
    expect(() => question({ start: 1_768_478_400, end: 1_768_478_400 - seconds }))
      .toThrow(expect.objectContaining({ code: 'bad_request', message: expect.stringContaining('later than') }))
  })

  it('refuses a filter of megabytes', () => {
    const tags = { a: Array.from({ length: 100 }, (_, i) => String(i).repeat(3000)) }
    expect(() => question({ tags })).toThrow(expect.objectContaining({ code: 'bad_request' }))
  })

  it.each(['a b', 'a;DROP', 'a`', '', '1a', 'a.b', 'ä'])('takes no table named %j', (table) => {
    expect(() => readQuestion({ ...scope, table }, filter())).toThrow('no table')
  })
})
