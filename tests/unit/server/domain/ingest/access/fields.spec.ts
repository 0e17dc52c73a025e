import { describe, expect, it } from 'vitest'
import type { Attributes } from '#shared/types/log-record'
import { FieldReader } from '~~/server/domain/ingest/access/fields'
import { NOW, partsOf } from './support'

const read = (fields: Attributes) => partsOf(new FieldReader(NOW).read(fields))
const GET = { method: 'GET', path: '/a', status: 200 }

describe('access logs as fields', () => {
  it.each<[string, Attributes, object]>([
    ['OpenTelemetry', { 'http.request.method': 'GET', 'url.path': '/a', 'url.query': 'b', 'http.response.status_code': 200, 'server.address': 'h', 'server.port': 8080,
      'network.protocol.name': 'http', 'network.protocol.version': '1.1', 'client.address': '::1', 'http.server.request.duration': 0.25, 'user_agent.original': 'x' },
    { ...GET, query: 'b', host: 'h', port: 8080, protocol: 'HTTP/1.1', client: '::1', duration: 250_000_000, agent: 'x', extras: { 'network.protocol.name': 'http' } }],
    ['OpenTelemetry before 1.0', { 'http.method': 'GET', 'http.target': '/a?b', 'http.status_code': 200, 'http.flavor': '1.1', 'http.user_agent': 'x', 'net.peer.ip': '10.0.0.1' },
      { ...GET, query: 'b', protocol: 'HTTP/1.1', agent: 'x', client: '10.0.0.1' }],
    ['ECS', { http: { request: { method: 'GET', referrer: 'https://r/', body: { bytes: 3 } }, response: { status_code: 200, body: { bytes: 4 } }, version: '2' }, url: { original: '/a?b', domain: 'h' },
      source: { ip: '10.0.0.1', port: 4711 }, user_agent: { original: 'x', name: 'X' }, event: { duration: 1_234_567, kind: 'event' } },
    { ...GET, query: 'b', host: 'h', referrer: 'https://r/', requestBodyBytes: 3, responseBodyBytes: 4, protocol: 'HTTP/2', client: '10.0.0.1', clientPort: 4711, agent: 'x', duration: 1_234_567,
      extras: { user_agent: { name: 'X' }, event: { kind: 'event' } } }],
    ['Google', { httpRequest: { requestMethod: 'GET', requestUrl: 'https://h/a?b', status: 200, responseSize: '12', userAgent: 'x', remoteIp: '10.0.0.1', latency: '0.012s', protocol: 'HTTP/1.1' }, severity: 'INFO' },
      { ...GET, query: 'b', scheme: 'https', host: 'h', protocol: 'HTTP/1.1', responseBytes: 12, agent: 'x', client: '10.0.0.1', duration: 12_000_000, extras: { severity: 'INFO' } }],
    ['pino-http', { req: { id: 1, method: 'GET', url: '/a', headers: { 'host': 'h:80', 'user-agent': 'x' }, remoteAddress: '::1', remotePort: 4711 }, res: { statusCode: 200 }, responseTime: 7 },
      { ...GET, host: 'h', port: 80, client: '::1', clientPort: 4711, agent: 'x', duration: 7_000_000, extras: { req: { id: 1 } } }],
    ['Logstash', { clientip: '10.0.0.1', ident: '-', auth: '-', verb: 'GET', request: '/a?b', httpversion: '1.1', response: '200', bytes: '12', referrer: '-', agent: 'x' },
      { ...GET, query: 'b', client: '10.0.0.1', protocol: 'HTTP/1.1', responseBodyBytes: 12, agent: 'x' }],
    ['Envoy Gateway', { 'start_time': '2024-01-01T00:00:00.5Z', 'method': 'GET', 'x-envoy-origin-path': '/a', ':authority': 'h', 'response_code': 200, 'bytes_sent': 9, 'duration': 3, 'x-forwarded-for': '1.1.1.1,10.0.0.1' },
      { ...GET, time: { seconds: 1_704_067_200, nanos: 500_000_000 }, host: 'h', responseBodyBytes: 9, duration: 3_000_000, client: '10.0.0.1', extras: { 'x-forwarded-for': '1.1.1.1,10.0.0.1' } }],
    ['Caddy before 2.5', { request: { remote_addr: '10.0.0.1:4711', method: 'GET', uri: '/a', proto: 'HTTP/1.1', host: 'h' }, status: 200, duration: '1.5ms' },
      { ...GET, client: '10.0.0.1', clientPort: 4711, protocol: 'HTTP/1.1', host: 'h', scheme: 'http', duration: 1_500_000 }],
    ['our own columns', { Method: 'GET', Path: '/a', Query: 'b', Status: 200, Duration: 5, ResponseBytes: null, ClientAddress: '::1' }, { ...GET, query: 'b', duration: 5, client: '::1' }],
    ['home-made', { method: 'GET', url: 'http://h:8080/a', statusCode: 200, duration_ms: 1.5, ip: '10.0.0.1' }, { ...GET, scheme: 'http', host: 'h', port: 8080, duration: 1_500_000, client: '10.0.0.1' }],
  ])('reads %s', (_, fields, parts) => {
    const { extras = {}, ...found } = read(fields)!
    const { extras: expected = {}, ...rest } = parts as { extras?: object }
    expect(found).toEqual(rest)
    expect(extras).toMatchObject(expected)
  })

  it('leaves what it can’t be sure of: a duration without a unit, the second name of one thing, values of other kinds', () => {
    expect(read({ ...GET, duration: 12, request_time: '0.1, 0.2', elapsed: '3s', bytes: 'many', host: { name: 'web1' }, user: { id: 7 } }))
      .toEqual({ ...GET, duration: 3_000_000_000, extras: { duration: 12, request_time: '0.1, 0.2', bytes: 'many', host: { name: 'web1' }, user: { id: 7 } } })
    expect(read({ ...GET, request_time: 0.5, duration_ms: 499 })).toEqual({ ...GET, duration: 499_000_000, extras: { request_time: 0.5 } })
    expect(read({ method: 'GET', uri: '/a?x', args: 'y', status: 200 })).toEqual({ ...GET, query: 'x', extras: { args: 'y' } })
    expect(read({ ...GET, host: 'x'.repeat(300) })).toEqual({ ...GET, extras: { host: 'x'.repeat(300) } })
  })

  it('keeps a request that nobody could read', () => {
    expect(read({ request: '\u0016\u0003', request_method: '', status: '400', remote_addr: '10.0.0.1' })).toEqual({ status: 400, client: '10.0.0.1', extras: { request: '\u0016\u0003' } })
    expect(read({ method: null, status: 0, path: '-' })).toEqual({})
  })

  it.each<Attributes>([
    {}, { status: 200 }, { method: 'GET', path: '/' }, { method: 'GET', status: 'ok' }, { method: 'GET', status: 1 }, { method: 'GET', status: 1000 }, { status: { code: 200 }, path: '/' },
    { method: 'not a method', status: 200 }, { request: { uri: 7 }, status: 200 }, { method: ['GET'], status: [200] }, { path: {}, status: 200 },
  ])('does not take %j', (fields) => {
    expect(read(fields)).toBeUndefined()
  })

  it('does not stumble over names of the prototype', () => {
    const fields = JSON.parse('{"__proto__":{"method":"GET"},"constructor":1,"toString":2,"method":"GET","status":200}') as Attributes
    expect(Object.keys(new FieldReader(NOW).read(fields)!.extras)).toEqual(['__proto__', 'constructor', 'toString'])
  })
})
