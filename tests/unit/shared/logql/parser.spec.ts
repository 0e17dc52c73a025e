import { describe, expect, it } from 'vitest'
import { LogqlError, parseQuery, printQuery } from '#shared/logql'

const canonical = (query: string) => printQuery(parseQuery(query))

function errorOf(query: string): LogqlError {
  try {
    parseQuery(query)
  }
  catch (error) {
    if (error instanceof LogqlError) return error
    throw error
  }
  throw new Error(`${query} was accepted`)
}

describe('what a query means', () => {
  it.each([
    ['a selector', '{ app = "web" , env!~`dev.*` }', '{app="web", env!~"dev.*"}'],
    ['dotted labels', '{service.name="web"} | http.status >= 500', '{service.name="web"} | http.status>=500'],
    ['line filters', '{a="b"} |= "x" or "y" != "z" or "w"', '{a="b"} |= "x" or "y" != "z" != "w"'],
    ['patterns and addresses', '{a="b"} |> "GET <_>" !> "x" |= ip("10.0.0.0/8")', '{a="b"} |> "GET <_>" !> "x" |= ip("10.0.0.0/8")'],
    ['parsers', '{a="b"} | json x="y.z[0]", w | logfmt --strict --keep-empty q | regexp "(?P<n>.)" | pattern "<p> x" | unpack',
      '{a="b"} | json x="y.z[0]",w="w" | logfmt --strict --keep-empty q="q" | regexp "(?P<n>.)" | pattern "<p> x" | unpack'],
    ['formats', '{a="b"} | line_format `{{.x}}` | label_format y=x, z="{{.y}}" | decolorize | drop a, b="c" | keep d',
      '{a="b"} | line_format "{{.x}}" | label_format y=x,z="{{.y}}" | decolorize | drop a,b="c" | keep d'],
    ['label filters', '{a="b"} | x="1" or y>5 and z<=1.5s', '{a="b"} | ( x="1" or ( y>5 , z<=1.5s ) )'],
    ['a comma takes all behind it', '{a="b"} | x="1", y="2" or z="3"', '{a="b"} | ( x="1" , ( y="2" or z="3" ) )'],
    ['sizes and addresses in label filters', '{a="b"} | s>1.5MB t<2KiB | c=ip("::1")', '{a="b"} | ( s>1.5MB , t<2048B ) | c=ip("::1")'],
    ['free words', '{a="b"} | search "timeout OR \\"connection refused\\" -test"', '{a="b"} | search "timeout OR \\"connection refused\\" -test"'],
    ['a range before and behind the stages', 'rate({a="b"}[5m] | json)', 'rate({a="b"} | json[5m])'],
    ['unwrap', 'sum_over_time(({a="b"} | unwrap duration(took) | took_unit="s")[1h] offset 1d) ', 'sum_over_time({a="b"} | unwrap duration(took) | took_unit="s"[1h] offset 24h0m0s)'],
    ['groupings before and behind', 'SUM(rate({a="b"}[1w2d])) BY (x)', 'sum by (x)(rate({a="b"}[9d]))'],
    ['precedence', '1 + vector(2) * 3 ^ 2 ^ 2 > bool 4 and vector(1) or vector(0)',
      '((((1 + (vector(2.000000) * 81)) > bool 4) and vector(1.000000)) or vector(0.000000))'],
    ['matching', 'vector(1) / on (a, b) group_left (c) vector(2)', '(vector(1.000000) / on (a,b) group_left (c) vector(2.000000))'],
    ['comments', '# first\n{a="b"} # then\n|= "#"', '{a="b"} |= "#"'],
    ['comments as in Go', '/* first\n** of all */{a="b"} // then\n|= "//" /**/', '{a="b"} |= "//"'],
    ['labels called like stages', '{json="x"} | pattern="y" | drop json', '{json="x"} | pattern="y" | drop json'],
    ['line filters behind parsers', '{a="b"} | json != "x" | logfmt !~ "y" | json != 5', '{a="b"} | json != "x" | logfmt !~ "y" | json!=5'],
    ['numbers', '-0x1p3 / 0', 'NaN'],
    ['numbers as Go prints them', 'vector(0) + 1000000 * 2.5 > 123456', '((vector(0.000000) + 2.5e+06) > 123456)'],
    ['numbers that are compared with, in full', '{a="b"} | x > 0.00001 | y < 25000000', '{a="b"} | x>0.00001 | y<25000000'],
    ['bool where nothing is compared', 'vector(1) + bool vector(2) or bool vector(3)', '((vector(1.000000) + bool vector(2.000000)) or bool vector(3.000000))'],
    ['a range to the nanosecond', 'rate({a="b"}[1h1s123456789ns])', 'rate({a="b"}[1h1s123ms456us789ns])'],
    ['durations of both kinds', 'rate({a="b"} | x > 1.5h | y < 1m1h [1w1d12h] offset 1.5m)', 'rate({a="b"} | x>1h30m0s | y<1h1m0s[8d12h] offset 1m30s)'],
  ])('%s', (_what, query, expected) => {
    expect(canonical(query)).toBe(expected)
    expect(canonical(expected)).toBe(expected)
    expect(parseQuery(expected)).toEqual(parseQuery(canonical(expected)))
  })

  it('gives frozen nodes', () => {
    const node = parseQuery('sum by (a) (rate({b="c"} | json | d="e" or f>1 [5m])) + 1')
    const check = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return
      expect(Object.isFrozen(value)).toBe(true)
      Object.values(value).forEach(check)
    }
    check(node)
  })
})

