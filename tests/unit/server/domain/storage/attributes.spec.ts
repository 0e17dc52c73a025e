import { describe, expect, it } from 'vitest'
import { flattenAttributes, restoreAttributes, toJson } from '../../../../../server/domain/storage/attributes'
import type { Attributes } from '#shared/types/log-record'

const roundTrip = (attributes: Attributes) => {
  const flat = flattenAttributes(attributes)
  return JSON.parse(toJson(restoreAttributes(flat.names, flat.values, flat.shape))) as unknown
}

describe('attributes in storage', () => {
  it('needs no shape for plain strings', () => {
    expect(flattenAttributes({ region: 'eu', host: 'a' })).toEqual({ names: ['host', 'region'], values: ['a', 'eu'], shape: '' })
  })

  it('says types and nesting in the order of the names', () => {
    expect(flattenAttributes({ b: 1, a: { x: true, y: null }, c: [1, 'two'] })).toEqual({
      names: ['a.x', 'a.y', 'b', 'c'],
      values: ['true', '', '1', '[1,"two"]'],
      shape: 'b1z1nj',
    })
  })

  it.each<[string, Attributes]>([
    ['numbers, booleans, null', { a: 1, b: -2.5, c: 1e300, d: true, e: false, f: null }],
    ['nesting', { a: { b: { c: 'deep', d: 4 } }, e: 'x' }],
    ['a dot in a name is not nesting', { 'http.method': 'GET', 'http': { status: 200 } }],
    ['the same dotted name twice', { 'a.b': 1, 'a': { b: 2 } }],
    ['empty containers', { a: {}, b: [], c: '' }],
    ['arrays keep their types', { a: [1, '1', null, { b: [true] }] }],
    ['names like numbers, and empty ones', { '10': 'a', '9': 1, '': 'empty', '.': { '.': 3 } }],
    ['names of the prototype', JSON.parse('{"__proto__":{"x":1},"constructor":"c","toString":2}') as Attributes],
    ['unicode', { ключ: { é: '🪵' } }],
  ])('gives back %s', (_name, attributes) => {
    expect(roundTrip(attributes)).toEqual(JSON.parse(JSON.stringify(attributes)))
  })

  it('keeps every digit of an integer beyond a double', () => {
    const flat = flattenAttributes({ id: 12345678901234567890n, list: [9007199254740993n] })
    expect(toJson(restoreAttributes(flat.names, flat.values, flat.shape)))
      .toBe('{"id":12345678901234567890,"list":[9007199254740993]}')
  })

  it('does not depend on the order in which the engine gives the map back', () => {
    const flat = flattenAttributes({ b: 1, a: 'x', c: { d: true } })
    const restored = restoreAttributes([...flat.names].reverse(), [...flat.values].reverse(), flat.shape)
    expect(restored).toEqual({ a: 'x', b: 1, c: { d: true } })
  })

  it('keeps what is nested beyond all reason as text, and survives it', () => {
    let deep: Attributes = { end: 1 }
    for (let i = 0; i < 90; i++) deep = { n: deep }
    expect(roundTrip(deep)).toEqual(deep)
  })

  it('repeats long names only so often: then what is inside is kept as text, and given back', () => {
    const keys = Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`k${i}`, i]))
    for (const attributes of [{ ['x'.repeat(100_000)]: keys }, { ['x'.repeat(1000)]: keys, other: { a: { b: 1 } } }] as Attributes[]) {
      const { names, values, shape } = flattenAttributes(attributes)
      expect([...names, ...values, shape].reduce((sum, { length }) => sum + length, 0)).toBeLessThan(2_000_000)
      expect(roundTrip(attributes)).toEqual(attributes)
    }
  })

  it('survives a shape that does not fit', () => {
    expect(restoreAttributes(['a', 'b'], ['1', 'x'], 'n')).toEqual({ a: 1, b: 'x' })
    expect(restoreAttributes(['a'], ['nonsense'], 'n')).toEqual({ a: 'nonsense' })
    expect(restoreAttributes(['a'], ['{'], 'j9,3')).toBeDefined()
  })

  it('does not let stored names reach a prototype', () => {
    restoreAttributes(['__proto__.polluted'], ['yes'], 's9')
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})
