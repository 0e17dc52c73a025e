import { describe, expect, it } from 'vitest'
import { decodeOtlp } from '~~/server/domain/ingest/otlp'
import { otlpProtobuf, otlpRequest, type Any, type OtlpRecord, type OtlpRequest } from '../../../../../fixtures/otlp'
import { logRecord } from '../../../../../fixtures/records'

const now = Date.UTC(2026, 0, 2)
const decode = (body: Buffer | string) => decodeOtlp(Buffer.from(body), { now })
const encodings: [string, (request: OtlpRequest) => Buffer][] = [
  ['json', request => Buffer.from(JSON.stringify(request))], ['protobuf', otlpProtobuf],
]

const full: OtlpRecord = {
  timeUnixNano: '1767323045123456789', observedTimeUnixNano: '1767323046000000000', severityNumber: 13, severityText: 'Warning',
  body: { stringValue: 'grüße 🪵' }, flags: 257, traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', eventName: 'card.declined',
  attributes: [
    { key: 's', value: { stringValue: 'text' } }, { key: 'b', value: { boolValue: true } }, { key: 'i', value: { intValue: '-7' } },
    { key: 'big', value: { intValue: '-9223372036854775808' } }, { key: 'd', value: { doubleValue: 1.5 } },
    { key: 'raw', value: { bytesValue: 'AAECAw==' } }, { key: '__proto__', value: { stringValue: 'p' } },
    { key: 'a', value: { arrayValue: { values: [{ intValue: 1 }, { stringValue: 'two' }] } } },
    { key: 'kv', value: { kvlistValue: { values: [{ key: 'deep', value: { kvlistValue: { values: [{ key: 'er', value: { boolValue: false } }] } } }] } } },
  ],
}

describe.each(encodings)('%s', (encoding, encode) => {
  it('keeps everything that a record can hold', () => {
    const request: OtlpRequest = { resourceLogs: [{
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }, { key: 'host.name', value: { stringValue: 'h1' } }] },
      scopeLogs: [{ scope: { name: 'lib', version: '1.2', attributes: [{ key: 'k', value: { intValue: 3 } }] }, logRecords: [full] }],
    }] }
    const { records, rejects, encoding: found } = decode(encode(request))
    expect([rejects, found]).toEqual([[], encoding])
    const [record] = records
    expect(record).toEqual(logRecord({
      seconds: 1767323045, nanos: 123456789, severityNumber: 13, severityText: 'Warning', serviceName: 'shop', body: 'grüße 🪵',
      traceId: full.traceId, spanId: full.spanId, traceFlags: 1, eventName: 'card.declined', scopeName: 'lib', scopeVersion: '1.2',
      resourceAttributes: { 'service.name': 'shop', 'host.name': 'h1' }, scopeAttributes: { k: 3 },
      logAttributes: Object.fromEntries<never>([
        ['s', 'text'], ['b', true], ['i', -7], ['big', -9223372036854775808n], ['d', 1.5], ['raw', 'AAECAw=='], ['__proto__', 'p'],
        ['a', [1, 'two']], ['kv', { deep: { er: false } }],
      ] as never),
    }))
    expect(Object.hasOwn(record!.logAttributes, '__proto__')).toBe(true)
  })

  it.each<[string, Any, string]>([
    ['a number', { intValue: '42' }, '42'], ['a boolean', { boolValue: false }, 'false'],
    ['an object', { kvlistValue: { values: [{ key: 'a', value: { intValue: '9007199254740993' } }] } }, '{"a":9007199254740993}'],
    ['an array', { arrayValue: { values: [{ stringValue: 'x' }, { doubleValue: 0.5 }] } }, '["x",0.5]'], ['bytes', { bytesValue: 'AAE=' }, 'AAE='],
  ])('writes a body that is %s as text', (_what, body, text) => {
    expect(decode(encode(otlpRequest([{ body }]))).records[0]!.body).toBe(text)
  })

  it.each<[string, OtlpRecord, number, number]>([
    ['its own', { timeUnixNano: '1000000001', observedTimeUnixNano: '5000000000' }, 1, 1],
    ['that of its observation', { timeUnixNano: '0', observedTimeUnixNano: '5000000007' }, 5, 7],
    ['now', { severityNumber: 1 }, now / 1000, 0],
    ['the last that fits', { timeUnixNano: '9223372035999999999' }, 9223372035, 999999999],
  ])('gives a record %s as its time', (_what, record, seconds, nanos) => {
    expect(decode(encode(otlpRequest([record]))).records[0]).toMatchObject({ seconds, nanos })
  })

  it('takes the level from its text where the number is missing, and calls a service without a name unknown', () => {
    const { records } = decode(encode({ resourceLogs: [{ scopeLogs: [{ logRecords: [{ severityText: 'ERROR' }, { severityNumber: 99 }] }] }] }))
    expect(records).toMatchObject([{ severityNumber: 17, serviceName: 'unknown_service' }, { severityNumber: 0 }])
  })

  it('drops ids that are no ids', () => {
    const [record] = decode(encode(otlpRequest([{ traceId: '00'.repeat(16), spanId: 'abcd', body: { stringValue: 'm' } }]))).records
    expect(record).toMatchObject({ traceId: '', spanId: '' })
  })

  it.each<[string, OtlpRecord, RegExp]>([
    ['a time that ClickHouse can’t hold', { timeUnixNano: '18446744073709551615' }, /timeUnixNano/],
    ['a level of many characters', { severityText: 'x'.repeat(65) }, /severityText/],
    ['a megabyte', { body: { stringValue: 'x'.repeat(1_048_577) } }, /longer than 1 MB/],
    ['nothing', {}, /empty/],
    ['a value nested too deep', { body: nested(200) }, /nested/],
  ])('refuses only the record with %s', (_what, bad, reason) => {
    const good = (text: string): OtlpRecord => ({ body: { stringValue: text } })
    const { records, rejects, rejected } = decode(encode(otlpRequest([good('one'), bad, good('two')])))
    expect(records.map(({ body }) => body)).toEqual(['one', 'two'])
    expect([rejected, rejects.length]).toEqual([1, 1])
    expect(rejects[0]!.reason).toMatch(reason)
    expect(rejects[0]!.raw.length).toBeLessThanOrEqual(65_536)
  })

  it('refuses a service name without end, with each of its records', () => {
    const { records, rejects } = decode(encode(otlpRequest([{ severityNumber: 1 }, { severityNumber: 2 }], 'x'.repeat(513))))
    expect([records.length, rejects.length]).toEqual([0, 2])
  })

  it('asks for pieces where a large resource would be copied into ever so many rows', () => {
    const records = Array.from({ length: 600 }, () => ({ severityNumber: 1 }))
    const request = otlpRequest(records)
    request.resourceLogs[0]!.resource!.attributes.push({ key: 'k', value: { stringValue: 'x'.repeat(1_000_000) } })
    expect(() => decode(encode(request))).toThrow(/smaller batches/)
  })

  it('keeps what rejects hold within bounds', () => {
    const { rejects, rejected } = decode(encode(otlpRequest(Array.from({ length: 20_000 }, () => ({})))))
    expect([rejects.length, rejected]).toEqual([10_000, 20_000])
  })

  it('takes an empty request for nothing', () => {
    expect(decode(encode({ resourceLogs: [] }))).toMatchObject({ records: [], rejects: [], rejected: 0 })
  })
})

function nested(depth: number): Any {
  let value: Any = { stringValue: 'x' }
  for (let i = 0; i < depth; i++) value = { arrayValue: { values: [value] } }
  return value
}
