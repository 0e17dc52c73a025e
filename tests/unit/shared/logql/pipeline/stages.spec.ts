import { describe, expect, it } from 'vitest'
import { parseQuery, type LogNode } from '#shared/logql'
import { Labels, PipelineError, stageRunner } from '#shared/logql/pipeline'

interface Given { stream?: Record<string, string>, metadata?: Record<string, string> }

/** The line and its labels behind a pipeline; undefined when it was dropped. */
function run(pipeline: string, text: string, { stream = {}, metadata = {} }: Given = {}) {
  const { stages } = parseQuery(`{a="b"} ${pipeline}`) as LogNode
  const line = { text, timestamp: 0n, labels: new Labels(new Map(Object.entries(stream)), new Map(Object.entries(metadata))) }
  return stages.map(stageRunner).every(runner => runner(line)) ? { text: line.text, labels: line.labels.toRecord() } : undefined
}
const labels = (pipeline: string, text: string, given?: Given) => run(pipeline, text, given)?.labels
const keeps = (pipeline: string, text: string, given?: Given) => run(pipeline, text, given) !== undefined

describe('line filters', () => {
  it.each([
    ['|= "b"', 'abc', true], ['|= "B"', 'abc', false], ['!= "b" or "x"', 'axc', false], ['|~ "(?i)B+c"', 'abbc', true], ['!~ "^b"', 'abc', true],
    ['|> "GET <_> 200"', 'x GET /y 200', true], ['|> "GET <_> 200"', 'GET /y 200 z', false], ['|> "<_>a"', 'aba', false], ['|> "<_>a"', 'ba', true], ['!> "<_> b"', 'a b', false],
    ['|= ip("10.0.0.0/8")', 'from 10.2.3.4:80 to', true], ['|= ip("10.0.0.0/8")', 'from 11.2.3.4', false],
    ['|= ip("2001:db8::/32")', 'at 2001:db8::5 then', true], ['|= ip("2001:db8::/32")', 'at 2001:db8::5.', false], ['!= ip("1.1.1.1-1.1.1.9")', '1.1.1.5', false],
  ])('%s on %s', (pipeline, line, kept) => {
    expect(keeps(pipeline, line)).toBe(kept)
  })

  it('an expression that explodes elsewhere takes no time', () => {
    expect(keeps('|~ "(a+)+$"', `${'a'.repeat(50_000)}!`)).toBe(false)
  })

  it.each(['|= ip("nonsense")', '|~ ip("1.1.1.1")', '|> "<name> x"', '|> "<_><_> x"', '| logfmt a="b["', '| logfmt a="b c"', '| json a="b["', '| json a="b..c"', '| a=ip("1")'])('%s can’t be built', (pipeline) => {
    expect(() => run(pipeline, '')).toThrow(PipelineError)
  })
})

