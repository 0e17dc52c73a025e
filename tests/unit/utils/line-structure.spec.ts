import { describe, expect, it } from 'vitest'
import { firstRow, looksLikeJson, prettyJson, shortened } from '../../../utils/line-structure'

describe('prettyJson', () => {
  it('has one value a row, as it was written', () => {
    expect(prettyJson('{"id":12345678901234567890,"a":{"b":[1,{"c":"x, {\\"y\\"}"}]},"e":{},"f":[]}')).toBe(`{
  "id": 12345678901234567890,
  "a": {
    "b": [
      1,
      {
        "c": "x, {\\"y\\"}"
      }
    ]
  },
  "e": {},
  "f": []
}`)
  })
  it('means what it meant before', () => {
    const value = { 'a b': [true, null, -1.5e3, 'ü\n"\\'], 'c': { d: [[], [{}]] } }
    expect(JSON.parse(prettyJson(JSON.stringify(value))!)).toEqual(value)
  })
  it.each(['', 'text', '{not json}', '{}', '42', '[web-1] started', '{"a":1} trailing'])('leaves %s alone', (line) => {
    expect(prettyJson(line)).toBeUndefined()
  })
})

describe('looksLikeJson', () => {
  it.each([['{"a":1}', true], [' [{"a":1}] ', true], ['[INFO]', false], ['{}', false], [`{"a":"${'x'.repeat(1_000_000)}"}`, false]])('%#', (line, expected) => {
    expect(looksLikeJson(line)).toBe(expected)
  })
})

describe('firstRow', () => {
  it.each([
    ['one', { row: 'one', more: 0 }], ['one\n', { row: 'one', more: 0 }], ['Error: x\r\n  at a\n  at b\n', { row: 'Error: x', more: 2 }], ['', { row: '', more: 0 }],
  ])('of %j', (line, expected) => {
    expect(firstRow(line)).toEqual(expected)
  })
})

describe('shortened', () => {
  it('cuts, and never through a character', () => {
    expect(shortened('abc', 3)).toEqual({ text: 'abc', cut: 0 })
    expect(shortened('abcd', 3)).toEqual({ text: 'abc', cut: 1 })
    expect(shortened('ab🪵d', 3)).toEqual({ text: 'ab', cut: 3 })
  })
})
