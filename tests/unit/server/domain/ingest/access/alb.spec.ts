import { describe, expect, it } from 'vitest'
import { readAlb } from '~~/server/domain/ingest/access/alb'
import { partsOf } from './support'

// From AWS's documentation
const HTTPS = 'https 2018-07-02T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 192.168.131.39:2817 10.0.0.1:80 0.086 0.048 0.037 200 200 0 57 '
  + '"GET https://www.example.com:443/a?b=1 HTTP/1.1" "curl/7.46.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 '
  + 'arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067 "Root=1-58337281-1d84f3d73c47ec4e58577259" "www.example.com" '
  + '"arn:aws:acm:us-east-2:123456789012:certificate/12345678" 1 2018-07-02T22:22:48.364000Z "authenticate,forward" "-" "-" "10.0.0.1:80" "200" "-" "-" TID_1'
const CLASSIC = '2015-05-13T23:39:43.945958Z my-loadbalancer 192.168.131.39:2817 10.0.0.1:80 0.000073 0.001048 0.000057 200 200 0 29 "GET http://www.example.com:80/ HTTP/1.1" "curl/7.38.0" - -'

describe('AWS load balancers', () => {
  it('reads a line of an Application Load Balancer', () => {
    const { extras, ...parts } = partsOf(readAlb(HTTPS))!
    expect(parts).toEqual({
      time: { seconds: Date.UTC(2018, 6, 2, 22, 23, 0) / 1000, nanos: 186_641_000 }, client: '192.168.131.39', clientPort: 2817, status: 200,
      requestBytes: 0, responseBytes: 57, method: 'GET', scheme: 'https', host: 'www.example.com', port: 443, path: '/a', query: 'b=1', protocol: 'HTTP/1.1',
      agent: 'curl/7.46.0', duration: 171_000_000,
    })
    expect(extras).toMatchObject({
      'aws.elb.elb': 'app/my-loadbalancer/50dc6c495c0c9188', 'aws.elb.target:port': '10.0.0.1:80', 'aws.elb.target_processing_time': '0.048',
      'aws.elb.ssl_protocol': 'TLSv1.2', 'aws.elb.trace_id': 'Root=1-58337281-1d84f3d73c47ec4e58577259', 'aws.elb.actions_executed': 'authenticate,forward',
      'aws.elb.target_status_code_list': '200', 'aws.elb.conn_trace_id': 'TID_1',
    })
    expect(extras).not.toHaveProperty(['aws.elb.redirect_url'])
  })

  it('reads one of a Classic Load Balancer', () => {
    expect(partsOf(readAlb(CLASSIC))).toMatchObject({ scheme: 'http', host: 'www.example.com', duration: 1_178_000, responseBytes: 29 })
  })

  it('keeps a request that never reached a target, or could not be read', () => {
    const gone = HTTPS.replace('10.0.0.1:80 0.086 0.048 0.037 200 200', '- -1 -1 -1 502 -')
    expect(partsOf(readAlb(gone))).toMatchObject({ status: 502, method: 'GET' })
    expect(readAlb(gone)!.duration).toBeUndefined()
    const broken = HTTPS.replace('GET https://www.example.com:443/a?b=1 HTTP/1.1', '- http://www.example.com:80- -').replace('curl/7.46.0', '-').replace('200 200', '400 -')
    const parts = partsOf(readAlb(broken))
    expect(parts).toMatchObject({ status: 400, scheme: 'https' })
    expect(parts).not.toHaveProperty('method')
    expect(parts).not.toHaveProperty('agent')
  })

  it('reads user agents with quotes, WebSockets and IPv6', () => {
    expect(readAlb(HTTPS.replace('"curl/7.46.0"', '"a \\"b\\" c"'))!.agent).toBe('a "b" c')
    expect(partsOf(readAlb(HTTPS.replace('https 2018', 'wss 2018').replace('https://', 'wss://').replace('192.168.131.39:2817', '[2001:db8::1]:2817'))))
      .toMatchObject({ scheme: 'wss', client: '2001:db8::1', clientPort: 2817 })
  })

  it.each(['', 'http', '2018-07-02T22:23:00Z INFO started', 'http 2018-07-02T22:23:00Z a b c', HTTPS.replace('2018-07-02', '2018-07-42')])('does not take %j', (line) => {
    expect(readAlb(line)).toBeUndefined()
  })
})
