import { describe, expect, it } from 'vitest'
import { chosenValues, filtersOf, hasFilter, isFiltered, isMetricQuery, linesQuery, toggleFilter, viewOf, withFilter, withJson, withLineText, withoutChosen, withoutFilter, withoutLabel, withText } from '../../../utils/query-edit'

const is = (label: string, value: string) => ({ label, operator: '=', value } as const)
const isNot = (label: string, value: string) => ({ label, operator: '!=', value } as const)

describe('withFilter', () => {
  it.each([
    ['', is('service_name', 'a'), '{service_name="a"}'],
    ['{service_name="a"}', is('service_name', 'b.c'), String.raw`{service_name=~"a|b\\.c"}`],
    ['{service_name="a"}', is('service_name', 'a'), '{service_name="a"}'],
    ['{service_name="a"} |= "x" | json', is('status', '500'), '{service_name="a"} |= "x" | json | status="500"'],
    ['{} | http.status="500"', is('http.status', '502'), '{} | http.status=~"500|502"'],
    ['', isNot('detected_level', 'debug'), '{detected_level!="debug"}'],
    ['{detected_level!="debug"}', isNot('detected_level', 'trace'), '{detected_level!~"debug|trace"}'],
    ['{detected_level="debug"}', isNot('detected_level', 'debug'), '{detected_level!="debug"}'],
    ['{} | a!~"x|y"', is('a', 'x'), '{} | a!="y" | a="x"'],
    ['{} | a=~"x.*"', is('a', 'y'), '{} | a=~"x.*" | a="y"'],
    ['sum by (a) (rate({b="c"}[5m])) / sum(rate({b="c"}[5m]))', is('d', 'e'), '(sum by (a)(rate({b="c"} | d="e"[5m])) / sum(rate({b="c"} | d="e"[5m])))'],
    ['', is('user-agent', 'x'), '{} | user_agent="x"'],
    ['{not a query', is('a', 'b'), '{not a query'],
  ])('%s with %o', (query, filter, expected) => {
    expect(withFilter(query, filter).replace(/\s+/g, ' ').replace(/ ?\[/g, '[')).toBe(expected.replace(/ ?\[/g, '['))
    if (expected !== query || query.includes('"a"')) expect(hasFilter(expected, filter)).toBe(true)
  })

  it('takes any value, and gives it back', () => {
    for (const value of ['', '"', '\\', 'a|b', '(', '.*', '\n', '`', 'ü🪵', '{x="y"} or', '$1', '^', '-', '/', '\\d']) {
      const one = withFilter('', is('a', value))
      expect(chosenValues(one, 'a')).toEqual([value])
      const two = withFilter(one, is('a', 'other'))
      expect(chosenValues(two, 'a')).toEqual([value, 'other'])
      expect(withoutFilter(withoutFilter(two, is('a', 'other')), is('a', value))).toBe('')
    }
  })
})

describe('withoutFilter', () => {
  it.each([
    ['{service_name="a"}', is('service_name', 'a'), ''],
    ['{service_name=~"a|b"} |= "x"', is('service_name', 'a'), '{service_name="b"} |= "x"'],
    ['{a="b"} | json | status="500"', is('status', '500'), '{a="b"} | json'],
    ['{a="b"}', isNot('a', 'b'), '{a="b"}'],
    ['{a="b"}', is('c', 'b'), '{a="b"}'],
  ])('%s without %o', (query, filter, expected) => {
    expect(withoutFilter(query, filter)).toBe(expected)
  })
  it('toggles', () => {
    const filter = isNot('a', 'b')
    expect(toggleFilter('{x="y"}', filter)).toBe('{x="y"} | a!="b"')
    expect(toggleFilter('{x="y"} | a!="b"', filter)).toBe('{x="y"}')
  })
  it('takes only what is filtered for off', () => {
    expect(withoutChosen('{a=~"b|c", d="e"} | a!="f"', 'a')).toBe('{d="e"} | a!="f"')
    expect(withoutChosen('{a!="b"}', 'a')).toBe('{a!="b"}')
  })
  it('takes all that is said of a label off', () => {
    expect(withoutLabel('{a="b", c="d"} | a=~"x.*" | a > 5 | e="f"', 'a')).toBe('{c="d"} | e="f"')
    expect(withoutLabel('{a="b"}', 'a')).toBe('')
  })
})

describe('what a query says', () => {
  it('is told as it is written', () => {
    expect(filtersOf('{a=~"b.*"} | json | status >= 500 | c!="d" or e="f" | g="h"')).toEqual([
      { label: 'a', operator: '=~', value: 'b.*' }, { label: 'status', operator: '>=', value: '500' }, { label: 'g', operator: '=', value: 'h' },
    ])
    expect(filtersOf('{')).toEqual([])
  })
  it('is about lines', () => {
    expect(linesQuery('')).toBe('{}')
    expect(linesQuery('vector(1)')).toBe('{}')
    expect(linesQuery('topk(5, sum by (x) (count_over_time({a="b"} | json [1m])))')).toBe('{a="b"} | json')
    expect(linesQuery('{a=')).toBe('{a=')
    expect(isMetricQuery('rate({a="b"}[1m])')).toBe(true)
    expect([isMetricQuery('{a="b"}'), isMetricQuery(''), isMetricQuery('{')]).toEqual([false, false, false])
    expect([isFiltered(''), isFiltered('{}'), isFiltered('{a="b"}')]).toEqual([false, false, true])
  })
  it('is looked at as lines or as numbers, where it becomes one of the other', () => {
    const rate = 'rate({a="b"}[1m])'
    expect([viewOf(rate, { query: '{a="b"}', view: 'lines' }), viewOf(rate, { query: '', view: 'patterns' })]).toEqual(['statistics', 'statistics'])
    expect(viewOf('{a="b"}', { query: rate, view: 'statistics' })).toBe('lines')
    expect(viewOf(`sum(${rate})`, { query: rate, view: 'lines' })).toBe('lines')
    expect([viewOf('{a="c"}', { query: '{a="b"}', view: 'statistics' }), viewOf('{a="b"}', { query: rate, view: 'changes' })]).toEqual(['statistics', 'changes'])
  })
  it('looks for a text as it stands', () => {
    expect(withText('{a="b"}', 'x.y (z)')).toBe(String.raw`{a="b"} |~ "(?i)x\\.y \\(z\\)"`)
  })
})

describe('withLineText', () => {
  it.each([
    ['', '|=', 'time"out', String.raw`{} |= "time\"out"`],
    ['{a="b"} |= "x" | json | c="d"', '|=', 'y', '{a="b"} |= "x" |= "y" | json | c="d"'],
    ['{a="b"} | search "x" | json', '!=', 'y', '{a="b"} | search "x" != "y" | json'],
    ['{a="b"} | json | line_format "{{.c}}"', '|=', 'y', '{a="b"} | json | line_format "{{.c}}" |= "y"'],
    ['{a="b"} |= "y"', '|=', 'y', '{a="b"} |= "y"'],
    ['{not a query', '|=', 'y', '{not a query'],
  ] as const)('%s %s %s', (query, operator, text, expected) => {
    expect(withLineText(query, operator, text)).toBe(expected)
  })
  it('is of what a metric query counts', () => {
    expect(linesQuery(withLineText('rate({a="b"}[1m])', '|=', 'y'))).toBe('{a="b"} |= "y"')
  })
})

describe('withJson', () => {
  it('reads lines as JSON once, before they are written anew', () => {
    expect(withJson('{a="b"} |= "x"')).toBe('{a="b"} |= "x" | json')
    expect(withJson('{a="b"} | json | c="d"')).toBe('{a="b"} | json | c="d"')
    expect(withJson('{a="b"} | json c="d.e"')).toBe('{a="b"} | json c="d.e" | json')
    expect(withJson('{a="b"} | line_format "{{.c}}"')).toBe('{a="b"} | json | line_format "{{.c}}"')
  })
})
