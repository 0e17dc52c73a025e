import { describe, expect, it } from 'vitest'
import type { RawFormat } from '#shared/schemas/ingest'
import type { LogRecord } from '#shared/types/log-record'
import type { RawParams } from '~~/server/domain/ingest/raw'
import { rawProtocol } from '~~/server/domain/ingest/raw'

const NOW = Date.UTC(2025, 10, 22, 13, 11, 0, 250)
const decode = (body: string | Buffer, params: Partial<RawParams> = {}) =>
  rawProtocol.decode(Buffer.from(body as string), { format: 'auto', ...params }, { now: NOW })
const iso = (record: LogRecord) => `${new Date(record.seconds * 1000).toISOString().slice(0, 19)}.${String(record.nanos).padStart(9, '0')}`
const none = '2025-11-22T13:11:00.250000000'

describe('POST /v1/logs/raw, format=auto', () => {
  it.each<[string, string, number, string]>([
    ['2015-07-29 17:41:44,747 - INFO  [QuorumPeer[myid=1]/0:0:0:0:0:0:0:0:2181:FastLeaderElection@774] - Notification time out: 3200', '2015-07-29T17:41:44.747000000', 9, 'INFO'],
    ['2015-10-18 18:01:47,978 WARN [main] org.apache.Foo: Created', '2015-10-18T18:01:47.978000000', 13, 'WARN'],
    ['nova-api.log.1.2017-05-16_13:53:08 2017-05-16 00:00:00.008 25746 ERROR nova.osapi [req-1 - -] "GET /v2"', '2017-05-16T00:00:00.008000000', 17, 'ERROR'],
    ['[2025-11-22 10:00:00] production.ERROR: boom', '2025-11-22T10:00:00.000000000', 17, 'ERROR'],
    ['WARNING:app.views:slow', none, 13, 'WARNING'],
    ['[2025-11-22T10:00:00.5Z] [warn] boom', '2025-11-22T10:00:00.500000000', 13, 'warn'],
    ['2025-11-22T10:00:00.123Z  INFO 1234 --- [main] c.e.App : Started', '2025-11-22T10:00:00.123000000', 9, 'INFO'],
    ['2025-11-22 10:00:00 [pool-1 thread 3] DEBUG com.x - y', '2025-11-22T10:00:00.000000000', 5, 'DEBUG'],
    ['2025-11-22 10:00:00.123 +01:00 [INF] hi', '2025-11-22T09:00:00.123000000', 9, 'INF'],
    ['2025-11-22 10:00:00.123 UTC [77] LOG:  checkpoint starting', '2025-11-22T10:00:00.123000000', 9, 'LOG'],
    ['2025/11/22 10:00:00 [error] 31#31: *1 open() failed', '2025-11-22T10:00:00.000000000', 17, 'error'],
    ['2009/11/10 23:00:00 main.go:7: hello', '2009-11-10T23:00:00.000000000', 0, ''],
    ['[Thu Dec 10 06:55:46.123456 2015] [core:error] [pid 1] x', '2015-12-10T06:55:46.123456000', 17, 'error'],
    ['E, [2025-11-22T10:00:00.123456 #7] ERROR -- : boom', '2025-11-22T10:00:00.123456000', 17, 'ERROR'],
    ['INFO 2025-11-22 10:00:00,001 views 7 hi', '2025-11-22T10:00:00.001000000', 9, 'INFO'],
    ['12345:M 10 Dec 2015 06:55:46.123 * Ready', '2015-12-10T06:55:46.123000000', 0, ''],
    ['W1122 10:00:00.123456       1 file.go:12] msg', '2025-11-22T10:00:00.123456000', 13, 'WARN'],
    ['1763817060.123    200 10.0.0.1 TCP_MISS/200 1 GET http://x - DIRECT/1 text/html', '2025-11-22T13:11:00.123000000', 0, ''],
    ['level=warn msg="x y" ts=2025-11-22T10:00:00Z status=500 dur=1.50 flag', '2025-11-22T10:00:00.000000000', 13, 'warn'],
    ['2025-11-22 10:00:00 level=error it broke', '2025-11-22T10:00:00.000000000', 17, 'error'],
    ['{"time":"2025-11-22T10:00:00Z","level":"error","msg":"x"}', '2025-11-22T10:00:00.000000000', 17, 'error'],
    ['error: it broke', none, 17, 'error'],
    ['WARNING: it may break', none, 13, 'WARNING'],
    ['panic: runtime error', none, 21, 'panic'],
    ['an error occurred at 2025-11-22 10:00:00 with ERROR', none, 0, ''],
    ['there was no ERROR at all', none, 0, ''],
    ['Connection error', none, 0, ''],
    ['just text', none, 0, ''],
    ['x=1 but text', none, 0, ''],
    ['a \0 NUL', none, 0, ''],
    ['99999999999999999999999 x', none, 0, ''],
    ['2025-02-30 10:00:00 INFO x', none, 9, 'INFO'],
  ])('reads the time and level of %j', (line, time, number, text) => {
    const { records, rejects } = decode(line)
    expect(rejects).toEqual([])
    expect(records).toHaveLength(1)
    expect([iso(records[0]!), records[0]!.severityNumber, records[0]!.severityText, records[0]!.body]).toEqual([time, number, text, line])
  })

  it('reads an access log', () => {
    const line = '10.0.0.1 - bob [17/May/2015:10:05:03 +0200] "GET /a/b.png?x=1&y HTTP/1.1" 503 1234 "http://r/" "Mozilla \\"5\\"" "extra"'
    expect(decode(line).records[0]).toMatchObject({
      seconds: Date.UTC(2015, 4, 17, 8, 5, 3) / 1000, severityNumber: 17, severityText: 'ERROR', body: line,
      logAttributes: {
        'client.address': '10.0.0.1', 'user.name': 'bob', 'http.request.method': 'GET', 'url.path': '/a/b.png', 'url.query': 'x=1&y',
        'network.protocol.name': 'http', 'network.protocol.version': '1.1', 'http.response.status_code': 503, 'http.response.body.size': 1234,
        'http.request.header.referer': 'http://r/', 'user_agent.original': 'Mozilla "5"',
      },
    })
    expect(decode('h:80 ::1 - - [17/May/2015:10:05:03 +0000] "-" 408 -').records[0]).toMatchObject({
      severityNumber: 13, logAttributes: { 'server.address': 'h', 'server.port': 80, 'client.address': '::1', 'http.response.status_code': 408 },
    })
  })

  it.each<[string, object]>([
    ['Dec 10 06:55:46 LabSZ sshd[24200]: Invalid user', { seconds: Date.UTC(2024, 11, 10, 6, 55, 46) / 1000, serviceName: 'sshd', severityNumber: 0, resourceAttributes: { 'host.name': 'LabSZ' }, logAttributes: { 'syslog.procid': '24200' } }],
    ['<34>Oct 11 22:14:15 mymachine su: \'su root\' failed', { seconds: Date.UTC(2025, 9, 11, 22, 14, 15) / 1000, serviceName: 'su', severityNumber: 18, severityText: 'crit', logAttributes: { 'syslog.facility': 'auth' } }],
    ['<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog 8710 ID47 [exampleSDID@32473 iut="3" eventSource="a \\"b\\" \\] c"][other x="1"] \uFEFFAn event', {
      seconds: Date.UTC(2003, 9, 11, 22, 14, 15) / 1000, nanos: 3_000_000, serviceName: 'evntslog', severityNumber: 10, severityText: 'notice', resourceAttributes: { 'host.name': 'mymachine.example.com' },
      logAttributes: { 'syslog.facility': 'local4', 'syslog.version': 1, 'syslog.procid': '8710', 'syslog.msgid': 'ID47', 'syslog.exampleSDID@32473': { iut: '3', eventSource: 'a "b" ] c' }, 'syslog.other': { x: '1' } },
    }],
    ['<14>1 - - - - - - hello', { seconds: NOW / 1000 | 0, severityNumber: 9, serviceName: 'unknown_service', logAttributes: { 'syslog.facility': 'user', 'syslog.version': 1 } }],
    ['<11>app[7]: no time', { serviceName: 'app', severityNumber: 17, logAttributes: { 'syslog.procid': '7' } }],
    ['<13>2025-11-22T10:00:00+01:00 host app: x', { seconds: Date.UTC(2025, 10, 22, 9) / 1000, serviceName: 'app', resourceAttributes: { 'host.name': 'host' } }],
    ['2025-11-22T10:00:00.5+00:00 host cron[1]: ERROR x', { serviceName: 'cron', severityNumber: 17, nanos: 500_000_000 }],
    ['2025-11-22T10:00:00Z INFO main[1]: x', { serviceName: 'unknown_service', severityNumber: 9 }],
    ['<999>Oct 11 22:14:15 h a: x', { serviceName: 'unknown_service', severityNumber: 0 }],
  ])('reads syslog %j', (line, expected) => {
    expect(decode(line).records).toMatchObject([{ ...expected, body: line }])
  })

  it('reads logfmt and JSON into attributes', () => {
    expect(decode('ts=2025-11-22T10:00:00Z level=info service=api msg="a b" n=5 id=007 q="x\\ny" ok').records[0]).toMatchObject({
      serviceName: 'api', logAttributes: { n: 5, id: '007', q: 'x\ny', ok: true },
    })
    expect(decode('{"msg":"x","service":"api","a":{"b":1},"id":9007199254740993}').records[0]).toMatchObject({
      serviceName: 'api', logAttributes: { a: { b: 1 }, id: 9007199254740993n },
    })
  })

  it('takes service and level from the request', () => {
    const { records } = decode('text\nDec 10 06:55:46 h sshd[1]: x\nERROR y\n{"msg":"z","service":"own"}', { service: 'mine', level: 'debug' })
    expect(records.map(record => [record.serviceName, record.severityNumber])).toEqual([['mine', 5], ['mine', 5], ['mine', 17], ['mine', 5]])
    expect(records[3]!.logAttributes).toEqual({ service: 'own' })
  })
})

