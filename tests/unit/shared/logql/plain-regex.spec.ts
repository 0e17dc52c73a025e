import { describe, expect, it } from 'vitest'
import { RE2JS } from 're2js'
import { alternatives, anyCase, anyOf, escapeRegex, textOfAnyCase } from '#shared/logql/plain-regex'
import { generator } from '~~/tests/integration/logql/random'

const lowerAscii = (text: string) => text.replace(/[A-Z]/g, letter => letter.toLowerCase())
const CHARACTERS = ['a', 'K', 'k', 's', 'S', 'ſ', '\u212A', 'é', 'É', 'i', 'İ', '.', '|', '\\', '[', ']', '^', '$', '(', '{', '+', '*', '-', ' ', '\n', '\0', '/', '%', '_', '🚀', 'z', '7']
const dice = generator(5)
const randomText = (most: number) => Array.from({ length: 1 + dice.below(most) }, () => dice.of(CHARACTERS)).join('')

describe('alternatives', () => {
  it.each([
    [['a', 'b.c'], 'a|b\\.c'], [[''], ''], [['', 'x'], '|x'], [['a|b', '(c)'], 'a\\|b|\\(c\\)'], [['C:\\x'], 'C:\\\\x'],
  ])('of %j: %s', (texts, expression) => {
    expect(anyOf(texts)).toBe(expression)
    expect(alternatives(expression)).toEqual(texts)
  })

  it.each(['a.b', 'h.*', '\\d', 'x\\', '(a|b)', '[ab]', 'a?', '^a', 'a$', 'a{2}', '(?i)a', '\\Qa\\E'])('is none of %s', expression => expect(alternatives(expression)).toBeUndefined())

  it('are what RE2 finds, for random texts', () => {
    for (let i = 0; i < 2000; i++) {
      const texts = Array.from({ length: 1 + dice.below(3) }, () => randomText(4))
      const expression = RE2JS.compile(anyOf(texts))
      expect(alternatives(anyOf(texts))).toEqual(texts)
      for (const text of [...texts, randomText(4)]) expect(expression.testExact(text), JSON.stringify([texts, text])).toBe(texts.includes(text))
      expect(RE2JS.compile(escapeRegex(texts[0]!)).testExact(texts[0]!)).toBe(true)
    }
  })
})

describe('a text in any case', () => {
  it.each([['disk 5%', '[Dd][Ii][Ss][Kk] 5%'], ['a.b', '[Aa]\\.[Bb]'], ['größe', '(?i)größe'], ['Ä|x', '(?i)Ä\\|x']])('of %s: %s', (text, expression) => expect(anyCase(text)).toBe(expression))

  it.each([
    ['[Dd][Ii][Ss][Kk] 5%', 'disk 5%'], ['[Aa]\\.[Bb]', 'a.b'], ['(?i)Time out: 7', 'time out: 7'], ['(?i)a\\.b', 'a.b'], ['127\\.0', '127.0'],
  ])('is read again: %s', (expression, text) => expect(textOfAnyCase(expression)).toBe(text))

  it.each(['', '(?i)', 'disk', 'Disk', '(?i)disk', '(?i)Kelvin', '[Dd]isk', '[Dd][Xx', '[DD]', '[Aa][Bc]', '(?i)[Dd]', '(?i)größe', 'é', '(?i)a|b', '(?i)a.b', '(?i)a+', '\\d', '(?i)\\bx', '(?is)a', '[Aa]$', '(?i)a\\'])(
    'is no more than %j', expression => expect(textOfAnyCase(expression)).toBeUndefined())

  it('is found by RE2 just where the line has it, for random texts and lines', () => {
    let found = 0
    for (let i = 0; i < 4000; i++) {
      const text = randomText(3)
      const expression = dice.below(2) === 0 ? anyCase(text) : `(?i)${escapeRegex(text)}`
      const plain = textOfAnyCase(expression)
      const compiled = RE2JS.compile(expression)
      expect(compiled.test(text)).toBe(true)
      if (plain === undefined) continue
      for (let j = 0; j < 10; j++) {
        const line = randomText(6) + (j === 0 ? text.toUpperCase() : '') + randomText(2)
        const isFound = compiled.test(line)
        if (isFound) found++
        expect(lowerAscii(line).includes(plain), JSON.stringify([expression, line])).toBe(isFound)
      }
    }
    expect(found).toBeGreaterThan(500)
  })
})
