import { describe, expect, it } from 'vitest'
import { CAPABILITIES, capabilitiesOf, canTail, checkQuery, LogqlError, logsOf, parseQuery } from '#shared/logql'

function errorOf(query: string): LogqlError {
  try {
    checkQuery(parseQuery(query))
  }
  catch (error) {
    if (error instanceof LogqlError) return error
  }
  throw new Error(`${query} was accepted`)
}

describe('what can’t be built', () => {
  it.each<[string, number, number, RegExp]>([
    ['{a="b"} | line_format "{{ uper .x }}"', 1, 9, /function "uper" not defined.*Did you mean upper\?/],
    ['{a="b"}\n  | json x="a["', 2, 3, /is no path/],
    ['rate({a="b"} |= ip("x") [1m])', 1, 14, /no address/],
    ['sum(rate({a="b"} | c=ip("x") [1m])) + rate({a="b"}[1m])', 1, 18, /no address/],
    ['{a="b"} | label_format c=d, c=e', 1, 9, /multiple label name 'c'/],
    ['{a="b"} |> "<x>"', 1, 9, /keeps nothing/],
  ])('%s', (query, line, column, message) => {
    const error = errorOf(query)
    expect(error.kind).toBe('compile')
    expect([error.position.line, error.position.column]).toEqual([line, column])
    expect(error.message).toMatch(message)
  })

  it('accepts the rest', () => {
    expect(() => checkQuery(parseQuery('sum(rate({a="b"} | json | line_format "{{.x}}" | unwrap y | z > 1 [1m])) / 2'))).not.toThrow()
    expect(logsOf(parseQuery('rate({a="b"}[1m]) + rate({a="c"}[1m])')).map(({ matchers }) => matchers[0]!.value)).toEqual(['b', 'c'])
  })
})

describe('what operators can do', () => {
  it('is said of each', () => {
    // Who pushes down sometimes or never says why.
    expect(Object.entries(CAPABILITIES).filter(([, { pushesDown, note }]) => pushesDown !== 'always' && note === undefined)).toEqual([])
    expect(canTail(parseQuery('{a="b"} | json | line_format "{{.x}}" | search "x"'))).toBe(true)
    expect(canTail(parseQuery('rate({a="b"}[1m])'))).toBe(false)
    expect(capabilitiesOf(parseQuery('sum(rate({a="b"} |= "x" | json |= "y" [1m])) / 2')).map(({ operator }) => operator)).toEqual(['binary', 'sum', 'rate', 'lineFilter', 'json', 'literal'])
  })
})
