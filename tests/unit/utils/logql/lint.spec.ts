import { describe, expect, it } from 'vitest'
import { formatQuery } from '../../../../utils/logql/format'
import { mistakeIn } from '../../../../utils/logql/lint'
import { asSearch } from '../../../../utils/logql/words'

/** What is underlined, and why. */
function underlined(text: string) {
  const mistake = mistakeIn(text)
  return mistake && { text: text.slice(mistake.from, mistake.to), message: mistake.message, instead: mistake.instead }
}

describe('mistakes', () => {
  it.each(['', '  ', '{}', '{} |= "x"', '{a="b"} | json', 'timeout checkout', '404', 'rate({}[5m])'])('there is none in %j', (text) => {
    expect(mistakeIn(text)).toBeUndefined()
  })

  it.each([
    ['{a="b"} | jsn', 'jsn', 'json'],
    ['{a="b"', '"b"', undefined],
    ['{a=b}', 'b', undefined],
    ['{a="b"} | line_format "{{ .x | ToUpperr }}"', '| line_format "{{ .x | ToUpperr }}"', undefined],
    ['rate({a="b"}[5 parsecs])', '[5 parsecs]', undefined],
  ])('%s', (text, part, instead) => {
    const found = underlined(text)!
    expect(part).toContain(found.text)
    expect(found.instead).toBe(instead)
    expect(found.message).not.toMatch(/^line \d/)
  })

  it('say what was meant', () => {
    expect(underlined('{a="b"} | line_format "{{ .x | ToUpperr }}"')!.message).toContain('Did you mean ToUpper?')
  })
})

describe('words that are no query', () => {
  it.each([
    ['timeout checkout', '{} | search "timeout checkout"'],
    ['404', '{} | search "404"'],
    ['"connection refused" -test', '{} | search "\\"connection refused\\" -test"'],
    ['user@example.com:', '{} | search "user@example.com:"'],
    ['it’s 5 > 3', '{} | search "it’s 5 > 3"'],
  ])('%s', (text, search) => {
    expect(asSearch(text)).toBe(search)
  })
  it.each(['', '{', '{a="b"}', 'sum(', 'rate ({})', 'a | b', '"not closed', 'vector(1)', 'a OR'])('%j is left alone', (text) => {
    expect(asSearch(text)).toBeUndefined()
  })
})

describe('the usual form', () => {
  it('is one line, or one for each stage', () => {
    expect(formatQuery('{a="b",c="d"}|="x"|json')).toBe('{a="b", c="d"} |= "x" | json')
    expect(formatQuery('{}')).toBe('{}')
    expect(formatQuery(`{a="${'b'.repeat(90)}"}|="x"|json`)).toBe(`{a="${'b'.repeat(90)}"}\n  |= "x"\n  | json`)
    expect(formatQuery('{a=')).toBeUndefined()
  })
  it('means the same', () => {
    for (const query of ['sum by (a) (rate({b="c"} | json | d > 5 [5m])) > 3', '{a="b"} | line_format "{{.x}}" | drop y']) {
      expect(formatQuery(formatQuery(query)!)).toBe(formatQuery(query))
    }
  })
})
