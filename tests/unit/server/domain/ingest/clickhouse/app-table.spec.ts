import { describe, expect, it } from 'vitest'
import type { Attributes, LogRecord } from '#shared/types/log-record'
import { appTable } from '~~/server/domain/ingest/clickhouse/app-table'
import { Bounds } from '~~/server/domain/ingest/decode/bounds'
import { appColumns } from '~~/server/domain/storage/tables/app'
import { insert, NOW, reasons } from './support'

const table = appTable(NOW, new Bounds())

function add(row: Attributes): { record: LogRecord | undefined, reason: string | undefined } {
  const records: LogRecord[] = []
  const reason = table.addRow(row, records)
  return { record: records[0], reason }
}
const record = (row: Attributes) => add(row).record
const ID = '4bf92f3577b34da6a3ce929d0e0e4736'

describe('the columns of an app source', () => {
  it('are those of its table, without the server’s own', () => {
    const own = ['Segment', 'Ordinal', 'ResourceAttributesShape', 'ScopeAttributesShape', 'LogAttributesShape', 'PatternHash', 'PatternText']
    expect(table.columns).toEqual(appColumns.map(([name]) => name).filter(name => !own.includes(name)))
    expect(add(Object.fromEntries(own.map(name => [name, 'x'])))).toEqual({ record: undefined, reason: 'The row has no values' })
    expect(record({ Segment: 1, Ordinal: 2, LogAttributesShape: 'n', Body: 'a' })).toMatchObject({ body: 'a', logAttributes: {} })
  })

  it('become the record', () => {
    expect(record({
      Timestamp: '2026-01-02 03:04:05.123456789', TraceId: ID.toUpperCase(), SpanId: '00f067aa0ba902b7', TraceFlags: 1, SeverityText: 'Warn', SeverityNumber: 14, ServiceName: 'shop', Body: 'text',
      ResourceSchemaUrl: '', ResourceAttributes: { host: 'h' }, ScopeSchemaUrl: '', ScopeName: 'lib', ScopeVersion: '1', ScopeAttributes: { s: true }, LogAttributes: { n: 1, o: { x: [null] } }, EventName: 'e',
    })).toEqual({
      seconds: 1_767_323_045, nanos: 123_456_789, traceId: ID, spanId: '00f067aa0ba902b7', traceFlags: 1, severityText: 'Warn', severityNumber: 14, serviceName: 'shop', body: 'text',
      resourceAttributes: { host: 'h' }, scopeName: 'lib', scopeVersion: '1', scopeAttributes: { s: true }, logAttributes: { n: 1, o: { x: [null] } }, eventName: 'e',
    })
  })

  it('are their defaults where a row leaves them out or has NULL', () => {
    const nothing = Object.fromEntries(table.columns.filter(name => name !== 'Body').map(name => [name, null]))
    for (const row of [{ Body: 'a' }, { ...nothing, Body: 'a' }]) {
      expect(record(row)).toEqual({
        seconds: NOW / 1000, nanos: 0, traceId: '', spanId: '', traceFlags: 0, severityText: '', severityNumber: 0, serviceName: 'unknown_service', body: 'a',
        resourceAttributes: {}, scopeName: '', scopeVersion: '', scopeAttributes: {}, logAttributes: {}, eventName: '',
      })
    }
    expect(add(nothing).reason).toBe('The row has no values')
  })

  it.each<[unknown, number, number]>([
    ['2026-01-02 03:04:05', 1_767_323_045, 0], ['2026-01-02T03:04:05.5Z', 1_767_323_045, 500_000_000], ['2026-01-02T05:04:05+02:00', 1_767_323_045, 0], ['2026-01-02', 1_767_312_000, 0],
    [1_767_323_045, 1_767_323_045, 0], ['1767323045', 1_767_323_045, 0], ['1767323045.123456789', 1_767_323_045, 123_456_789], [1_767_323_045_123, 1_767_323_045, 123_000_000],
    [1_767_323_045_123_456_789n, 1_767_323_045, 123_456_789], ['1767323045123456789', 1_767_323_045, 123_456_789], ['02/Jan/2026:03:04:05 +0000', 1_767_323_045, 0],
  ])('take a Timestamp of %s', (Timestamp, seconds, nanos) => expect(record({ Timestamp: Timestamp as string, Body: '' })).toMatchObject({ seconds, nanos }))

  it.each<[string, unknown]>([
    ['Timestamp', 'yesterday'], ['Timestamp', ''], ['Timestamp', true], ['Timestamp', {}], ['Timestamp', '9999-01-01'], ['TraceFlags', 256], ['TraceFlags', -1], ['TraceFlags', 1.5], ['TraceFlags', 'x'],
    ['SeverityNumber', 25], ['SeverityNumber', '025x'], ['SeverityNumber', {}], ['SeverityText', 'x'.repeat(65)], ['SeverityText', {}], ['ServiceName', 'x'.repeat(513)], ['ServiceName', []],
    ['ResourceAttributes', 'x'], ['ScopeAttributes', []], ['LogAttributes', 1], ['LogAttributes', '{oops}'], ['LogAttributes', `${'{"a":'.repeat(200)}1${'}'.repeat(200)}`],
  ])('refuse a %s of %o, and say so', (name, value) => expect(add({ Body: 'a', [name]: value as string })).toEqual({ record: undefined, reason: expect.stringMatching(`^${name} `) as string }))

  it.each<[Attributes, Partial<LogRecord>]>([
    [{ SeverityText: 'ERROR' }, { severityNumber: 17, severityText: 'ERROR' }], [{ SeverityText: 'ERROR', SeverityNumber: 0 }, { severityNumber: 17 }], [{ SeverityNumber: '9' }, { severityNumber: 9, severityText: '' }],
    [{ SeverityText: 30, Body: '' }, { severityNumber: 9, severityText: '30' }], [{ Body: { a: 1n } }, { body: '{"a":1}' }], [{ Body: 5 }, { body: '5' }], [{ TraceFlags: '1' }, { traceFlags: 1 }],
    [{ ServiceName: '', ResourceAttributes: { 'service.name': 'shop' } }, { serviceName: 'shop' }], [{ Body: '', ResourceAttributes: { 'service.name': 5 } }, { serviceName: 'unknown_service' }],
    [{ TraceId: '00000000000000000000000000000000', Body: '' }, { traceId: '', logAttributes: {} }], [{ TraceId: 'mine', Body: '' }, { traceId: '', logAttributes: { TraceId: 'mine' } }],
    [{ ResourceSchemaUrl: 'https://x', Body: '' }, { logAttributes: { ResourceSchemaUrl: 'https://x' } }],
    [{ LogAttributes: '{\'a\':\'it\\\'s\',\'b\':\'\'}' }, { logAttributes: { a: 'it\'s', b: '' } }], [{ LogAttributes: '{"a":{"b":12345678901234567890}}' }, { logAttributes: { a: { b: 12_345_678_901_234_567_890n } } }],
    [{ LogAttributes: '{\'n\':1, x : y}' }, { logAttributes: { n: '1', x: 'y' } }], [{ LogAttributes: ' {} ', Body: 'a' }, { logAttributes: {} }],
  ])('take %o', (row, expected) => expect(record(row)).toMatchObject(expected))
})

