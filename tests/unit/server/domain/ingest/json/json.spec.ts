import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { AttributeValue, LogRecord } from '#shared/types/log-record'
import { jsonProtocol } from '~~/server/domain/ingest/json'

const NOW = Date.UTC(2025, 10, 22, 13, 11, 0, 250)
const decode = (body: string | Buffer) => jsonProtocol.decode(Buffer.from(body as string), {}, { now: NOW })
const at = { seconds: 1763817060, nanos: 123_000_000 }
const TIME = '2025-11-22T13:11:00.123Z'
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const SPAN = '00f067aa0ba902b7'
const level = (severityNumber: number, severityText: string) => ({ severityNumber, severityText })

/** What each logger writes, and what of it the record must hold. */
const cases: Array<[string, object, Partial<LogRecord>]> = [
  ['pino', { level: 30, time: 1763817060123, pid: 7, hostname: 'h', name: 'shop', msg: 'hi', req: { id: 1 } },
    { ...at, ...level(9, '30'), serviceName: 'shop', body: 'hi', logAttributes: { pid: 7, hostname: 'h', req: { id: 1 } } }],
  ['winston', { level: 'warn', message: 'hi', timestamp: TIME, service: 'user-service', meta: [1] },
    { ...at, ...level(13, 'warn'), serviceName: 'user-service', body: 'hi', logAttributes: { meta: [1] } }],
  ['bunyan', { name: 'app', hostname: 'h', pid: 1, level: 50, msg: 'x', time: TIME, v: 0 },
    { ...at, ...level(17, '50'), serviceName: 'app', body: 'x', logAttributes: { hostname: 'h', pid: 1, v: 0 } }],
  ['zap', { level: 'error', ts: 1763817060.123, logger: 'main', caller: 'a/b.go:1', msg: 'x', stacktrace: 's' },
    { ...at, ...level(17, 'error'), body: 'x', logAttributes: { logger: 'main', caller: 'a/b.go:1', stacktrace: 's' } }],
  ['zerolog', { level: 'info', time: 1763817060, message: 'x' }, { seconds: at.seconds, ...level(9, 'info'), body: 'x', logAttributes: {} }],
  ['logrus', { level: 'warning', time: TIME, msg: 'x', size: 10 }, { ...at, ...level(13, 'warning'), body: 'x', logAttributes: { size: 10 } }],
  ['slog', { time: TIME, level: 'DEBUG', msg: 'x', g: { a: 1 } }, { ...at, ...level(5, 'DEBUG'), body: 'x', logAttributes: { g: { a: 1 } } }],
  ['log4j', { instant: { epochSecond: 1763817060, nanoOfSecond: 123456789 }, level: 'FATAL', loggerName: 'c.E', message: 'x', thread: 'main', contextMap: { traceId: TRACE, user: 'u' } },
    { seconds: at.seconds, nanos: 123_456_789, ...level(21, 'FATAL'), body: 'x', traceId: TRACE, logAttributes: { loggerName: 'c.E', thread: 'main', contextMap: { user: 'u' } } }],
  ['old log4j', { timeMillis: 1763817060123, level: { standardLevel: 'ERROR', intLevel: 200 }, message: 'x' },
    { ...at, ...level(17, 'ERROR'), logAttributes: { level: { intLevel: 200 } } }],
  ['Serilog compact', { '@t': TIME, '@mt': 'User {User} took {Took:0.0} {{ms}} {None}', '@r': ['7.0'], 'User': 'bob', 'Took': 7, '@tr': TRACE, '@sp': SPAN },
    { ...at, ...level(9, 'Information'), body: 'User bob took 7.0 {ms} {None}', traceId: TRACE, spanId: SPAN, logAttributes: { '@mt': 'User {User} took {Took:0.0} {{ms}} {None}', '@r': ['7.0'], 'User': 'bob', 'Took': 7 } }],
  ['Serilog compact with a level', { '@t': TIME, '@m': 'x', '@l': 'Warning', '@x': 'e' }, { ...at, ...level(13, 'Warning'), body: 'x', logAttributes: { '@x': 'e' } }],
  ['Serilog', { Timestamp: TIME, Level: 'Error', MessageTemplate: 'Hi {Name}', Properties: { Name: 'bob' } },
    { ...at, ...level(17, 'Error'), body: 'Hi bob', logAttributes: { MessageTemplate: 'Hi {Name}', Properties: { Name: 'bob' } } }],
  ['structlog', { event: 'logged in', level: 'info', timestamp: TIME, logger: 'auth' }, { ...at, ...level(9, 'info'), body: 'logged in', logAttributes: { logger: 'auth' } }],
  ['python-json-logger', { asctime: '2025-11-22 13:11:00,123', levelname: 'WARNING', name: 'root', message: 'x' }, { ...at, ...level(13, 'WARNING'), body: 'x', serviceName: 'unknown_service', logAttributes: { name: 'root' } }],
  ['ECS with dots', { '@timestamp': TIME, 'log.level': 'error', 'message': 'x', 'service.name': 'api', 'trace.id': TRACE, 'span.id': SPAN, 'event.dataset': 'd' },
    { ...at, ...level(17, 'error'), body: 'x', serviceName: 'api', traceId: TRACE, spanId: SPAN, logAttributes: { 'event.dataset': 'd' } }],
  ['ECS nested', { '@timestamp': TIME, 'log': { level: 'error', logger: 'l' }, 'message': 'x', 'service': { name: 'api', version: '1' }, 'trace': { id: TRACE }, 'span': { id: SPAN }, 'event': { dataset: 'd' } },
    { ...at, ...level(17, 'error'), body: 'x', serviceName: 'api', traceId: TRACE, spanId: SPAN, logAttributes: { log: { logger: 'l' }, service: { version: '1' }, event: { dataset: 'd' } } }],
  ['Docker', { log: 'hello\n', stream: 'stderr', time: '2025-11-22T13:11:00.123456789Z' }, { seconds: at.seconds, nanos: 123_456_789, body: 'hello', logAttributes: { stream: 'stderr' } }],
  ['Fluent Bit', { date: 1763817060.123, log: 'x', kubernetes: { container_name: 'c', labels: { 'app.kubernetes.io/name': 'shop' } } },
    { ...at, body: 'x', serviceName: 'shop', logAttributes: { kubernetes: { container_name: 'c', labels: { 'app.kubernetes.io/name': 'shop' } } } }],
  ['GCP text', { severity: 'NOTICE', textPayload: 'x', timestamp: TIME, trace: `projects/p/traces/${TRACE}`, spanId: SPAN, traceSampled: true, resource: { type: 'k', labels: { container_name: 'c' } } },
    { ...at, ...level(10, 'NOTICE'), body: 'x', traceId: TRACE, spanId: SPAN, traceFlags: 1, serviceName: 'c', logAttributes: { resource: { type: 'k', labels: { container_name: 'c' } } } }],
  ['GCP JSON', { severity: 'ERROR', jsonPayload: { message: 'x', code: 3 }, timestamp: TIME }, { ...at, ...level(17, 'ERROR'), body: 'x', logAttributes: { jsonPayload: { code: 3 } } }],
  ['OTel snake', { timestamp: TIME, severity_text: 'WARN', severity_number: 14, body: 'x', trace_id: TRACE, span_id: SPAN, trace_flags: '01', resource: { 'service.name': 'api', 'k': 1 } },
    { ...at, ...level(14, 'WARN'), body: 'x', traceId: TRACE, spanId: SPAN, traceFlags: 1, serviceName: 'api', logAttributes: { resource: { k: 1 } } }],
  ['OTel model', { Timestamp: '1763817060123000000', SeverityText: 'INFO', SeverityNumber: 9, Body: 'x', Resource: { 'service.name': 'api' }, Attributes: { a: 1 } },
    { ...at, ...level(9, 'INFO'), body: 'x', serviceName: 'api', logAttributes: { Attributes: { a: 1 } } }],
  ['journald', { __REALTIME_TIMESTAMP: '1763817060123456', PRIORITY: '4', MESSAGE: 'x', SYSLOG_IDENTIFIER: 'sshd', _PID: '1' },
    { seconds: at.seconds, nanos: 123_456_000, ...level(13, '4'), body: 'x', serviceName: 'sshd', logAttributes: { SYSLOG_IDENTIFIER: 'sshd', _PID: '1' } }],
  ['GELF', { version: '1.1', host: 'h', short_message: 'x', timestamp: 1763817060.123, level: 3, _k: 1 }, { ...at, ...level(17, '3'), body: 'x', logAttributes: { version: '1.1', host: 'h', _k: 1 } }],
  ['Monolog', { message: 'x', context: {}, level: 400, level_name: 'ERROR', channel: 'app', datetime: TIME }, { ...at, ...level(17, 'ERROR'), body: 'x', logAttributes: { context: {}, level: 400, channel: 'app' } }],
  ['MongoDB', { t: { $date: '2025-11-22T13:11:00.123+00:00' }, s: 'I', c: 'NETWORK', msg: 'x' }, { ...at, body: 'x', logAttributes: { s: 'I', c: 'NETWORK' } }],
  ['no message', { b: 1, a: { c: true } }, { seconds: at.seconds, nanos: 250_000_000, body: '{"b":1,"a":{"c":true}}', logAttributes: { b: 1, a: { c: true } } }],
  ['a message that is an object', { message: { a: 1 } }, { body: '{"a":1}', logAttributes: { message: { a: 1 } } }],
  ['times that are none', { time: 0.25, timestamp: 'soon', msg: 'x' }, { seconds: at.seconds, nanos: 250_000_000, logAttributes: { time: 0.25, timestamp: 'soon' } }],
  ['a level nobody knows', { level: 'loud', msg: 'x' }, { ...level(0, 'loud'), logAttributes: {} }],
  ['a level that is none', { level: 4711, msg: 'x' }, { ...level(0, ''), logAttributes: { level: 4711 } }],
  ['ids that are none', { trace_id: 'x', spanId: 1, msg: 'x' }, { traceId: '', spanId: '', logAttributes: { trace_id: 'x', spanId: 1 } }],
]

