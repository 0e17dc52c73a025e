import { describe, expect, it } from 'vitest'
import type { LogRecord } from '#shared/types/log-record'
import { AccessReader } from '~~/server/domain/ingest/access/record'
import { logRecord } from '~~/tests/fixtures/records'
import { NOW } from './support'

const line = (status: number) => `10.0.0.1 - - [22/Nov/2025:10:00:01 +0000] "GET /a HTTP/1.1" ${status} 5`
const nothing = { severityNumber: 0, severityText: '', serviceName: 'unknown_service' }

function read(fields: Partial<LogRecord>): LogRecord {
  const found = new AccessReader(NOW, 100).read(logRecord({ ...nothing, ...fields }))
  if (typeof found === 'string') throw new Error(found)
  return found.record
}
const level = (fields: Partial<LogRecord>) => [read(fields).severityNumber, read(fields).severityText]

describe('the record of an access log', () => {
  it('has the level of its status, unless it came with one', () => {
    expect([200, 301, 404, 499, 500, 503].map(status => level({ body: line(status) })[1])).toEqual(['INFO', 'INFO', 'WARN', 'WARN', 'ERROR', 'ERROR'])
    expect(level({ body: line(500), severityNumber: 5, severityText: 'debug' })).toEqual([5, 'debug'])
    expect(level({ body: '{"method":"GET","status":500,"level":"notice"}' })).toEqual([10, 'notice'])
  })

  it('has not the level that its way gives to every line', () => {
    expect(level({ body: line(500), severityNumber: 9, severityText: 'info', logAttributes: { 'syslog.facility': 'local7' } })).toEqual([17, 'ERROR'])
    expect(level({ body: '{"RequestMethod":"GET","DownstreamStatus":502,"level":"info"}' })).toEqual([17, 'ERROR'])
  })

  it('has the time of the line, else the one it came with', () => {
    expect(read({ body: line(200), seconds: 1 }).seconds).toBe(Date.UTC(2025, 10, 22, 10, 0, 1) / 1000)
    expect(read({ body: '{"method":"GET","status":200}', seconds: 7, nanos: 8 })).toMatchObject({ seconds: 7, nanos: 8 })
    expect(read({ body: '<190>Nov 22 10:00:00 web1 nginx: {"method":"GET","status":200}', seconds: 7 }).seconds).toBe(Date.UTC(2025, 10, 22, 10) / 1000)
  })

  it('keeps what it came with, and what the line names differently under fields', () => {
    const record = read({ body: line(200), serviceName: 'web', logAttributes: { 'log.file.name': 'access.log', 'http.response.status_code': '200', 'client.address': '192.0.2.1', 'fields.client.address': 'x' } })
    expect(record.serviceName).toBe('web')
    expect(record.logAttributes).toMatchObject({
      'log.file.name': 'access.log', 'http.response.status_code': '200', 'client.address': '10.0.0.1', 'fields.client.address': '192.0.2.1', 'fields.fields.client.address': 'x',
    })
  })

  it('takes service and trace from JSON', () => {
    const body = JSON.stringify({ method: 'GET', status: 200, service: 'shop', trace_id: '0af7651916cd43dd8448eb211c80319c' })
    expect(read({ body })).toMatchObject({ body, serviceName: 'shop', traceId: '0af7651916cd43dd8448eb211c80319c', logAttributes: { 'http.request.method': 'GET', 'http.response.status_code': 200 } })
    expect(read({ body, serviceName: 'web' }).serviceName).toBe('web')
  })

  it('has the fields as its text where there is none', () => {
    const logAttributes = { method: 'GET', status: 200 }
    expect(read({ body: '', logAttributes }).body).toBe('{"method":"GET","status":200}')
    expect(read({ body: 'handled request', logAttributes }).body).toBe('{"method":"GET","status":200}')
    expect(read({ body: 'GET is done', logAttributes }).body).toBe('GET is done')
  })

  it.each(['', 'hello', 'GET / 200', '{"a":1}', '{"method":"GET"', '<190>Nov 22 10:00:00 web1 nginx: hello', '{"log":"{\\"log\\":\\"x\\"}"}', '[]', '{}'])('is none for %j', (body) => {
    expect(new AccessReader(NOW).read(logRecord({ ...nothing, body }))).toMatch(/^Not an access log: expected/)
  })

  it('is none for JSON that is nested too deep', () => {
    const deep = (levels: number) => `{"method":"GET","status":200,"x":${'['.repeat(levels)}${']'.repeat(levels)}}`
    expect(read({ body: deep(99) }).body).toBe(deep(99))
    expect(new AccessReader(NOW, 100).read(logRecord({ ...nothing, body: deep(100) }))).toMatch(/^Not an access log/)
  })
})
