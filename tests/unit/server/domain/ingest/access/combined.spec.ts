import { describe, expect, it } from 'vitest'
import { readCombined } from '~~/server/domain/ingest/access/combined'
import { NOW, partsOf } from './support'

const read = (text: string) => partsOf(readCombined(text, NOW))
const TIME = '17/May/2015:10:05:03 +0200'
const SECONDS = Date.UTC(2015, 4, 17, 8, 5, 3) / 1000

describe('the common and combined log format', () => {
  it('reads the common one', () => {
    expect(read(`127.0.0.1 - frank [${TIME}] "GET /apache_pb.gif HTTP/1.0" 200 2326`)).toEqual({
      time: { seconds: SECONDS, nanos: 0 }, client: '127.0.0.1', user: 'frank', method: 'GET', path: '/apache_pb.gif', protocol: 'HTTP/1.0',
      status: 200, responseBodyBytes: 2326,
    })
  })

  it('reads the combined one, with the virtual host and its port in front', () => {
    expect(read(`example.com:443 ::1 - - [${TIME}] "POST /a/b?x=1&y=%20 HTTP/2.0" 503 0 "https://r/?q" "Mozilla/5.0 (X11)"`)).toEqual({
      time: { seconds: SECONDS, nanos: 0 }, host: 'example.com', port: 443, client: '::1', method: 'POST', path: '/a/b', query: 'x=1&y=%20',
      protocol: 'HTTP/2.0', status: 503, responseBodyBytes: 0, referrer: 'https://r/?q', agent: 'Mozilla/5.0 (X11)',
    })
    expect(read(`example.com 10.0.0.1 - - [${TIME}] "GET / HTTP/1.1" 200 1 "-" "-"`)).toMatchObject({ host: 'example.com', client: '10.0.0.1' })
  })

  it.each<[string, object]>([
    ['a "b" \\ c', { agent: 'a "b" \\ c', written: 'a \\"b\\" \\\\ c' }],
    ['a "b" \\ c', { agent: 'a "b" \\ c', written: 'a \\x22b\\x22 \\x5C c' }],
    ['żó – 日本', { agent: 'żó – 日本', written: '\\xC5\\xBC\\xC3\\xB3 \\xE2\\x80\\x93 日本' }],
    ['no UTF-8', { agent: 'a\\xFF\\xFE', written: 'a\\xFF\\xFE' }],
    ['control characters', { agent: '\\x00\\x1b', written: '\\x00\\x1b' }],
    // Traefik escapes nothing
    ['quotes that nobody escaped', { agent: 'a "b" c', written: 'a "b" c' }],
  ])('reads a user agent: %s', (_, { agent, written }: { agent?: string, written?: string }) => {
    expect(read(`1.1.1.1 - - [${TIME}] "GET / HTTP/1.1" 200 1 "-" "${written}"`)).toMatchObject({ agent })
  })

  it.each<[string, object]>([
    ['\\x16\\x03\\x01\\x02\\x00', {}],
    ['-', {}],
    ['', {}],
    ['\\n', {}],
    ['GET', {}],
    ['GET /', { method: 'GET', path: '/' }],
    ['GET /a b c HTTP/1.1', { method: 'GET', path: '/a b c', protocol: 'HTTP/1.1' }],
    ['OPTIONS * RTSP/1.0', { method: 'OPTIONS', path: '*', protocol: 'RTSP/1.0' }],
    ['CONNECT example.com:443 HTTP/1.1', { method: 'CONNECT', path: 'example.com:443', protocol: 'HTTP/1.1' }],
    ['GET http://[::1]:8080/x?y HTTP/1.1', { method: 'GET', scheme: 'http', host: '::1', port: 8080, path: '/x', query: 'y', protocol: 'HTTP/1.1' }],
    ['M-SEARCH * HTTP/1.1', { method: 'M-SEARCH', path: '*', protocol: 'HTTP/1.1' }],
    ['GET /\\"quoted\\" HTTP/1.1', { method: 'GET', path: '/"quoted"', protocol: 'HTTP/1.1' }],
  ])('keeps a line whose request is %j', (request, parts) => {
    expect(read(`1.1.1.1 - - [${TIME}] "${request}" 400 150 "-" "-"`))
      .toEqual({ time: { seconds: SECONDS, nanos: 0 }, client: '1.1.1.1', status: 400, responseBodyBytes: 150, ...parts })
  })

  it('takes a hyphen for what is missing, and ISO times', () => {
    expect(read('- - - [2015-05-17T10:05:03+02:00] "-" - -')).toEqual({ time: { seconds: SECONDS, nanos: 0 } })
    expect(read(`host.example.net - a b [${TIME}] "GET / HTTP/1.1" 200 -`)).toMatchObject({ client: 'host.example.net', user: 'a b' })
  })

  it.each([
    'just text', '', '{"a":1}', '1.1.1.1 - - [not a time, not at all] "GET / HTTP/1.1" 200 1', `1.1.1.1 - - [${TIME}] "GET / HTTP/1.1"`,
    `1.1.1.1 - - [${TIME}] "GET / HTTP/1.1" 20 1`, `1.1.1.1 - - [31/Feb/2015:10:05:03 +0200] "GET / HTTP/1.1" 200 1`,
  ])('does not take %j', (line) => {
    expect(readCombined(line, NOW)).toBeUndefined()
  })
})