describe('POST /v1/logs/json', () => {
  it.each(cases)('understands %s', (_name, object, expected) => {
    const { records, rejects } = decode(JSON.stringify(object))
    expect(rejects).toEqual([])
    expect(records).toHaveLength(1)
    expect(records[0]).toMatchObject(expected)
    if (expected.logAttributes) expect(records[0]!.logAttributes).toEqual(expected.logAttributes)
  })

  it('expands a CloudWatch subscription', () => {
    const { records } = decode(JSON.stringify({
      messageType: 'DATA_MESSAGE', owner: '1', logGroup: '/aws/lambda/f', logStream: 's',
      logEvents: [{ id: '1', timestamp: 1763817060123, message: 'a' }, { id: '2', timestamp: 1763817060124, message: 'b' }],
    }))
    expect(records.map(record => [record.body, record.nanos, record.serviceName])).toEqual([['a', 123_000_000, '/aws/lambda/f'], ['b', 124_000_000, '/aws/lambda/f']])
    expect(records[0]!.logAttributes).toEqual({ messageType: 'DATA_MESSAGE', owner: '1', logGroup: '/aws/lambda/f', logStream: 's', id: '1' })
  })

  it.each<[string, string, number]>([
    ['an array', '[{"msg":"a"},{"msg":"b"}]', 2], ['NDJSON', '{"msg":"a"}\n{"msg":"b"}\n', 2],
    ['no line feeds', '{"msg":"a"}{"msg":"b"} {"msg":"c"}', 3], ['pretty', '{\n  "msg": "a"\n}\n{\n  "msg": "b"\n}', 2],
  ])('reads %s', (_name, body, count) => {
    expect(decode(body).records.map(record => record.body)).toEqual(['a', 'b', 'c'].slice(0, count))
    expect(decode(body).rejects).toEqual([])
  })

  it('rejects what is no object', () => {
    const { records, rejects } = decode('1\n{"msg":"a"}\n{}\n{"msg":\n[1,{"msg":"b"}]')
    expect(records.map(record => record.body)).toEqual(['a', 'b'])
    expect(rejects.map(reject => reject.reason)).toEqual([
      'Expected a JSON object; the line begins with something else', 'The object is empty', 'Not valid JSON: it ends too early (cut off?)', 'Expected a JSON object, got a number',
    ])
  })

  it('keeps large integers and hostile names', () => {
    const [record] = decode('{"time":1763817060123456789,"id":18446744073709551615,"__proto__":{"level":"error"},"msg":"x"}').records
    expect(record).toMatchObject({ seconds: at.seconds, nanos: 123_456_789, severityNumber: 0 })
    expect(Object.entries(record!.logAttributes)).toEqual([['id', 18446744073709551615n], ['__proto__', { level: 'error' }]])
    expect(decode('{"id":18446744073709551615}').records[0]!.body).toBe('{"id":18446744073709551615}')
  })
})