const traces: Array<[string, string[]]> = [
  ['Java', ['2025-11-22 10:00:00,000 ERROR x\njava.lang.RuntimeException: a\n\tat a.B.c(B.java:1)\nCaused by: java.io.IOException: b\n\t... 12 more', '2025-11-22 10:00:01,000 INFO y']],
  ['JavaScript', ['TypeError: x\n    at f (a.js:1:2)\n    at g (b.js:1:2)', 'next']],
  ['.NET', ['2025-11-22 10:00:00 [ERR] x\nSystem.InvalidOperationException: y\n   at A.B() in c.cs:line 1\n   --- End of inner exception stack trace ---\n   at C.D()', '2025-11-22 10:00:01 [INF] y']],
  ['Python', ['ERROR:root:x\nTraceback (most recent call last):\n  File "a.py", line 1, in f\n    g()\nKeyError: 1\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File "a.py", line 2, in f\n    h()\nValueError: bad', 'INFO:root:y', 'KeyError: alone']],
  ['Go', ['panic: boom\n\ngoroutine 1 [running]:\nmain.f(0x1, 0x2)\n\t/a/b.go:7 +0x1\nmain.main()\n\t/a/b.go:3\ncreated by main.x\n\t/a/b.go:1\nexit status 2', '2025/11/22 10:00:00 started']],
  ['an indented time', ['first', '  2025-11-22 10:00:00 second', ' {"msg":"third"}']],
]