describe('what stands behind it', () => {
  it.each<[string, object]>([
    ['"203.0.113.7, 10.0.0.1"', { extras: { x_forwarded_for: '203.0.113.7, 10.0.0.1' } }],
    ['"-"', {}],
    ['0.123', { duration: 123_000_000 }],
    ['"-" 0.005 0.004', { duration: 5_000_000, extras: { upstream_response_time: '0.004' } }],
    ['0.005 -', { duration: 5_000_000 }],
    ['rt=0.250 uct="0.001" uht="-" urt="0.200"', { duration: 250_000_000, extras: { uct: '0.001', urt: '0.200' } }],
    ['request_time=1.5 upstream=10.0.0.1:80', { duration: 1_500_000_000, extras: { upstream: '10.0.0.1:80' } }],
    // Apache: %D, %I %O, %I %O %D, %T/%D, %{ms}T with its unit
    ['54321', { duration: 54_321_000 }],
    ['500 600', { requestBytes: 500, responseBytes: 600 }],
    ['500 600 700', { requestBytes: 500, responseBytes: 600, duration: 700_000 }],
    ['0/12345', { duration: 12_345_000 }],
    ['12ms', { duration: 12_000_000 }],
    ['1.5s', { duration: 1_500_000_000 }],
    // Whole numbers without a name, where the duration is known
    ['0.005 512', { duration: 5_000_000, extras: { extra: '512' } }],
    ['1 2 3 4', { extras: { extra: '1 2 3 4' } }],
    ['"gzip" . <x>', { extras: { extra: '"gzip" . <x>' } }],
    ['"not closed', { extras: { extra: '"not closed' } }],
  ])('reads %j', (behind, parts) => {
    const usual = { time: { seconds: SECONDS, nanos: 0 }, client: '1.1.1.1', method: 'GET', path: '/', protocol: 'HTTP/1.1', status: 200, responseBodyBytes: 1 }
    expect(read(`1.1.1.1 - - [${TIME}] "GET / HTTP/1.1" 200 1 "-" "a" ${behind}`)).toEqual({ ...usual, agent: 'a', ...parts })
    expect(read(`1.1.1.1 - - [${TIME}] "GET / HTTP/1.1" 200 1 ${behind}`)).toEqual({ ...usual, ...parts })
  })

  it('reads Traefik’s format, its user agents with quotes too', () => {
    const line = (agent: string, behind: string) => `10.0.0.1 - - [${TIME}] "GET /x HTTP/2.0" 404 19 "-" "${agent}" ${behind}`
    expect(read(line('curl/8', '42 "web@docker" "http://10.0.0.9:80" 12ms')))
      .toMatchObject({ agent: 'curl/8', duration: 12_000_000, extras: { RouterName: 'web@docker', ServiceURL: 'http://10.0.0.9:80' } })
    expect(read(line('a "b" c', '42 "-" "-" 0ms'))).toMatchObject({ agent: 'a "b" c', duration: 0 })
    expect(read(line('a', '- - - 7ms'))).not.toHaveProperty('extras')
  })

  it('reads the format of Kubernetes’ ingress', () => {
    const line = (behind: string) => `10.0.0.1 - - [${TIME}] "GET / HTTP/1.1" 200 5 "-" "a" ${behind}`
    expect(read(line('337 0.003 [default-web-80] [] 10.0.0.2:80 612 0.003 200 bd2e'))).toMatchObject({
      requestBytes: 337, duration: 3_000_000,
      extras: { proxy_upstream_name: 'default-web-80', upstream_addr: '10.0.0.2:80', upstream_response_length: '612', upstream_response_time: '0.003', upstream_status: '200', req_id: 'bd2e' },
    })
    expect(read(line('337 0.103 [default-web-80] [] 10.0.0.2:80, 10.0.0.3:80 0, 612 0.1, 0.003 502, 200 bd2e'))).toMatchObject({
      duration: 103_000_000, extras: { upstream_addr: '10.0.0.2:80, 10.0.0.3:80', upstream_status: '502, 200' },
    })
    expect(read(line('0 0.000 [] [] - - - - bd2e'))).toMatchObject({ requestBytes: 0, duration: 0, extras: { req_id: 'bd2e' } })
  })
})
