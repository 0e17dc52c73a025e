import { describe, expect, it } from 'vitest'
import { simpleProtocol } from '~~/server/domain/ingest/simple'

const NOW = Date.UTC(2025, 10, 22, 13, 11, 0, 250)
const decode = (body: string | Buffer) => simpleProtocol.decode(Buffer.from(body as string), {}, { now: NOW })
const line = (message: unknown, more = {}) => JSON.stringify({ timestamp: '2025-11-22T13:11:00.123Z', service: 'api', level: 'INFO', message, tags: { a: 'b' }, ...more })
const bodies = (body: string | Buffer) => decode(body).records.map(record => record.body)
const rejected = (body: string | Buffer) => decode(body).rejects.map(reject => Buffer.from(reject.raw).toString())

describe('POST /ingest', () => {
  it('makes a record of every field', () => {
    expect(decode(line('hello')).records).toEqual([{
      seconds: 1763817060, nanos: 123_000_000, severityNumber: 9, severityText: 'INFO', serviceName: 'api', body: 'hello',
      traceId: '', spanId: '', traceFlags: 0, eventName: '', scopeName: '', scopeVersion: '',
      resourceAttributes: {}, scopeAttributes: {}, logAttributes: { a: 'b' },
    }])
  })

  it.each<[string, string]>([
    ['one object', line('1')],
    ['an array', `[${line('1')},${line('2')}]`],
    ['a pretty array', JSON.stringify([{ message: '1' }, { message: '2' }], null, 2)],
    ['NDJSON', `${line('1')}\n${line('2')}`],
    ['NDJSON with blank lines, CRLF and a byte order mark', `\uFEFF\r\n${line('1')}\r\n\r\n  \r\n${line('2')}\r\n`],
    ['a pretty object', JSON.stringify({ message: '1', tags: { a: [1, { b: '}{' }] } }, null, 2)],
    ['pretty objects', `${JSON.stringify({ message: '1' }, null, 2)}\n${JSON.stringify({ message: '2' }, null, 2)}\n`],
    ['objects without line feeds', `${line('1')}${line('2')} ${line('3')}`],
    ['arrays in lines', `[${line('1')}]\n[${line('2')},${line('3')}]`],
    ['arrays without line feeds', `[${line('1')}][${line('2')}]`],
  ])('reads %s', (_name, body) => {
    const { records, rejects } = decode(body)
    expect(rejects).toEqual([])
    expect(records.map(record => record.body)).toEqual(['1', '2', '3'].slice(0, records.length))
    expect(records.length).toBe((body.match(/"message"/g) ?? []).length)
  })

  it.each<[string, string, string[], string[]]>([
    ['a cut-off line', `${line('1')}\n{"message":"x\n${line('2')}`, ['1', '2'], ['{"message":"x']],
    ['a cut-off line before values', `{"tags":\n${line('1')}\n${line('2')}`, ['1', '2'], ['{"tags":']],
    ['a cut-off end', `${line('1')}\n{"message":"x","ta`, ['1'], ['{"message":"x","ta']],
    ['scalars', `1\n"a"\nnull\ntrue\n1,2\n${line('1')}`, ['1'], ['1', '"a"', 'null', 'true', '1,2']],
    ['scalars and arrays within an array', `[1,[2],${line('1')},"x", null]`, ['1'], ['1', '[2]', '"x"', 'null']],
    ['a broken element', `[{"message":"0"},{"message":tru},{"message":"1"}]`, ['0', '1'], ['{"message":tru}']],
    ['a broken element over lines', `[\n{"message":"0"},\n{"message":[}},\n{"message":"1"}\n]`, ['0', '1'], ['{"message":[}},\n']],
    ['an array cut off', `[{"message":"0"},{"message":"1`, ['0'], ['{"message":"1']],
    ['an array cut off between', `[{"message":"0"},`, ['0'], ['[']],
    ['a bad object among concatenated ones', `{"message":"0"}{"message":}{"message":"1"}`, ['0', '1'], ['{"message":}']],
    ['a bad timestamp', `{"message":"0"}\n{"message":"x","timestamp":"soon"}\n{"message":"1"}`, ['0', '1'], ['{"message":"x","timestamp":"soon"}']],
    ['a bad timestamp in an array', `[{"message":"0"},{"message":"ä","timestamp":"soon"} ,{"message":"1"}]`, ['0', '1'], ['{"message":"ä","timestamp":"soon"}']],
    ['other text', 'hello\nworld', [], ['hello', 'world']],
    ['an empty object', `{}\n{"message":"0"}`, ['0'], ['{}']],
  ])('keeps the good beside %s', (_name, body, good, bad) => {
    expect(bodies(body)).toEqual(good)
    expect(rejected(body)).toEqual(bad)
  })

  it.each<[string, unknown, RegExp]>([
    ['a text', 'soon', /RFC 3339/], ['an object', {}, /got an object/], ['a flag', true, /got a boolean/], ['nothing', '', /RFC 3339/],
    ['the year 3000', '3000-01-01T00:00:00Z', /1900 to 2262/],
  ])('refuses %s as a timestamp', (_name, timestamp, reason) => {
    const { records, rejects } = decode(line('x', { timestamp }))
    expect(records).toEqual([])
    expect(rejects[0]?.reason).toMatch(reason)
  })

  it('refuses services and levels too long for their columns', () => {
    expect(decode(line('x', { service: 's'.repeat(513) })).rejects[0]?.reason).toMatch(/service is longer/)
    expect(decode(line('x', { level: 's'.repeat(65) })).rejects[0]?.reason).toMatch(/level is longer/)
  })

  it.each<[string, object, object]>([
    ['no timestamp', { timestamp: undefined }, { seconds: 1763817060, nanos: 250_000_000 }],
    ['null as the timestamp', { timestamp: null }, { seconds: 1763817060, nanos: 250_000_000 }],
    ['no service', { service: undefined }, { serviceName: 'unknown_service' }],
    ['a number as the service', { service: 7 }, { serviceName: '7' }],
    ['a pino level', { level: 50 }, { severityNumber: 17, severityText: '50' }],
    ['an unknown level', { level: 'loud' }, { severityNumber: 0, severityText: 'loud' }],
    ['an object as the message', { message: { a: [1] } }, { body: '{"a":[1]}' }],
    ['a number as the message', { message: 12.5 }, { body: '12.5' }],
    ['no message', { message: undefined }, { body: '' }],
    ['tags that are no object', { tags: ['a', 1] }, { logAttributes: { tags: ['a', 1] } }],
    ['no tags', { tags: null }, { logAttributes: {} }],
    ['nested tags', { tags: { a: { b: [1, null] } } }, { logAttributes: { a: { b: [1, null] } } }],
    ['more fields', { x: 1, y: { z: true } }, { logAttributes: { a: 'b', x: 1, y: { z: true } } }],
    ['a field named as a tag', { a: 1 }, { logAttributes: { 'a': 'b', 'fields.a': 1 } }],
    ['trace ids', { trace_id: '4BF92F3577B34DA6A3CE929D0E0E4736', spanId: '00f067aa0ba902b7' }, { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', logAttributes: { a: 'b' } }],
    ['bad trace ids', { trace_id: 'zz', span_id: '0000000000000000' }, { traceId: '', spanId: '', logAttributes: { a: 'b', trace_id: 'zz', span_id: '0000000000000000' } }],
  ])('takes %s', (_name, more, expected) => {
    expect(decode(line('m', more))).toMatchObject({ records: [expected], rejects: [] })
  })

  it('keeps all digits of large numbers', () => {
    const [record] = decode('{"timestamp":1763817060123456789,"message":12345678901234567890,"tags":{"id":9007199254740993,"f":1.5,"big":1e999,"list":[-9007199254740993]}}').records
    expect(record).toMatchObject({ seconds: 1763817060, nanos: 123_456_789, body: '12345678901234567890' })
    expect(record?.logAttributes).toEqual({ id: 9007199254740993n, f: 1.5, big: '1e999', list: [-9007199254740993n] })
    expect(decode('[{"message":"a"},{"message":{"id":9007199254740993}}]').records[1]?.body).toBe('{"id":9007199254740993}')
  })

  it('is not fooled by the names of prototypes', () => {
    const { records } = decode('{"message":"x","tags":{"__proto__":{"polluted":1},"constructor":2},"__proto__":{"level":"error"},"toString":1}')
    const attributes = records[0]!.logAttributes
    expect(Object.keys(attributes).sort()).toEqual(['__proto__', 'constructor', 'fields.__proto__', 'toString'])
    expect(records[0]!.severityNumber).toBe(0)
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
    expect(Object.getPrototypeOf(attributes)).toBe(Object.prototype)
  })

  it('refuses deep nesting and long lines, and keeps what is beside them', () => {
    const deep = (n: number) => `{"message":"deep","tags":${'['.repeat(n)}${']'.repeat(n)}}`
    const long = `{"message":"${'x'.repeat(1_100_000)}"}`
    for (const body of [`${line('0')}\n${deep(120_000)}\n${deep(101)}\n${long}\n${line('1')}`, `[${line('0')},${deep(120_000)},${deep(101)},${long},${line('1')}]`]) {
      const { records, rejects } = decode(body)
      expect(records.map(record => record.body)).toEqual(['0', '1'])
      expect(rejects.map(reject => reject.reason)).toEqual([expect.stringMatching(/deep/), expect.stringMatching(/deep/), expect.stringMatching(/1 MB/)])
      expect(rejects[2]!.raw.length).toBe(65_536)
    }
    expect(decode(deep(98)).records).toHaveLength(1)
  })

  it('reads arrays and concatenated objects longer than one line may be', () => {
    const many = Array.from({ length: 6000 }, (_, i) => line(`${i} ${'x'.repeat(200)}`))
    expect(decode(`[${many.join(',')}]`).records).toHaveLength(6000)
    expect(decode(many.join('')).records).toHaveLength(6000)
  })
})
