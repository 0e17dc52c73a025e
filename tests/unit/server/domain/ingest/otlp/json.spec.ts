import { describe, expect, it } from 'vitest'
import { decodeOtlp } from '~~/server/domain/ingest/otlp'
import { otlpRequest } from '../../../../../fixtures/otlp'

const decode = (body: string) => decodeOtlp(Buffer.from(body), { now: 0 })
/** The only record of a request in JSON with these fields of its record. */
const only = (fields: string) => decode(`{"resourceLogs":[{"scopeLogs":[{"logRecords":[{${fields}}]}]}]}`).records[0]

describe('OTLP as JSON', () => {
  it.each([
    ['"timeUnixNano":1767323045123456789', { seconds: 1767323045, nanos: 123456789 }],
    ['"timeUnixNano":"1767323045123456789"', { seconds: 1767323045, nanos: 123456789 }],
    ['"time_unix_nano":"5","observed_time_unix_nano":"6"', { seconds: 0, nanos: 5 }],
    ['"severityNumber":"9"', { severityNumber: 9 }], ['"severityNumber":"SEVERITY_NUMBER_INFO2"', { severityNumber: 10 }],
    ['"severityNumber":1.5,"flags":{"valueOf":1}', { severityNumber: 0, traceFlags: 0 }],
    ['"severity_number":17,"severity_text":"E"', { severityNumber: 17, severityText: 'E' }],
    ['"traceId":"0AF7651916CD43DD8448EB211C80319C","spanId":"B7AD6B7169203331"', { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' }],
    ['"traceId":"CvdlGRbNQ92ESOshHIAxnA==","spanId":"t61rcWkgMzE="', { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' }],
    ['"traceId":"zz","spanId":"0000000000000000","body":{"stringValue":"m"}', { traceId: '', spanId: '' }],
    ['"body":{"string_value":"m"},"event_name":"e"', { body: 'm', eventName: 'e' }],
    ['"attributes":[{"key":"n","value":{"intValue":9007199254740993}}]', { logAttributes: { n: 9007199254740993n } }],
    ['"attributes":[{"key":"n","value":{"doubleValue":"NaN"}},{"key":"m","value":{"doubleValue":"1e3"}}]', { logAttributes: { n: 'NaN', m: 1000 } }],
    ['"attributes":[{"key":"n","value":{}},{"key":"m"}]', { logAttributes: { n: null, m: null } }],
    ['"droppedAttributesCount":3,"unknown":{"a":1},"body":{"stringValue":"m"}', { body: 'm' }],
  ])('reads %s', (fields, expected) => expect(only(fields)).toMatchObject(expected))

  it.each([
    '"timeUnixNano":{"toString":1}', '"timeUnixNano":"yesterday"', '"timeUnixNano":-5', '"timeUnixNano":{}', '"body":"text"', '"body":{"intValue":"1.5"}', '"attributes":{}',
    '"attributes":[1]', '"attributes":[{"key":{},"value":{}}]', '"body":{"arrayValue":{"values":{}}}', '"severityText":[[]]',
  ])('refuses %s, and keeps its bytes', (fields) => {
    const { records, rejects } = decode(`{"resourceLogs":[{"scopeLogs":[{"logRecords":[{${fields}}]}]}]}`)
    expect(records).toEqual([])
    expect(Buffer.from(rejects[0]!.raw).toString()).toBe(`{${fields}}`)
  })

  it.each([
    '[]', '{"logs":[]}', '{"resourceLogs":{}}', '{"resourceLogs":[1]}', '{"resourceLogs":[{"scopeLogs":3}]}', '{"resourceLogs":[{"scopeLogs":[{"logRecords":[null]}]}]}',
    '{"resourceLogs":[', '{"resourceLogs":[{"resource":1,"scopeLogs":[{"logRecords":[{"flags":1}]}]}]}',
  ])('finds no record in %s', body => expect(decode(body).records).toEqual([]))

  it('reads the good of several requests, one a line or one behind the other', () => {
    const line = (text: string) => JSON.stringify(otlpRequest([{ body: { stringValue: text } }]))
    expect(decode(`${line('a')}\n{broken\n${line('b')}`).records.map(({ body }) => body)).toEqual(['a', 'b'])
    expect(decode(line('a') + line('b')).records.map(({ body }) => body)).toEqual(['a', 'b'])
  })

  it('refuses what is nested without end, and lives on', () => {
    const deep = `${'{"kvlistValue":{"values":[{"key":"k","value":'.repeat(30_000)}{}${'}]}}'.repeat(30_000)}`
    const { records, rejects } = decode(`{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":${deep}},{"body":{"stringValue":"m"}}]}]}]}`)
    expect([records.length, rejects.length]).toEqual([1, 1])
    expect(decode(`${'['.repeat(100_000)}`).records).toEqual([])
  })
})