describe('parsers', () => {
  it('json flattens, keeps digits, and leaves arrays and nulls out', () => {
    expect(labels('| json', '{"a":{"b c":1,"d":[1],"e":null},"n":12345678901234567890.10,"t":true,"9x":"y"}'))
      .toEqual({ a_b_c: '1', n: '12345678901234567890.10', t: 'true', _9x: 'y' })
    expect(labels('| json', 'no json')).toMatchObject({ __error__: 'JSONParserErr' })
    expect(labels('| json', '{"__proto__":{"x":1},"constructor":"y"}')).toEqual({ __proto___x: '1', constructor: 'y' })
  })

  it('json reads paths', () => {
    expect(labels('| json a="b.c[1]", d="[\\"e f\\"]", g', '{"b":{"c":[1,{"x":2}]},"e f":"z","g":3}')).toEqual({ a: '{"x":2}', d: 'z', g: '3' })
  })

  it('json reads paths of arrays, and of documents as far as they go', () => {
    expect(labels('| json a="[0]", b="[1].x", c="[9]"', '["y",{"x":1}]')).toEqual({ a: 'y', b: '1', c: '' })
    expect(labels('| json a="b", c="d"', '{"b":"x","msg":"cut o')).toEqual({ a: 'x', c: '' })
    expect(labels('| json a="b"', '{"b":"cut o')).toMatchObject({ a: '', __error__: 'JSONParserErr' })
    expect(labels('| json a="b"', 'plain')).toEqual({ __error__: 'JSONParserErr' })
    expect(labels('| json a="b"', '')).toEqual({})
  })

  it('what a path does not find leaves the stream’s own label alone', () => {
    expect(labels('| json app="nope"', '{"x":1}', { stream: { app: 's' } })).toEqual({ app: 's' })
    expect(labels('| logfmt app="nope", x="nope"', 'a=1', { stream: { app: 's' } })).toEqual({ app: 's', x: '' })
  })

  it('half a surrogate pair is no text', () => {
    expect(labels('| json', '{"a":"\\ud800","b":"\\ud83d\\ude00"}')).toEqual({ a: '', b: '😀' })
  })

  it('what the stream has keeps its name', () => {
    expect(labels('| json', '{"app":"x","pod":"y"}', { stream: { app: 's' }, metadata: { pod: 'm' } }))
      .toEqual({ app: 's', app_extracted: 'x', pod: 'm', pod_extracted: 'y' })
  })

  it('logfmt takes the first of a name, and recovers unless it is strict', () => {
    expect(labels('| logfmt', 'a=1 a=2 b="x \\"y\\"" c= d e=f=g h.i=j')).toEqual({ a: '1', b: 'x "y"', h_i: 'j' })
    expect(labels('| logfmt --keep-empty', 'c= d')).toEqual({ c: '', d: '' })
    expect(labels('| logfmt --strict', 'a=1 b"c=2 d=3')).toMatchObject({ a: '1', __error__: 'LogfmtParserErr' })
    expect(labels('| logfmt x="b.c", y', 'b.c=1')).toEqual({ x: '1', y: '' })
    expect(labels('| logfmt x="user_id", y="\\"user-id\\"", z=`"user-id`', 'user-id=7')).toEqual({ x: '7', y: '7', z: '7' })
  })

  it('regexp, pattern and unpack', () => {
    expect(labels('| regexp "(?P<m>[A-Z]+) (?P<p>\\\\S+)"', 'GET /x 200')).toEqual({ m: 'GET', p: '/x' })
    expect(labels('| pattern "<m> <_> <s>"', 'GET /x 200')).toEqual({ m: 'GET', s: '200' })
    expect(run('| unpack', '{"app":"x","n":1,"_entry":"the line"}')).toEqual({ text: 'the line', labels: { app: 'x' } })
    expect(labels('| unpack', '[]')).toMatchObject({ __error__: 'JSONParserErr' })
    expect(run('| unpack', '{"app":"x","_entry":"y"} behind')).toEqual({ text: 'y', labels: { app: 'x' } })
    expect(run('| unpack', '{"app":"x","_entry":"y"')).toMatchObject({ text: '{"app":"x","_entry":"y"', labels: { __error__: 'JSONParserErr' } })
    expect(labels('| unpack', ' {"_entry":"y"}')).toMatchObject({ __error__: 'JSONParserErr' })
    expect(run('| unpack', '')).toEqual({ text: '', labels: {} })
  })
})

describe('label filters', () => {
  it.each([
    ['| n > 5', { n: '6' }, true], ['| n > 5', { n: '5' }, false], ['| n > 5', {}, false],
    ['| d >= 1.5s', { d: '1500ms' }, true], ['| d < 1h', { d: '90m' }, false], ['| s > 1KB', { s: '1KiB' }, true], ['| s == 5B', { s: '5' }, true],
    ['| a = ip("10.0.0.0/8")', { a: '10.1.1.1' }, true], ['| x="" and y!="1"', {}, true], ['| x=~"a|b" or y="c"', { x: 'bb', y: 'c' }, true],
    ['| x=~".+"', { x: 'a\nb' }, true], ['| x!~".*lost.*"', { x: 'is\nlost\nhere' }, false],
  ])('%s with %j', (pipeline, stream, kept) => {
    expect(keeps(pipeline, '', { stream })).toBe(kept)
  })

  it('keep and mark what can’t be converted', () => {
    expect(labels('| n > 5', '', { stream: { n: 'many' } })).toEqual({ n: 'many', __error__: 'LabelFilterErr', __error_details__: 'strconv.ParseFloat: parsing "many": invalid syntax' })
    expect(labels('| d > 1s', '', { stream: { d: '1d' } })).toMatchObject({ __error__: 'LabelFilterErr' })
    expect(labels('| n > 5', '', { stream: { n: '1e999' } })).toMatchObject({ __error_details__: 'strconv.ParseFloat: parsing "1e999": value out of range' })
    expect(labels('| d > 1s', '', { stream: { d: '3000000h' } })).toMatchObject({ __error_details__: 'time: invalid duration "3000000h"' })
    expect(labels('| s > 1B', '', { stream: { s: '99EB' } })).toMatchObject({ __error_details__: 'too large: 99EB' })
  })
})

describe('labels and colours', () => {
  it('drop and keep', () => {
    expect(labels('| drop a, b="1", c="1"', '', { stream: { a: 'x', b: '1', c: '2' } })).toEqual({ c: '2' })
    expect(labels('| keep a, b="1", c="1"', '', { stream: { a: 'x', b: '1', c: '2', d: 'y' } })).toEqual({ a: 'x', b: '1' })
    expect(labels('| json | drop __error__, __error_details__', 'x')).toEqual({})
  })

  it('decolorize', () => {
    expect(run('| decolorize', '\u001B[31;1mred\u001B[0m and plain')?.text).toBe('red and plain')
  })
})