describe('stack traces', () => {
  it.each(traces)('keeps one of %s together', (_name, expected) => {
    for (const end of ['\n', '\r\n']) {
      const { records, rejects } = decode(expected.join('\n').replaceAll('\n', end))
      expect(rejects).toEqual([])
      expect(records.map(record => record.body)).toEqual(expected)
    }
  })

  it('bounds them', () => {
    const { records } = decode(`x\n${'\tat a.b\n'.repeat(2500)}`)
    expect(records.map(record => record.body.split('\n').length)).toEqual([1001, 1001, 499])
    expect(decode(`x\n${` ${'y'.repeat(100_000)}\n`.repeat(4)}`).records).toHaveLength(2)
  })
})

describe('POST /v1/logs/raw, given formats', () => {
  it.each<[RawFormat, string, Array<[string, number]>, string[]]>([
    ['plain', '2025-11-22 10:00:00 ERROR x\n  y\n\n{"a":1}', [['2025-11-22 10:00:00 ERROR x', 0], ['  y', 0], ['{"a":1}', 0]], []],
    ['logfmt', 'level=warn msg=hi a=1\ntext only\na="x\nb=2', [['hi', 13], ['b=2', 0]], ['text only', 'a="x']],
    ['json', '{"level":"warn","msg":"hi"}\n{"x"\n[{"msg":"b"}]', [['hi', 13], ['b', 0]], ['{"x"']],
    ['syslog', '<11>Oct 11 22:14:15 h app[1]: hi\nno syslog', [['hi', 17]], ['no syslog']],
    ['combined', '1.1.1.1 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.0" 200 1\nx', [['1.1.1.1 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.0" 200 1', 9]], ['x']],
  ])('reads %s', (format, body, good, bad) => {
    const { records, rejects } = decode(body, { format })
    expect(records.map(record => [record.body, record.severityNumber])).toEqual(good)
    expect(rejects.map(reject => Buffer.from(reject.raw).toString())).toEqual(bad)
  })

  it('refuses lines beyond 1 MB only', () => {
    const { records, rejects } = decode(`a\n${'x'.repeat(1_048_577)}\n${'y'.repeat(1_048_576)}`)
    expect(records.map(record => record.body.length)).toEqual([1, 1_048_576])
    expect(rejects).toHaveLength(1)
    expect(rejects[0]).toMatchObject({ reason: expect.stringMatching(/1 MB/), raw: { length: 65_536 } })
  })

  it('survives bytes that are no UTF-8', () => {
    expect(decode(Buffer.from([0xEF, 0xBB, 0xBF, 0x61, 0xFF, 0xC0, 0x0A, 0x62])).records.map(record => record.body)).toEqual(['a\uFFFD\uFFFD', 'b'])
  })
})