describe('other fields', () => {
  it('are read as /v1/logs/json reads them, where no column is named', () => {
    expect(record({ timestamp: '2026-01-02T03:04:05Z', message: 'hello', host: 'h', level: 'warn', service: 'shop', source_type: 'file', n: { x: 1 } })).toMatchObject({
      seconds: 1_767_323_045, body: 'hello', severityText: 'warn', severityNumber: 13, serviceName: 'shop', logAttributes: { host: 'h', source_type: 'file', n: { x: 1 } },
    })
    expect(record({ host: 'h' })).toMatchObject({ body: '{"host":"h"}', logAttributes: { host: 'h' } })
  })

  it('say what the columns leave open, and are attributes where they don’t', () => {
    expect(record({ Body: 'text', timestamp: '2026-01-02T03:04:05Z', level: 'warn', service: 'shop', message: 'other', trace_id: ID, n: 1 })).toMatchObject({
      seconds: 1_767_323_045, body: 'text', severityNumber: 13, serviceName: 'shop', traceId: ID, logAttributes: { message: 'other', n: 1 },
    })
    expect(record({ Timestamp: 1_767_323_045, ServiceName: 'shop', SeverityText: 'error', timestamp: 'x', service: 'y', level: 'info', message: 'm' })).toMatchObject({
      seconds: 1_767_323_045, body: 'm', severityNumber: 17, serviceName: 'shop', logAttributes: { timestamp: 'x', service: 'y', level: 'info' },
    })
  })

  it('are kept beside the entries of the map, under another name where they are called the same', () => {
    expect(record({ Body: 'a', LogAttributes: { x: 1 }, x: 2, y: 3 })).toMatchObject({ logAttributes: { 'x': 1, 'fields.x': 2, 'y': 3 } })
    const row = JSON.parse('{"Body":"a","LogAttributes":{"__proto__":1},"__proto__":{"x":1}}') as Attributes
    expect(Object.entries(record(row)!.logAttributes)).toEqual([['__proto__', 1], ['fields.__proto__', { x: 1 }]])
  })
})

it('a wrong value refuses its row only', () => {
  const decoded = insert('JSONEachRow', '{"Timestamp":1767323045,"Body":"a"}\n{"Timestamp":[],"Body":"b"}\n{"Timestamp":1767323045,"Body":"c","SeverityNumber":99}\n{"Body":"d"}')
  expect(decoded.records.map(({ body }) => body)).toEqual(['a', 'd'])
  expect(reasons(decoded)).toEqual([expect.stringMatching(/^Timestamp/), 'SeverityNumber must be a number from 0 to 24, got another number'])
})
