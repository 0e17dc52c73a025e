import { describe, expect, it } from 'vitest'
import { readCursor, writeCursor } from '~~/server/domain/query/cursor'
import { readQuestion } from '~~/server/domain/query/question'
import { filter, NOON, question, scope } from './support'

const position = { time: NOON + 7n, segment: 18_446_744_073_709_551_615n, ordinal: 4_294_967_295 }
const refused = expect.objectContaining({ code: 'bad_request', issues: [expect.objectContaining({ path: 'cursor' })] })

describe('cursor', () => {
  it.each([position, { time: -1n, segment: 0n, ordinal: 0 }])('comes back as it was', (one) => {
    const cursor = writeCursor(question(), 'desc', one)
    expect(cursor).toMatch(/^[\w-]{43}$/)
    expect(readCursor(question(), 'desc', cursor)).toEqual(one)
  })

  it('belongs to the same question however it is written', () => {
    const cursor = writeCursor(question({ service: ['a', 'b'] }), 'desc', position)
    const same = question({ service: ['b', 'a', 'a'], start: '2026-01-15T13:00:00+01:00', end: 1_768_482_000, keyword: '' })
    expect(readCursor(same, 'desc', cursor)).toEqual(position)
  })

  it.each([
    ['start', { start: '2026-01-15T12:00:00.000000001Z' }],
    ['end', { end: '2026-01-15T13:00:01Z' }],
    ['service', { service: 'a' }],
    ['level', { level: 'error' as const }],
    ['keyword', { keyword: 'a' }],
    ['tags', { tags: { a: 'b' } }],
  ])('is refused with another %s', (_, part) => {
    const cursor = writeCursor(question(), 'desc', position)
    expect(() => readCursor(question(part), 'desc', cursor)).toThrow(refused)
  })

  it('is refused with another order or table', () => {
    const cursor = writeCursor(question(), 'desc', position)
    expect(() => readCursor(question(), 'asc', cursor)).toThrow(refused)
    expect(() => readCursor(readQuestion({ ...scope, table: 'logs_2' }, filter()), 'desc', cursor)).toThrow(refused)
  })

  it('does not mix up where values end', () => {
    const cursor = writeCursor(question({ service: ['a', 'b'] }), 'desc', position)
    expect(() => readCursor(question({ service: 'a,b' }), 'desc', cursor)).toThrow(refused)
    expect(() => readCursor(question({ service: 'a', tags: { b: 'b' } }), 'desc', cursor)).toThrow(refused)
  })

  it('is refused when any character was changed', () => {
    const cursor = writeCursor(question(), 'desc', position)
    for (let i = 0; i < cursor.length; i++) {
      const changed = cursor.slice(0, i) + (cursor[i] === 'A' ? 'B' : 'A') + cursor.slice(i + 1)
      expect(() => readCursor(question(), 'desc', changed)).toThrow(refused)
    }
  })

  it.each(['', 'x', 'null', '../../etc', 'A'.repeat(43), '=', 'é', '{"time":1}', '\0'])('refuses garbage: %j', (text) => {
    expect(() => readCursor(question(), 'desc', text)).toThrow(refused)
  })

  it('refuses additions', () => {
    const cursor = writeCursor(question(), 'desc', position)
    for (const more of [`${cursor}A`, `${cursor}=`, ` ${cursor}`, `${cursor}!`, cursor.slice(0, -1)]) {
      expect(() => readCursor(question(), 'desc', more)).toThrow(refused)
    }
  })
})
