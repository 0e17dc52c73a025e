import { describe, expect, it } from 'vitest'
import { readLabels } from '~~/server/domain/ingest/loki/labels'

describe('readLabels', () => {
  it.each<[string, Record<string, string>]>([
    ['{}', {}], [' { } ', {}], ['{a="b"}', { a: 'b' }], ['{a="b", c="d"}', { a: 'b', c: 'd' }], ['{ a = "b" ,c="d" , }', { a: 'b', c: 'd' }],
    ['{a=""}', { a: '' }], ['{a="",b=""}', { a: '', b: '' }], ['{a="x\\"y\\\\z\\n\\t"}', { a: 'x"y\\z\n\t' }], ['{a="gr\\u00fc\\U0001fab5"}', { a: 'grü🪵' }],
    ['{a="\\xc3\\xbc\\303\\274"}', { a: 'üü' }], ['{a=`raw \\n "x"`}', { a: 'raw \\n "x"' }], ['{a="}{,="}', { a: '}{,=' }], ['{a="ü 🪵"}', { a: 'ü 🪵' }],
    ['{__proto__="x",constructor="y"}', JSON.parse('{"__proto__":"x","constructor":"y"}') as Record<string, string>],
  ])('reads %s', (text, labels) => expect(readLabels(text)).toEqual(labels))

  it.each<[string, Record<string, string>]>([
    ['{level="info",job="say "hi" now"}', { level: 'info', job: 'say "hi" now' }], ['{level="info",path="C:\\qux\\zed"}', { level: 'info', path: 'C:\\qux\\zed' }],
    ['{level="info",text="a\nb"}', { level: 'info', text: 'a\nb' }], ['{level="a"b",user-id="7",c="d, e"}', { 'level': 'a"b', 'user-id': '7', 'c': 'd, e' }],
    ['{level="x\\",job="y"}', { level: 'x\\', job: 'y' }], ['{level=""",b="c"}', { level: '"', b: 'c' }],
  ])('reads what winston-loki does not escape: %s', (text, labels) => expect(readLabels(text)).toEqual(labels))

  it.each(['', '{', '}', 'a="b"', '{a=b}', '{a}', '{="b"}', '{a="b}', '{a="b" c}', '{a=\'b\'}', '{"a"="b"}', '{a="}', '{a!="b"}', `{a="${'x'.repeat(70_000)}"}`])(
    'refuses %j', text => expect(readLabels(text)).toBeUndefined())

  it.each<[string, string]>([
    ['quotes', `{a="${'"'.repeat(60_000)}}`], ['blanks', `{a="b${' '.repeat(60_000)}`], ['commas', `{a="b"${','.repeat(60_000)}}`], ['backslashes', `{a="${'\\'.repeat(60_001)}"}`],
    ['names', `{${'a'.repeat(60_000)}}`], ['quoted blanks', `{a="${'" '.repeat(30_000)}}`], ['pairs', `{${'a="b",'.repeat(10_000)}x}`],
  ])('does not hang on %s', (_what, text) => {
    readLabels(text)
  }, 5000)
})