describe('what is refused, where, and what to do', () => {
  it.each<[string, string, number, number, RegExp]>([
    ['a range with a fraction', 'rate({a="b"}[1.5h])', 1, 13, /\[1h30m\]/],
    ['a range with its units in another order', 'rate({a="b"}[1m1h])', 1, 13, /largest unit first/],
    ['days with a fraction', '{a="b"} | x > 1.5d', 1, 18, /unexpected d/],
    ['an unknown function', 'rat({a="b"}[5m])', 1, 1, /Did you mean rate\?/],
    ['an unknown stage', '{a="b"} | jsn', 1, 11, /Did you mean json\?/],
    ['a word between', 'rate({a="b"}[5m] ofset 5m)', 1, 18, /Did you mean offset\?/],
    ['a word of matching', 'sum(rate({a="b"}[5m])) / on (x) gruop_left vector(1)', 1, 33, /Did you mean group_left\?/],
    ['a grouping', 'sum witout (x) (rate({a="b"}[5m]))', 1, 5, /Did you mean without\?/],
    ['a flag', '{a="b"} | logfmt --strct', 1, 18, /Did you mean --strict\?/],
    ['a conversion', 'sum_over_time({a="b"} | unwrap duraton(x) [5m])', 1, 32, /Did you mean duration\?/],
    ['a grouping without parentheses', 'sum by x (rate({a="b"}[5m]))', 1, 8, /Labels stand in parentheses: \(x\)/],
    ['a value without quotes', '{a="b"} | level = error', 1, 19, /Write "error"/],
    ['a selector without braces', 'app="b"', 1, 1, /stands in braces: \{app=…\}/],
    ['unwrap of lines', '{a="b"} | unwrap x', 1, 9, /unwrap belongs into an aggregation/],
    ['a string without quotes', '{a=b}', 1, 4, /a string in quotes\. Write "b"/],
    ['a comma with nothing behind it', '{a="b",}', 1, 8, /unexpected }, expected a label/],
    ['two equals signs', '{a=="b"}', 1, 3, /single =/],
    ['a string that does not end', '{a="b}', 1, 4, /does not end/],
    ['a comment that does not end', '{a="b"} /* x', 1, 9, /does not end/],
    ['a range that does not end', 'rate({a="b"}[5m', 1, 13, /closing \]/],
    ['no duration', 'rate({a="b"}[5x])', 1, 13, /\[5x\] is no duration/],
    ['a missing range', 'rate({a="b"})', 1, 13, /a range such as \[5m\]/],
    ['a selector of everything', '{a=~".*"}', 1, 1, /app=~"\.\+"/],
    ['a missing unwrap', 'sum_over_time({a="b"}[5m])', 1, 1, /unwrap <label>/],
    ['an unwrap too many', 'count_over_time({a="b"} | unwrap x [5m])', 1, 1, /counts lines/],
    ['grouping where there is none', 'rate({a="b"}[5m]) by (c)', 1, 1, /sum by/],
    ['numbers joined', '1 or 2', 1, 3, /vector\(1\)/],
    ['lines calculated with', '{a="b"} + 1', 1, 1, /count_over_time/],
    ['a bad regular expression', '{a=~"("}', 1, 5, /no regular expression/],
    ['look-around', '{a="b"} |~ "(?=x)"', 1, 12, /unsupported/],
    ['text compared as a number', '{a="b"} | c > "5"', 1, 15, /compared with =/],
    ['the second line', '{a="b"}\n  | line_format 5', 2, 17, /a template in quotes/],
    ['single quotes', '{a=\'b\'}', 1, 4, /double quotes or backquotes/],
    ['an escape that is none', '{a="\\q"}', 1, 4, /backquotes/],
    ['open ended search', '{a="b"} | search "(x"', 1, 18, /not closed/],
    ['the end too early', 'sum(', 1, 5, /unexpected end/],
    ['something behind the end', '{a="b"} {c="d"}', 1, 9, /unexpected \{/],
  ])('%s', (_what, query, line, column, message) => {
    const error = errorOf(query)
    expect([error.position.line, error.position.column]).toEqual([line, column])
    expect(error.message).toMatch(message)
    expect(error.message.startsWith(`line ${line}, column ${column}: `)).toBe(true)
  })

  it('garbage, in bounded time and without another error', () => {
    const pieces = ['{', '}', '(', ')', 'a', '="b"', '=~".+"', '|', '|=', ' "x"', 'rate(', '[5m]', ' by ', ' or ', '1', '-', 'sum', ',', '\n', '#', '"', '`', '\\', '\u{1F600}', '0x', '.', '5MB', '--strict']
    let seed = 1
    const pick = () => pieces[(seed = (seed * 48_271) % 0x7FFFFFFF) % pieces.length]!
    for (let i = 0; i < 20_000; i++) {
      const query = Array.from({ length: 1 + i % 12 }, pick).join('')
      try {
        const printed = printQuery(parseQuery(query))
        expect(canonical(printed)).toBe(printed)
      }
      catch (error) {
        expect(error).toBeInstanceOf(LogqlError)
      }
    }
    expect(errorOf(`${'('.repeat(100_000)}1`).message).toContain('nested')
    expect(errorOf(`{a="${'x'.repeat(200_000)}"}`).message).toContain('longer than')
    expect(errorOf(`1${' ^ 1'.repeat(5000)}`).message).toContain('nested')
    expect(errorOf(`{a="b"} | x="1"${', x="1"'.repeat(5000)}`).message).toContain('nested')
  })
})
