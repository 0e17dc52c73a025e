import { describe, expect, it } from 'vitest'
import { readHaproxy } from '~~/server/domain/ingest/access/haproxy'
import { partsOf } from './support'

// From HAProxy's documentation
const LINE = '10.0.1.2:33317 [06/Feb/2009:12:14:14.655] http-in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {1wt.eu} {} "GET /index.html HTTP/1.1"'

describe('HAProxy', () => {
  it('reads its httplog', () => {
    expect(partsOf(readHaproxy(LINE))).toEqual({
      time: { seconds: Date.UTC(2009, 1, 6, 12, 14, 14) / 1000, nanos: 655_000_000 }, client: '10.0.1.2', clientPort: 33_317, status: 200, responseBytes: 2750,
      duration: 109_000_000, method: 'GET', path: '/index.html', protocol: 'HTTP/1.1',
      extras: {
        'haproxy.frontend': 'http-in', 'haproxy.backend': 'static', 'haproxy.server': 'srv1', 'haproxy.TR': '10', 'haproxy.Tw': '0', 'haproxy.Tc': '30',
        'haproxy.Tr': '69', 'haproxy.termination_state': '----', 'haproxy.retries': '0', 'haproxy.request_headers': '1wt.eu',
      },
    })
  })

  it('reads TLS frontends, IPv6, lines without captured headers, requests that were cut or could not be read', () => {
    expect(readHaproxy(LINE.replace('http-in', 'https~'))).toMatchObject({ scheme: 'https', extras: { 'haproxy.frontend': 'https' } })
    expect(readHaproxy(LINE.replace('10.0.1.2', '2001:db8::1'))).toMatchObject({ client: '2001:db8::1', clientPort: 33_317 })
    expect(readHaproxy(LINE.replace(' {1wt.eu} {}', ''))).toMatchObject({ path: '/index.html' })
    expect(readHaproxy(LINE.replace('index.html HTTP/1.1"', 'a-long-path'))).toMatchObject({ method: 'GET', path: '/a-long-path' })
    const broken = LINE.replace('static/srv1 10/0/30/69/109 200', 'http-in/<NOSRV> -1/-1/-1/-1/5000 408').replace('GET /index.html HTTP/1.1', '<BADREQ>')
    expect(partsOf(readHaproxy(broken))).toMatchObject({ status: 408, duration: 5_000_000_000 })
    expect(readHaproxy(broken)!.method).toBe('')
    expect(readHaproxy(LINE.replace('/109 200', '/+109 -1'))).toMatchObject({ status: 0, duration: 109_000_000 })
  })

  it('does not take its TCP format', () => {
    expect(readHaproxy('10.0.1.2:33313 [06/Feb/2009:12:12:51.443] fnt bck/srv1 0/0/5007 212 -- 0/0/0/0/3 0/0')).toBeUndefined()
  })
})