const file = '../shared/data/nginx_plus_status.ndjson'

describe.skipIf(!existsSync(file))(`the real ${file} (skipped where the file is missing)`, () => {
  it('keeps every nested value', () => {
    const body = readFileSync(file)
    const { records, rejects } = decode(body)
    expect([records.length, rejects.length]).toEqual([500, 0])
    const lines = body.toString().trim().split('\n').map(line => JSON.parse(line) as Record<string, AttributeValue>)
    records.forEach((record, i) => {
      const { timestamp, ...rest } = lines[i]!
      expect(record.logAttributes).toEqual(rest)
      expect(record.seconds * 1000 + record.nanos / 1e6).toBe(timestamp)
    })
  })
})

it('leaves a template as it is that would fill gigabytes', () => {
  const template = '{a}'.repeat(100_000)
  const { records } = jsonProtocol.decode(Buffer.from(JSON.stringify({ '@t': TIME, '@mt': template, 'a': 'x'.repeat(500_000) })), {}, { now: NOW })
  expect(records[0]?.body).toBe(template)
})

it('takes objects that pretend to be numbers for what they are', () => {
  const trap = { toString: 1, valueOf: 2 }
  for (const line of [{ instant: { epochSecond: 1, nanoOfSecond: trap } }, { time: { seconds: trap } }, { level: trap, severityNumber: trap, traceFlags: trap, PRIORITY: trap }]) {
    expect(decode(JSON.stringify({ ...line, msg: 'm' })).records).toMatchObject([{ body: 'm', severityNumber: 0, seconds: NOW / 1000 - 0.25 }])
  }
})

it('takes no name for the service that is longer than a service may be', () => {
  const { records } = decode(JSON.stringify({ level: 30, pid: 1, hostname: 'h', name: 'n'.repeat(513), msg: 'm' }))
  expect(records).toMatchObject([{ serviceName: 'unknown_service', logAttributes: { name: 'n'.repeat(513) } }])
})

describe('an array with a broken element', () => {
  it('keeps the elements behind it, one a line, though its brackets go on over them', () => {
    const { records, rejects } = decode('[\n{"msg":"one"},\n{"msg":["b"roken",\n{"msg":"two"},\n{"msg":"three"}]}\n]')
    expect(records.map(({ body }) => body)).toEqual(['one', 'two', 'three'])
    expect(Buffer.from(rejects[0]!.raw).toString()).toBe('{"msg":["b"roken",\n')
  })

  it('takes nothing for an element that stands within the broken one', () => {
    const { records, rejects } = decode('[\n  {\n    "msg": "broken",\n    "items": [\n      {\n        "a": 1\n      },\n    ]\n  },\n  {\n    "msg": "good"\n  }\n]')
    expect(records.map(({ body }) => body)).toEqual(['good'])
    expect(rejects).toHaveLength(1)
  })
})
