import { describe, expect, it } from 'vitest'
import { readEnvoy } from '~~/server/domain/ingest/access/envoy'
import { partsOf } from './support'

const ENVOY = '[2023-08-03T06:39:38.346Z] "GET /a?b HTTP/2" 200 - 3 17 5 4 "203.0.113.7,10.0.0.9" "Mozilla/5.0" "612a6ade-62a7" "localhost:8080" "10.0.0.1:80"'
const ISTIO = '[2022-05-10T13:40:13.396Z] "GET / HTTP/1.1" 200 - via_upstream - "-" 0 643 0 0 "10.0.128.9" "python-requests/2.27.1" "397105f8" "51.250.72.130" "10.0.128.42:80" '
  + 'inbound|80|| 127.0.0.6:52601 10.0.128.42:80 10.0.128.1:4711 outbound_.80_._.sa-frontend.default.svc.cluster.local default'

describe('Envoy', () => {
  it('reads its default format; the client is the last that was forwarded for', () => {
    expect(partsOf(readEnvoy(ENVOY))).toEqual({
      time: { seconds: Date.UTC(2023, 7, 3, 6, 39, 38) / 1000, nanos: 346_000_000 }, method: 'GET', path: '/a', query: 'b', protocol: 'HTTP/2', status: 200,
      requestBodyBytes: 3, responseBodyBytes: 17, duration: 5_000_000, client: '10.0.0.9', agent: 'Mozilla/5.0', host: 'localhost', port: 8080,
      extras: { upstream_service_time: '4', x_forwarded_for: '203.0.113.7,10.0.0.9', request_id: '612a6ade-62a7', upstream_host: '10.0.0.1:80' },
    })
  })

  it('reads Istio’s', () => {
    expect(partsOf(readEnvoy(ISTIO))).toMatchObject({
      client: '10.0.128.1', clientPort: 4711, host: '51.250.72.130', duration: 0, agent: 'python-requests/2.27.1',
      extras: { response_code_details: 'via_upstream', upstream_cluster: 'inbound|80||', route_name: 'default' },
    })
  })

  it('reads quotes in headers, which it does not escape, and clients that went away', () => {
    expect(readEnvoy(ENVOY.replace('Mozilla/5.0', 'a "b" c'))!.agent).toBe('a "b" c')
    expect(partsOf(readEnvoy('[2023-08-03T06:39:38.346Z] "- - -" 0 DC 0 0 0 - "-" "-" "-" "-" "-"'))).toEqual({
      time: { seconds: Date.UTC(2023, 7, 3, 6, 39, 38) / 1000, nanos: 346_000_000 }, requestBodyBytes: 0, responseBodyBytes: 0, duration: 0,
      extras: { response_flags: 'DC' },
    })
  })

  it.each(['[]', '[2023-08-03T06:39:38.346Z] started', '[not a time at all] "GET / HTTP/2" 200 - 3 17 5 4 "-" "-" "-" "-" "-"'])('does not take %j', (line) => {
    expect(readEnvoy(line)).toBeUndefined()
  })
})
