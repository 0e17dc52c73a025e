import { describe, expect, it } from 'vitest'
import type { LogRecord } from '#shared/types/log-record'
import { lokiMemory } from '~~/server/domain/ingest/loki'
import { decodeJson, decodeProtobuf, NOW, pushBytes, stored, streamBytes, bytesField, entryBytes, type TestEntry } from './support'

const NS = '1767323045123456789'
const jsonOf = (labels: object, ...values: unknown[]) => JSON.stringify({ streams: [{ stream: labels, values }] })
const recordOf = (labels: object, line: string, metadata?: object): LogRecord =>
  decodeJson(jsonOf(labels, metadata === undefined ? [NS, line] : [NS, line, metadata])).records[0]!
const protobufOf = (labels: string, ...entries: TestEntry[]) => stored(pushBytes(streamBytes(labels, entries)))

describe('a JSON push', () => {
  it('keeps labels, metadata, line and nanoseconds', () => {
    const { records, rejects } = decodeJson(jsonOf({ app: 'shop', env: 'prod' }, [NS, 'grüße 🪵\n\0', { user: 'u1' }], ['1', 'two', {}]))
    expect(rejects).toEqual([])
    expect(records).toHaveLength(2)
    expect(records[0]).toEqual({
      seconds: 1_767_323_045, nanos: 123_456_789, severityNumber: 0, severityText: '', serviceName: 'shop', body: 'grüße 🪵\n\0',
      traceId: '', spanId: '', traceFlags: 0, eventName: '', scopeName: '', scopeVersion: '', scopeAttributes: {},
      resourceAttributes: { app: 'shop', env: 'prod' }, logAttributes: { user: 'u1' },
    })
    expect(records[1]!.logAttributes).toEqual({})
  })

  it.each<[string, string, number, number]>([
    ['a text', `"${NS}"`, 1_767_323_045, 123_456_789], ['a number, to its last digit', NS, 1_767_323_045, 123_456_789], ['milliseconds', '"1767323045123"', 1_767_323_045, 123_000_000],
    ['seconds', '1767323045', 1_767_323_045, 0], ['RFC 3339', '"2026-01-02T03:04:05.5Z"', 1_767_323_045, 500_000_000], ['long ago', '"-1000000000000000001"', -1_000_000_001, 999_999_999],
    ['far ahead', '"9223372035999999999"', 9_223_372_035, 999_999_999],
  ])('reads a time that is %s', (_what, time, seconds, nanos) => {
    expect(decodeJson(`{"streams":[{"stream":{},"values":[[${time},"m"]]}]}`).records[0]).toMatchObject({ seconds, nanos })
  })

  it.each<[string, unknown, RegExp]>([
    ['no array', 'x', /Expected \[/], ['too short', [NS], /Expected \[/], ['a bad time', ['yesterday', 'm'], /timestamp/], ['no time', [null, 'm'], /timestamp/],
    ['too late', ['9999999999999999999', 'm'], /timestamp/], ['no text', [NS, { a: 1 }], /must be a text/], ['bad metadata', [NS, 'm', 'x'], /Expected \[/], ['too long', [NS, 'x'.repeat(1_048_577)], /1 MB/],
    ['too long in bytes', [NS, 'ü'.repeat(600_000)], /1 MB/],
  ])('rejects one entry, %s, and keeps those beside it', (_what, entry, reason) => {
    const { records, rejects } = decodeJson(jsonOf({ app: 'a' }, [NS, 'good 1'], entry, [NS, 'good 2']))
    expect(records.map(record => record.body)).toEqual(['good 1', 'good 2'])
    expect(rejects).toEqual([{ reason: expect.stringMatching(reason) as string, raw: expect.any(Uint8Array) as Uint8Array }])
    expect(Buffer.from(rejects[0]!.raw).toString()).toBe(JSON.stringify(entry).slice(0, 65_536).replace(/ü+$/, bytes => bytes.slice(0, (65_536 - 24) / 2)))
  })

  it('rejects one stream and keeps those beside it', () => {
    const good = { stream: { app: 'a' }, values: [[NS, 'good']] }
    const { records, rejects } = decodeJson(JSON.stringify({ streams: [good, 7, { stream: 'x', values: [] }, { stream: {}, values: 'x' }, {}, good] }))
    expect(records).toHaveLength(2)
    expect(rejects).toHaveLength(3)
  })

  it('rejects a stream whose entries stand under another name, rather than losing them', () => {
    const { records, rejects } = decodeJson(JSON.stringify({ streams: [{ stream: {} }, { labels: '{a="b"}', entries: [{ ts: '2026-01-02T03:04:05Z', line: 'old form' }] }] }))
    expect(records).toEqual([])
    expect(rejects).toMatchObject([{ reason: expect.stringContaining('no values') as string }])
  })

  it('keeps the whole streams of a body that is broken or cut off', () => {
    const good = jsonOf({ app: 'a' }, [NS, 'good']).slice('{"streams":['.length, -2)
    for (const body of [`{"streams":[${good},{"stream":{"app":"b"},"values":[["${NS}","a\tb\u0001"]]},${good}]}`, `{"streams":[${good},\n${good},{"stream":{"a":"b`, `{"streams":[${good},{"stream":{"x":${'['.repeat(200)}${']'.repeat(200)}},"values":[["${NS}","bad"]]},${good}]}`]) {
      const { records, rejects } = decodeJson(body)
      expect(records.map(record => record.body)).toEqual(['good', 'good'])
      expect(rejects.length).toBeGreaterThan(0)
    }
  })

  it.each(['{}', '[]', '7', '"x"', '{"streams":7}', '{', 'streams', '{"streams"', '{"streams":', '\0', '{"logs":[]}'])('rejects %j as a whole', (body) => {
    const { records, rejects } = decodeJson(body)
    expect(records).toEqual([])
    expect(rejects).toEqual([{ reason: expect.any(String) as string, raw: Buffer.from(body) }])
  })

  it.each(['', '{"streams":[]}', '{"streams":null}', '{"streams":[{"stream":{},"values":[]}]}', '{"streams":[{"stream":{}}]}'])('takes %j for nothing', (body) => {
    expect(decodeJson(body)).toEqual({ records: [], rejects: [] })
  })

  it('keeps the types of metadata and the digits of its numbers; labels are texts', () => {
    const [record] = decodeJson(`{"streams":[{"stream":{"a":1,"b":true,"c":null,"d":[1]},"values":[["${NS}","m",{"n":12345678901234567890,"o":{"p":[1]},"__proto__":"x"}]]}]}`).records
    expect(record!.resourceAttributes).toEqual({ a: '1', b: 'true', d: '[1]' })
    expect(record!.logAttributes).toEqual(JSON.parse('{"n":0,"o":{"p":[1]},"__proto__":"x"}', (name, value: unknown) => name === 'n' ? 12_345_678_901_234_567_890n : value))
  })
})

describe('a Protobuf push', () => {
  it('gives the same record as JSON', () => {
    const metadata = { user: 'u1', trace_id: '4BF92F3577B34DA6A3CE929D0E0E4736', span_id: '00f067aa0ba902b7', level: 'warn' }
    const fromJson = decodeJson(jsonOf({ app: 'shop', env: 'a"b' }, [NS, 'grüße 🪵', metadata]))
    expect(decodeProtobuf(protobufOf('{app="shop", env="a\\"b"}', { line: 'grüße 🪵', metadata }))).toEqual(fromJson)
    expect(fromJson.records[0]).toMatchObject({ traceId: metadata.trace_id.toLowerCase(), spanId: metadata.span_id, severityNumber: 13, logAttributes: { user: 'u1', level: 'warn' } })
  })

  it('reads any content type so, but JSON that is mislabelled', () => {
    for (const type of [undefined, '', 'application/x-protobuf', 'text/plain', 'application/jsonx']) expect(decodeProtobuf(protobufOf('{a="b"}', {}), type).records).toHaveLength(1)
    expect(decodeProtobuf(Buffer.from(jsonOf({ a: 'b' }, [NS, 'm'])), 'text/plain').records).toHaveLength(1)
    expect(decodeProtobuf(Buffer.from(JSON.stringify(JSON.parse(jsonOf({ a: 'b' }, [NS, 'm'])), null, 2)), undefined).records).toHaveLength(1)
  })

  it('reads times before 1970, and takes now where there is none', () => {
    expect(decodeProtobuf(protobufOf('{}', { seconds: -1n, nanos: 5 })).records[0]).toMatchObject({ seconds: -1, nanos: 5 })
    const timeless = stored(pushBytes(bytesField(2, bytesField(2, 'm'))))
    expect(decodeProtobuf(timeless).records[0]).toMatchObject({ seconds: NOW / 1000, nanos: 0, body: 'm', serviceName: 'unknown_service' })
  })

  it('finds labels behind the entries', () => {
    const stream = Buffer.concat([bytesField(2, entryBytes({})), bytesField(1, '{app="late"}')])
    expect(decodeProtobuf(stored(pushBytes(stream))).records[0]).toMatchObject({ serviceName: 'late' })
  })

  it('rejects broken entries and streams alone', () => {
    const good = streamBytes('{a="b"}', [{ line: 'good' }])
    const bad = Buffer.concat([bytesField(1, '{a="b"}'), bytesField(2, Buffer.from([0x12, 0x7F])), bytesField(2, entryBytes({ nanos: 2e9 })), bytesField(2, entryBytes({ line: 'good' }))])
    const { records, rejects } = decodeProtobuf(stored(pushBytes(good, bad, streamBytes('{oops', [{ line: 'one' }, { line: 'two' }]), Buffer.from([0xFF, 0xFF]), good)))
    expect(records.map(record => record.body)).toEqual(['good', 'good', 'good'])
    expect(rejects.map(({ reason }) => reason)).toEqual([expect.stringContaining('entry'), expect.stringContaining('timestamp'),
      expect.stringContaining('labels'), expect.stringContaining('labels'), expect.stringContaining('stream')])
    expect(Buffer.from(rejects[2]!.raw).toString()).toContain('one')
  })

  it.each<[string, Buffer]>([['text', Buffer.from('hello')], ['broken Snappy', Buffer.from([200, 1, 0])], ['no Protobuf', stored(Buffer.from('hello'))], ['cut off', stored(pushBytes(streamBytes('{}', [{}])).subarray(0, 20))]])(
    'rejects %s as a whole', (_what, body) => {
      const { records, rejects } = decodeProtobuf(body)
      expect(records).toEqual([])
      expect(rejects).toHaveLength(1)
    })
})

describe('lokiMemory', () => {
  it('says what Snappy will take, and nothing for JSON or nonsense', () => {
    const body = protobufOf('{a="b"}', { line: 'x'.repeat(1000) })
    expect(lokiMemory(body, undefined)).toBeGreaterThan(1000)
    expect([lokiMemory(body, 'application/json'), lokiMemory(Buffer.from([255, 255, 255, 255, 15]), ''), lokiMemory(Buffer.alloc(0), '')]).toEqual([0, 0, 0])
  })
})

describe('the service', () => {
  it.each<[object, string]>([
    [{}, 'unknown_service'], [{ service_name: 'x', app: 'y' }, 'x'], [{ job: 'j', app: 'a' }, 'a'], [{ k8s_job_name: 'k', workload: 'w' }, 'w'], [{ name: 'n', application: 'p' }, 'p'],
    [{ app: '', container: 'c' }, 'c'], [{ app: 'x'.repeat(600), job: 'j' }, 'j'], [{ host: 'h' }, 'unknown_service'],
  ])('of %j', (labels, service) => expect(recordOf(labels, 'm').serviceName).toBe(service))

  it('is not derived where that is off', () => {
    const off = { discoverServiceName: false }
    expect(decodeJson(jsonOf({ app: 'a' }, [NS, 'm']), off).records[0]!.serviceName).toBe('')
    expect(decodeJson(jsonOf({ service_name: 'a' }, [NS, 'm']), off).records[0]!.serviceName).toBe('a')
  })
})

describe('the level', () => {
  it.each<[string, object, object | undefined, string, number, string]>([
    ['a label', { level: 'warn' }, { level: 'debug' }, 'ERROR: x', 13, 'warn'], ['a label of another name', { Severity: 'ERR' }, undefined, '', 17, 'ERR'], ['metadata', {}, { severity_text: 'Debug' }, 'info', 5, 'Debug'],
    ['detected before', { level: 'warn' }, { detected_level: 'error' }, '', 17, 'error'], ['a label that nobody knows', { level: 'loud' }, undefined, 'info', 0, 'loud'], ['a number of OpenTelemetry', {}, { severity_number: '17' }, 'info', 17, ''],
    ['JSON', {}, undefined, '{"msg":"info","level":"ERROR"}', 17, 'ERROR'], ['nested JSON', {}, undefined, ' {"log":{"level":"warn"},"m":1} ', 13, 'warn'], ['deeper JSON', {}, undefined, '{"a":{"b":{"lvl_":"x","level":7,"severity":"warn"}}}', 13, 'warn'],
    ['pino', {}, undefined, '{"level":50,"msg":"m"}', 17, '50'], ['JSON without a known level', {}, undefined, '{"level":"loud","m":"[error]"}', 17, 'error'], ['broken JSON', {}, undefined, '{"level":"warn" oops [err] }', 17, 'error'],
    ['logfmt', {}, undefined, 'ts=1 LEVEL=warn msg="x"', 13, 'warn'], ['quoted logfmt', {}, undefined, 'lvl=debug level="error"', 17, 'error'], ['a word', {}, undefined, 'some info here', 9, 'info'], ['info before others', {}, undefined, '[error] no info', 9, 'info'],
    ['error', {}, undefined, 'x [ERROR] y', 17, 'error'], ['warning', {}, undefined, 'a WARNING b', 13, 'warn'], ['critical', {}, undefined, 'critical: x', 18, 'critical'], ['debug', {}, undefined, 'debugging', 5, 'debug'],
    ['by place', {}, undefined, '2026-01-02T03:04:05Z ERROR main it failed', 17, 'ERROR'], ['nothing', {}, undefined, 'GET / 200', 0, ''],
  ])('from %s', (_what, labels, metadata, line, severityNumber, severityText) => {
    expect(recordOf(labels, line, metadata)).toMatchObject({ severityNumber, severityText })
  })

  it('is not detected in lines where that is off', () => {
    const off = { discoverLogLevels: false }
    expect(decodeJson(jsonOf({}, [NS, '[error]']), off).records[0]!.severityNumber).toBe(0)
    expect(decodeJson(jsonOf({ level: 'warn' }, [NS, '[error]']), off).records[0]!.severityNumber).toBe(13)
  })
})

describe('trace and span', () => {
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
  it.each<[object, object]>([
    [{ trace_id: trace, a: 'b' }, { traceId: trace, spanId: '', logAttributes: { a: 'b' } }], [{ traceID: trace, spanID: '00f067aa0ba902b7' }, { traceId: trace, spanId: '00f067aa0ba902b7', logAttributes: {} }],
    [{ trace_id: 'x' }, { traceId: '', logAttributes: { trace_id: 'x' } }], [{ trace_id: 'x', traceId: trace }, { traceId: trace, logAttributes: { trace_id: 'x' } }],
  ])('of %j', (metadata, expected) => expect(recordOf({}, 'm', metadata)).toMatchObject(expected))
})
