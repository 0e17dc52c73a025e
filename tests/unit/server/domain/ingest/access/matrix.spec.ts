import { describe, expect, it } from 'vitest'
import type { Decoded, LogRecord } from '#shared/types/log-record'
import { AccessReader } from '~~/server/domain/ingest/access/record'
import { decodeBulk } from '~~/server/domain/ingest/elasticsearch'
import { jsonProtocol } from '~~/server/domain/ingest/json'
import { decodeLokiPush, LOKI_DEFAULTS } from '~~/server/domain/ingest/loki'
import { decodeOtlp } from '~~/server/domain/ingest/otlp'
import { rawProtocol } from '~~/server/domain/ingest/raw'
import { simpleProtocol } from '~~/server/domain/ingest/simple'
import { decodeSyslog } from '~~/server/domain/ingest/syslog'
import { hecEventProtocol, hecRawProtocol } from '~~/server/domain/ingest/splunk'
import { jsons, texts, type Sample } from '~~/tests/fixtures/access-logs'
import { NOW, partsOf } from './support'

type Send = (line: string) => Decoded

const context = { now: NOW, plainLines: true }
const body = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))
const otlp = (record: object) => decodeOtlp(body({ resourceLogs: [{ scopeLogs: [{ logRecords: [{ timeUnixNano: '1700000000000000000', ...record }] }] }] }), { now: NOW })
const loki = (line: string) => decodeLokiPush(
  body({ streams: [{ stream: { job: 'web' }, values: [['1700000000000000000', line]] }] }), 'application/json',
  { ...LOKI_DEFAULTS, discoverLogLevels: false, now: NOW, maxBytes: 1e6 })
/** As the attributes of OTLP are written. */
const anyValue = (value: unknown): object => {
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } }
  if (typeof value === 'object' && value !== null) return { kvlistValue: { values: keyValues(value) } }
  return typeof value === 'number' ? { doubleValue: value } : { stringValue: value }
}
const keyValues = (object: object) => Object.entries(object).map(([key, value]) => ({ key, value: anyValue(value) }))

const withText: Record<string, Send> = {
  'raw': line => rawProtocol.decode(body(line), { format: 'auto' }, context),
  'raw, replayed': line => rawProtocol.decode(body(line), { format: 'auto' }, { now: NOW }),
  'raw, plain': line => rawProtocol.decode(body(line), { format: 'plain' }, context),
  'raw with a syslog header': line => rawProtocol.decode(body(`<190>Nov 22 10:00:09 web1 nginx: ${line}`), { format: 'auto' }, context),
  'raw, as RFC 5424': line => rawProtocol.decode(body(`<190>1 2025-11-22T10:00:09Z web1 nginx 12 - - ${line}`), { format: 'syslog' }, context),
  'syslog': line => decodeSyslog([{ raw: Buffer.from(`<190>1 2025-11-22T10:00:09Z web1 nginx 12 - - ${line}`), peer: '192.0.2.99' }], { now: NOW }),
  'raw, in Docker’s JSON': line => rawProtocol.decode(body({ log: `${line}\n`, stream: 'stdout', time: '2025-01-01T00:00:00Z' }), { format: 'auto' }, context),
  'ingest': line => simpleProtocol.decode(body({ timestamp: 1_700_000_000, message: line }), {}, context),
  'json, as the message': line => jsonProtocol.decode(body({ '@timestamp': '2023-01-01T00:00:00Z', 'message': line }), {}, context),
  'OTLP, as the body': line => otlp({ body: { stringValue: line } }),
  'Loki': loki,
  'Splunk, as an event': line => hecEventProtocol.decode(body({ time: 1_700_000_000, event: line }), {}, context),
  'Splunk, raw': line => hecRawProtocol.decode(body(line), {}, context),
  'Elasticsearch, as the message': line => decodeBulk(body(`{"create":{}}\n${JSON.stringify({ '@timestamp': '2023-01-01T00:00:00Z', 'message': line })}\n`), { now: NOW }),
}

const withFields: Record<string, Send> = {
  ...withText,
  'raw, json': line => rawProtocol.decode(body(line), { format: 'json' }, context),
  'ingest, as tags': line => simpleProtocol.decode(body({ timestamp: 1_700_000_000, tags: JSON.parse(line) as object }), {}, context),
  'ingest, as fields': line => simpleProtocol.decode(body({ timestamp: 1_700_000_000, ...JSON.parse(line) as object }), {}, context),
  'json': line => jsonProtocol.decode(body(line), {}, context),
  'OTLP, as a map': line => otlp({ body: anyValue(JSON.parse(line)) }),
  'OTLP, as attributes': line => otlp({ body: { stringValue: 'request' }, attributes: keyValues(JSON.parse(line) as object) }),
  'Splunk, as an object': line => hecEventProtocol.decode(body({ time: 1_700_000_000, event: JSON.parse(line) as object }), {}, context),
  'Elasticsearch': line => decodeBulk(body(`{"index":{"_index":"access"}}\n${line}\n`), { now: NOW }),
}

/** Attributes that the way adds to those of the line. */
const ways = new Set(['stream', 'syslog.facility', 'syslog.version', 'syslog.procid', 'network.peer.address'])

function check(send: Send, { line, parts, seconds, nanos = 0, level = 'INFO' }: Sample): LogRecord {
  const { records, rejects } = send(line)
  expect(rejects).toEqual([])
  expect(records).toHaveLength(1)
  const access = new AccessReader(NOW).read(records[0]!)
  if (typeof access === 'string') throw new Error(access)
  const { time: _time, extras: _extras, ...found } = partsOf(access.line)!
  const { extras: _expected, ...expected } = parts
  expect(found).toEqual(expected)
  expect([access.record.seconds, access.record.nanos, access.record.severityText.toUpperCase()]).toEqual([seconds, nanos, level.toUpperCase()])
  return access.record
}

const own = ({ logAttributes }: LogRecord) => Object.fromEntries(Object.entries(logAttributes).filter(([name]) => !ways.has(name)))

describe.each(Object.entries(texts))('a line of text: %s', (_, sample) => {
  it.each(Object.entries(withText))('by %s', (way, send) => {
    const record = check(send, sample)
    expect(record.body).toBe(sample.line)
    expect(own(record)).toEqual(own(check(withText.raw!, sample)))
    if (way.includes('syslog')) expect([record.serviceName, record.resourceAttributes]).toEqual(['nginx', { 'host.name': 'web1' }])
  })
})

describe.each(Object.entries(jsons))('JSON: %s', (_, sample) => {
  it.each(Object.entries(withFields))('by %s', (way, send) => {
    const record = check(send, sample)
    if (way in withText) expect(record.body).toBe(sample.line)
    expect(own(record)).toMatchObject(sample.parts.extras as object)
    // What else is there differs only where the way has fields of its own
    if (!/^(ingest, as|OTLP, as attributes)/.test(way)) expect(own(record)).toEqual(own(check(withText.raw!, sample)))
  })
})
