import { describe, expect, it } from 'vitest'
import { hecEventProtocol, hecRawProtocol } from '~~/server/domain/ingest/splunk'

const now = Date.UTC(2026, 0, 2)
const decode = (body: string, metadata = {}) => hecEventProtocol.decode(Buffer.from(body), metadata, { now })
const only = (body: string, metadata = {}) => decode(body, metadata).records[0]
const at = (seconds: number, nanos = 0) => ({ seconds, nanos })

describe('Splunk events', () => {
  it('takes objects one behind the other, and on lines', () => {
    expect(decode('{"event":"a"}{"event":"b"} {"event":"c"}\n{"event":"d"}').records.map(({ body }) => body)).toEqual(['a', 'b', 'c', 'd'])
  })

  it.each([
    ['{"event":"m","time":1767225600}', at(1767225600)], ['{"event":"m","time":"1767225600.123"}', at(1767225600, 123_000_000)],
    ['{"event":"m","time":1767225600.5}', at(1767225600, 500_000_000)], ['{"event":"m","time":"1767225600.123456789"}', at(1767225600, 123_456_789)],
    ['{"event":"m","time":1767225600123}', at(1767225600, 123_000_000)], ['{"event":"m"}', at(now / 1000)], ['{"event":"m","time":null}', at(now / 1000)],
    ['{"event":{"msg":"m","time":1767225600000}}', at(1767225600)],
  ])('reads the time of %s', (body, time) => expect(only(body)).toMatchObject(time))

  it('keeps the time inside of an event as an attribute where the envelope says another', () => {
    expect(only('{"time":5,"event":{"msg":"m","time":1767225600000}}')).toMatchObject({ ...at(5), logAttributes: { time: 1767225600000 } })
  })

  it('names metadata as OpenTelemetry does, and calls the service by its source', () => {
    const body = '{"event":"m","host":"h","source":"shop","sourcetype":"app","index":"main"}'
    const expected = { 'host.name': 'h', 'com.splunk.source': 'shop', 'com.splunk.sourcetype': 'app', 'com.splunk.index': 'main' }
    expect(only(body)).toMatchObject({ serviceName: 'shop', resourceAttributes: expected })
    expect(only('{"event":"m","host":"own"}', { host: 'h', source: 'shop', sourcetype: 'app', index: 'main' })!.resourceAttributes)
      .toEqual({ ...expected, 'host.name': 'own' })
  })

  it.each([
    ['{"event":{"level":"warn","message":"m","service":"s","k":1}}', { severityNumber: 13, body: 'm', serviceName: 's', logAttributes: { k: 1 } }],
    ['{"event":{"message":{"msg":"m","meta":{"a":1}},"severity":"error"}}', { severityNumber: 17, body: 'm', logAttributes: { message: { msg: 'm', meta: { a: 1 } } } }],
    ['{"event":{"message":"m","severity":"info"}}', { severityNumber: 9, body: 'm', logAttributes: {} }],
    ['{"event":{"a":{"b":1}}}', { body: '{"a":{"b":1}}', logAttributes: { a: { b: 1 } } }],
    ['{"event":"ERROR it failed"}', { severityNumber: 17, body: 'ERROR it failed' }],
    ['{"event":"{\\"level\\":\\"warn\\",\\"msg\\":\\"m\\",\\"k\\":1}"}', { severityNumber: 13, logAttributes: { k: 1 } }],
    ['{"event":"ERROR one\\n  at two"}', { severityNumber: 17, body: 'ERROR one\n  at two' }],
    ['{"event":42}', { body: '42' }], ['{"event":[1,"two"]}', { body: '[1,"two"]' }], ['{"event":false}', { body: 'false' }],
  ])('reads %s', (body, expected) => expect(only(body)).toMatchObject(expected))

  it('keeps fields as attributes, and takes level, service and trace from them where the event has none', () => {
    const trace = '0af7651916cd43dd8448eb211c80319c'
    expect(only(`{"event":{"msg":"m","region":"event"},"fields":{"level":"warn","service.name":"s","trace_id":"${trace}","region":"eu"}}`)).toMatchObject({
      severityNumber: 13, severityText: 'warn', serviceName: 's', traceId: trace, logAttributes: { 'region': 'eu', 'event.region': 'event', 'level': 'warn' },
    })
    expect(only('{"event":"m","fields":{"otel.log.severity.number":17,"otel.log.severity.text":"ERR"}}')).toMatchObject({ severityNumber: 17, severityText: 'ERR' })
  })

  it.each([
    ['{"time":1}', 'Event field is required'], ['{"event":null}', 'Event field is required'], ['{"event":""}', 'Event field cannot be blank'],
    ['{"event":"m","time":"soon"}', 'time is no number'], ['{"event":"m","fields":[]}', 'fields must be an object'], ['[1]', 'Expected an object'],
    ['{"event":', 'Not valid JSON'], ['hello', 'Expected a JSON object'],
  ])('refuses only %s', (bad, reason) => {
    const { records, rejects } = decode(`{"event":"one"}\n${bad}\n{"event":"two"}`)
    expect(records.map(({ body }) => body)).toEqual(['one', 'two'])
    expect(rejects.map(reject => reject.reason)).toEqual([expect.stringContaining(reason)])
  })
})

describe('Splunk raw lines', () => {
  it('takes lines of text with the metadata of the request', () => {
    const { records } = hecRawProtocol.decode(Buffer.from('level=warn msg=one\nERROR two\n'), { host: 'h', source: 'shop' }, { now })
    expect(records).toMatchObject([13, 17].map(severityNumber => ({ severityNumber, serviceName: 'shop', resourceAttributes: { 'host.name': 'h' } })))
  })
})
