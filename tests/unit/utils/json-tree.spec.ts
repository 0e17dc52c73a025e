import { describe, expect, it } from 'vitest'
import { entriesOf, filterText, leafClass, leafText, parseTree } from '../../../utils/json-tree'

describe('parseTree', () => {
  it('keeps the digits of long integers', () => {
    expect(parseTree('{"id":12345678901234567890,"n":1.5,"big":1e300}')).toEqual({ id: 12345678901234567890n, n: 1.5, big: 1e300 })
  })
  it.each(['42', '"text"', 'null', '{broken', ''])('has nothing of %s', (text) => {
    expect(parseTree(text)).toBeUndefined()
  })
})

describe('entriesOf', () => {
  it('gives the parts of objects and lists', () => {
    expect(entriesOf({ a: 1, b: null })).toEqual([{ key: 'a', value: 1 }, { key: 'b', value: null }])
    expect(entriesOf(['x'])).toEqual([{ key: '0', value: 'x' }])
    expect(entriesOf('x')).toBeUndefined()
    expect(entriesOf(null)).toBeUndefined()
  })
})

describe('a single value', () => {
  it.each([['x "y"', '"x \\"y\\""', 'code-string'], [12n, '12', 'code-number'], [1.5, '1.5', 'code-number'], [true, 'true', 'code-literal'], [null, 'null', 'code-literal']] as const)('%s', (value, text, name) => {
    expect(leafText(value)).toBe(text)
    expect(leafClass(value)).toBe(name)
  })
})

describe('filterText', () => {
  it('is what a query reads a value as, and nothing of what it reads nothing of', () => {
    expect(['x', '', 5, true, 12345678901234567890n].map(filterText)).toEqual(['x', '', '5', 'true', '12345678901234567890'])
    expect([null, [1], { a: 1 }].map(filterText)).toEqual([undefined, undefined, undefined])
  })
})
