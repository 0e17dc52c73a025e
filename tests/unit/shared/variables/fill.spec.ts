import { describe, expect, it } from 'vitest'
import { parseQuery, printQuery } from '#shared/logql'
import type { QueryLanguage, QueryVariable, VariableType } from '#shared/schemas/saved-queries'
import { fillVariables, placeholdersIn, VariableError } from '#shared/variables/fill'
import { tokensOf } from '~~/server/domain/query/sql/tokens'

const variable = (name: string, type: VariableType, usual: string[] = []): QueryVariable => ({ name, type, default: usual })
const fill = (language: QueryLanguage, text: string, type: VariableType, ...values: string[]) => fillVariables(text, language, [variable('x', type)], { x: values })

const HOSTILE = [
  '', 'plain', '"', '\'', '`', '\\', '\\"', '\\\\\'', '"} or {a="', '\' OR 1=1 --', '\'; DROP TABLE users; --', '`', '{{x}}', '{{y}}', '$$', '*/', '/*', '--', '#',
  'a\nb', '\r\n', '\0', '\u2028', '𝒳', '|', '.*', '(', '[', '$', '\\E', '")', '\') UNION ALL SELECT 1', '$x$', '%', '{from}', '\\x27', '\\u0027',
]

describe('a value in LogQL', () => {
  it.each(HOSTILE)('stays one literal, between quotes or with its own: %j', (value) => {
    for (const text of ['{b="c", a="{{x}}"} |= "y"', '{b="c", a={{x}}} |= "y"', '{b="c", a="{{x}}"} # "\n|= "y"']) {
      const node = parseQuery(fill('logql', text, 'string', value))
      expect(node).toMatchObject({ kind: 'log', matchers: [{ label: 'b' }, { label: 'a', operator: '=', value }] })
      expect(node.kind === 'log' && node.stages).toHaveLength(1)
    }
  })

  it('goes between backquotes as it is, and where that would end them it is refused', () => {
    expect(fill('logql', '{a="b"} |= `{{x}}`', 'string', 'say "hi"')).toBe('{a="b"} |= `say "hi"`')
    expect(() => fill('logql', '{a="b"} |= `{{x}}`', 'string', '` or `')).toThrow(VariableError)
  })

  it.each(HOSTILE.filter(value => value !== ''))('of a list matches exactly what was chosen: %j', (value) => {
    const node = parseQuery(fill('logql', '{a=~"{{x}}"}', 'values', value, 'other'))
    const matcher = node.kind === 'log' ? node.matchers[0]! : undefined
    const pattern = new RegExp(`^(?:${matcher!.value})$`, 's')
    expect([value, 'other', `${value}x`, 'o'].map(text => pattern.test(text))).toEqual([true, true, false, false])
  })

  it('that is a number or a duration is nothing else', () => {
    expect(fill('logql', 'rate({a="b"}[{{x}}])', 'duration', '1h30m')).toBe('rate({a="b"}[1h30m])')
    expect(fill('logql', '{a="b"} | json | status >= {{ x }}', 'number', '500')).toBe('{a="b"} | json | status >= 500')
    for (const value of ['', '5', 'm', '5m]', '5m} |= "x"', '-5m', '0s', '1e9m', '__proto__']) expect(() => fill('logql', '[{{x}}]', 'duration', value), value).toThrow(VariableError)
    for (const value of ['', '5 or 1=1', '0x10', 'NaN', '1,2', '--1', '1;', '１']) expect(() => fill('logql', '> {{x}}', 'number', value), value).toThrow(VariableError)
  })

  it('leaves templates, comments and what is not declared as they are', () => {
    const text = '{a="b"} # {{x}} "\n| line_format "{{.x}} {{y}} {{ now }}"'
    expect(fill('logql', text, 'string', 'value')).toBe(text)
    expect(printQuery(parseQuery(fill('logql', '{a="b"} # "\n|= {{x}}', 'string', 'c')))).toContain('"c"')
  })
})

describe('a value in SQL', () => {
  it.each(HOSTILE)('stays one literal, between quotes or with its own: %j', (value) => {
    for (const text of ['SELECT \'{{x}}\' AS a', 'SELECT {{x}} AS a', 'SELECT \'it\'\'s\' AS b, {{x}} AS a']) {
      const tokens = tokensOf(fill('sql', text, 'string', value))
      expect(tokens.length).toBe(tokensOf(text.replace(/'?\{\{x\}\}'?/, '\'v\'')).length)
      const written = tokens.filter(({ kind }) => kind === 'text').at(-1)!.value
      expect(written.slice(1, -1).replace(/\\(.)/gs, '$1')).toBe(value)
    }
  })

  it('of a list is one for IN, and not to be had between quotes', () => {
    expect(fill('sql', 'WHERE a IN {{x}}', 'values', 'it\'s', 'b')).toBe(String.raw`WHERE a IN ('it\'s', 'b')`)
    expect(() => fill('sql', 'WHERE a IN (\'{{x}}\')', 'values', 'a')).toThrow(expect.objectContaining({ variable: 'x', fault: 'several' }))
    expect(() => fill('sql', 'WHERE a IN {{x}}', 'values')).toThrow(expect.objectContaining({ variable: 'x', fault: 'empty' }))
  })

  it('is no name, and never ends one', () => {
    for (const text of ['SELECT "{{x}}"', 'SELECT `{{x}}`', 'SELECT $a${{x}}$a$']) expect(() => fill('sql', text, 'string', 'b'), text).toThrow(VariableError)
  })

  it('that is negative begins no comment, and beside a quote is no part of it', () => {
    expect(fill('sql', 'SELECT 10 -{{x}}, 2', 'number', '-5')).toBe('SELECT 10 -(-5), 2')
    expect(tokensOf(fill('sql', 'SELECT \'a\'{{x}}\'c\'', 'string', '')).filter(({ kind }) => kind === 'text')).toHaveLength(3)
  })

  it('that is a duration is an interval, in its largest whole unit', () => {
    expect(fill('sql', 'now() - {{x}}', 'duration', '5m')).toBe('now() - (INTERVAL 300 SECOND)')
    expect(fill('sql', 'now() - {{x}}', 'duration', '1.5ms')).toBe('now() - (INTERVAL 1500000 NANOSECOND)')
    expect(fill('sql', 'parse(\'{{x}}\')', 'duration', '5m')).toBe('parse(\'5m\')')
  })

  it('is not put into comments', () => {
    for (const text of ['-- {{x}}\nSELECT 1', '/* {{x}} */ SELECT 1', '# {{x}}\nSELECT 1', '/* it\'s {{x}} */']) expect(fill('sql', text, 'string', '\n; */ SELECT 2')).toBe(text)
  })
})

it('takes the usual value where none is given, and none of the names that objects have', () => {
  expect(fillVariables('{a="{{x}}"}', 'logql', [variable('x', 'string', ['usual'])], {})).toBe('{a="usual"}')
  expect(fillVariables('{a="{{constructor}}"}', 'logql', [variable('constructor', 'string', ['usual'])], {})).toBe('{a="usual"}')
  expect(fillVariables('{a="{{constructor}}{{x}}"}', 'logql', [variable('x', 'string')], {})).toBe('{a="{{constructor}}"}')
})

it('finds the placeholders of a query', () => {
  expect(placeholdersIn('{a="{{x}}", b="{{ y }}"} | line_format "{{.z}} {{x}}"')).toEqual(['x', 'y'])
})
