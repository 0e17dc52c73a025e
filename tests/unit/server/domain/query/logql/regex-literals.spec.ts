import { describe, expect, it } from 'vitest'
import { RE2JS } from 're2js'
import { requiredRunOf } from '~~/server/domain/query/logql/regex-literals'
import { generator } from '~~/tests/integration/logql/random'

describe('what stands in every line that an expression finds', () => {
  it.each([
    ['timeout', 'timeout'], ['time ?out', 'time'], ['GET /apis', 'apis'], ['GET /Api', undefined], ['10\\.0\\.0\\.1', undefined], ['host-1000\\.example', 'example'], ['error .* after [0-9]+ms', 'error'],
    ['^panic: .+$', 'panic'], ['fail(ed|ure)? hard', 'fail'], ['(a|b) connection', 'connection'], ['errors?', 'error'], ['erro+rs', 'erro'], ['erro{2}rs and more', 'more'],
    ['(?i)TimeOut', 'timeout'], ['(?i)Kelvin', 'elvin'], ['(?is)desk time', 'time'], ['[[:alpha:]]+ refused', 'refused'], ['[^]x]word', 'word'], ['\\bword\\b', 'word'], ['(?i:loud) quiet', 'quiet'], ['naïve words', 'words'], ['(?i)größe large ab', 'large'], ['naïve?words', 'words'],
  ])('%s: %s', (expression, run) => expect(requiredRunOf(expression)).toBe(run))

  it.each(['', '.*', 'a|timeout', 'timeout|x', 'abc', '(?i)mask', '(?i)ſ taſks', '\\Qtimeout\\E', 'x\\x{41}word', '\\p{Greek}word', 'time(?i)out', '(timeout', '[timeout', 'word\\', '\\1word', 'wör(?-i)d long', '(?U)word+', 'a{2}{3}|b'])('is not told of %s', expression =>
    expect(requiredRunOf(expression)).toBeUndefined())

  it('is there, for random expressions and lines', () => {
    const dice = generator(7)
    const atoms = ['time', 'out', 'Error', 'K', 's', 'user', '-', ' ', '\\.', '.', '[a-z]', '(time|out)', '(?:user)', '\\d', '\\w', 'é', '(?i:out)', '^', '$', '\\b', '|', '[]a]', '\\Quser\\E', '{', 'x{2}']
    const marks = ['', '', '', '', '?', '*', '+', '{2}', '{0,1}', '+?', '{,2}']
    const words = ['time', 'TIME', 'out', 'oUt', 'Error', 'error', 'K', 'k', '\u212A', 's', 'ſ', 'user', 'USER', '-', ' ', '.', '7', 'é', 'x', ']', 'x{,2}']
    let checked = 0
    for (let i = 0; i < 20_000; i++) {
      const expression = dice.of(['', '', '(?i)', '(?m)', '(?is)']) + Array.from({ length: 1 + dice.below(5) }, () => dice.of(atoms) + dice.of(marks)).join('')
      const run = requiredRunOf(expression)
      if (run === undefined) continue
      let compiled: RE2JS
      try {
        compiled = RE2JS.compile(expression)
      }
      catch {
        continue
      }
      for (let j = 0; j < 20; j++) {
        const line = Array.from({ length: dice.below(8) }, () => dice.of(words)).join('')
        if (!compiled.test(line)) continue
        checked++
        // As the engine's lower: ASCII alone.
        expect(line.replace(/[A-Z]/g, letter => letter.toLowerCase()), expression).toContain(run)
      }
    }
    expect(checked).toBeGreaterThan(1000)
  })
})
