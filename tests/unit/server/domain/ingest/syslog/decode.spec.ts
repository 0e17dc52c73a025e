import { describe, expect, it } from 'vitest'
import { DEFAULT_LIMITS } from '~~/server/domain/ingest/decode/bounds'
import { decodeSyslog, type SyslogFrame } from '~~/server/domain/ingest/syslog'

const NOW = Date.UTC(2025, 10, 22, 13, 11, 0, 250)
const utc = (seconds: number) => seconds
const decode = (...frames: (string | Buffer | SyslogFrame)[]) =>
  decodeSyslog(frames.map(frame => typeof frame === 'string' || Buffer.isBuffer(frame) ? { raw: Buffer.from(frame as string) } : frame), { now: NOW, zone: utc })

describe('a message', () => {
  it.each<[string, string, object]>([
    ['RFC 5424, example 1', '<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \uFEFF\'su root\' failed for lonvick on /dev/pts/8', {
      seconds: Date.UTC(2003, 9, 11, 22, 14, 15) / 1000, nanos: 3_000_000, severityNumber: 18, severityText: 'crit', serviceName: 'su', body: '\'su root\' failed for lonvick on /dev/pts/8',
      resourceAttributes: { 'host.name': 'mymachine.example.com' }, logAttributes: { 'syslog.facility': 'auth', 'syslog.version': 1, 'syslog.msgid': 'ID47' },
    }],
    ['RFC 5424, example 2', '<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It\'s time to make the do-nuts.', {
      seconds: Date.UTC(2003, 7, 24, 12, 14, 15) / 1000, nanos: 3000, severityText: 'notice', serviceName: 'myproc', body: '%% It\'s time to make the do-nuts.', logAttributes: { 'syslog.facility': 'local4', 'syslog.procid': '8710' },
    }],
    ['RFC 5424, example 4: no message', '<165>1 2003-10-11T22:14:15.003Z h evntslog - ID47 [exampleSDID@32473 iut="3" eventSource="Application"][examplePriority@32473 class="high"]', {
      body: '<165>1 2003-10-11T22:14:15.003Z h evntslog - ID47 [exampleSDID@32473 iut="3" eventSource="Application"][examplePriority@32473 class="high"]',
      logAttributes: { 'syslog.exampleSDID@32473': { iut: '3', eventSource: 'Application' }, 'syslog.examplePriority@32473': { class: 'high' } },
    }],
    ['structured data: parameters that repeat, escapes, an unescaped bracket, a name of ours', '<14>1 - h a - - [origin ip="192.0.2.1" ip="192.0.2.2" ip="x"][e@1 a="\\"\\\\\\]" b="[1] \\n"][procid x="1"] m', {
      body: 'm', logAttributes: { 'syslog.origin': { ip: ['192.0.2.1', '192.0.2.2', 'x'] }, 'syslog.e@1': { a: '"\\]', b: '[1] \\n' }, 'syslog.procid': { x: '1' } },
    }],
    ['names that are taken', '<14>1 - h a 7 - [procid x="1"] m', { logAttributes: { 'syslog.procid': ['7', { x: '1' }] } }],
    ['RFC 3164, example 1', '<34>Oct 11 22:14:15 mymachine su: \'su root\' failed', { seconds: Date.UTC(2025, 9, 11, 22, 14, 15) / 1000, serviceName: 'su', body: '\'su root\' failed', resourceAttributes: { 'host.name': 'mymachine' } }],
    ['RFC 3164, example 2: no tag', '<13>Feb  5 17:32:18 10.0.0.99 Use the BFG!', { seconds: Date.UTC(2025, 1, 5, 17, 32, 18) / 1000, body: '10.0.0.99 Use the BFG!' }],
    ['rsyslog’s forward format', '<30>2025-11-22T14:11:00.5+01:00 web1 systemd[1]: Started x.', { seconds: Math.floor(NOW / 1000), nanos: 500_000_000, serviceName: 'systemd', body: 'Started x.', logAttributes: { 'syslog.facility': 'daemon', 'syslog.procid': '1' } }],
    ['rsyslog’s RFC 5424, whose message begins with the blank behind the tag', '<30>1 2025-11-22T14:11:00.5+01:00 web1 systemd 1 - -  Started x.', { body: 'Started x.' }],
    ['util-linux’ logger', '<13>1 2025-11-22T13:11:00.123456+00:00 h root 42 - [timeQuality tzKnown="1" isSynced="0"] hello', { serviceName: 'root', body: 'hello', logAttributes: { 'syslog.timeQuality': { tzKnown: '1', isSynced: '0' } } }],
    ['a device', '<189>29: router1: *Nov  1 18:48:50.483 UTC: %SYS-5-CONFIG_I: Configured from console', {
      seconds: Date.UTC(2025, 10, 1, 18, 48, 50) / 1000, nanos: 483_000_000, serviceName: '%SYS-5-CONFIG_I', body: 'Configured from console', resourceAttributes: { 'host.name': 'router1' }, logAttributes: { 'syslog.sequence': '29' },
    }],
    ['a device without a time', '<189>29: %LINK-3-UPDOWN: down', { serviceName: 'unknown_service', body: '29: %LINK-3-UPDOWN: down', severityText: 'notice' }],
    ['no header but the priority', '<11>  indented', { seconds: Math.floor(NOW / 1000), severityText: 'err', body: '  indented' }],
    ['a priority alone', '<11>', { body: '<11>', severityText: 'err' }],
    ['no priority, but the rest', 'Oct 11 22:14:15 h sshd[7]: ERROR x', { serviceName: 'sshd', body: 'ERROR x', severityNumber: 17 }],
    ['text', 'just text', { body: 'just text', serviceName: 'unknown_service', seconds: Math.floor(NOW / 1000) }],
    ['JSON', '{"level":"warn","msg":"hi","service":"api"}', { body: '{"level":"warn","msg":"hi","service":"api"}', severityNumber: 13, serviceName: 'api' }],
    ['a priority that is none', '<999>x', { body: '<999>x', severityNumber: 0 }],
    ['a header that is none', '<34>1 yesterday h a - - - x', { body: '1 yesterday h a - - - x', severityText: 'crit' }],
    ['a byte order mark in front', '\uFEFF<11>x', { body: 'x' }],
    ['several lines', '<11>app: x\n\tat y', { body: 'x\n\tat y', serviceName: 'app' }],
  ])('is read: %s', (_what, line, expected) => {
    const { records, rejects } = decode(line)
    expect(rejects).toEqual([])
    expect(records).toMatchObject([expected])
  })

  it('loses the trailer, counted or not, and the sender’s address is an attribute', () => {
    expect(decode('<11>a\r\n', '<11>b\0', '<11>c\0\n').records.map(({ body }) => body)).toEqual(['a', 'b', 'c'])
    expect(decode({ raw: Buffer.from('<11>a'), peer: '192.0.2.7' }, { raw: Buffer.from('a'), peer: '::1' }).records.map(({ logAttributes }) => logAttributes)).toEqual([
      { 'syslog.facility': 'user', 'network.peer.address': '192.0.2.7' }, { 'network.peer.address': '::1' },
    ])
  })

  it('is no record when it is blank', () => {
    expect(decode('', ' ', '\r\n', '\0\0', '\uFEFF')).toEqual({ records: [], rejects: [] })
  })

  it('is a dead letter when it broke off or is too long', () => {
    const limits = { ...DEFAULT_LIMITS, maxLineBytes: 4 }
    expect(decodeSyslog([{ raw: Buffer.from('12345') }, { raw: Buffer.from('1234\r\n') }, { raw: Buffer.from('cut'), reason: 'It broke off' }], { now: NOW, limits })).toMatchObject({
      records: [{ body: '1234' }],
      rejects: [{ raw: Buffer.from('12345'), reason: expect.stringContaining('longer') as string }, { raw: Buffer.from('cut'), reason: 'It broke off' }],
    })
  })
})

describe('a time without a zone', () => {
  const zone = (seconds: number) => seconds - 7200
  const secondsOf = (line: string) => decodeSyslog([{ raw: Buffer.from(line) }], { now: NOW, zone }).records[0]?.seconds
  it.each<[string, number]>([
    ['<34>Oct 11 22:14:15 h su: x', Date.UTC(2025, 9, 11, 20, 14, 15)],
    ['Oct 11 22:14:15 h su[1]: x', Date.UTC(2025, 9, 11, 20, 14, 15)],
    ['<189>29: Oct 11 22:14:15.1 CEST: %A-1-B: x', Date.UTC(2025, 9, 11, 20, 14, 15)],
    ['<189>29: Oct 11 22:14:15.1 UTC: %A-1-B: x', Date.UTC(2025, 9, 11, 22, 14, 15)],
    ['<34>2025-10-11T22:14:15Z h su: x', Date.UTC(2025, 9, 11, 22, 14, 15)],
    ['<34>1 2025-10-11T22:14:15+00:00 h su - - - x', Date.UTC(2025, 9, 11, 22, 14, 15)],
    ['<34>no time', Math.floor(NOW / 1000) * 1000],
  ])('is the machine’s: %s', (line, expected) => {
    expect(secondsOf(line)).toBe(expected / 1000)
  })

  it('by default follows the process’ zone, summer and winter', () => {
    const before = process.env.TZ
    process.env.TZ = 'Europe/Berlin'
    try {
      const seconds = (line: string) => decodeSyslog([{ raw: Buffer.from(line) }], { now: NOW }).records[0]?.seconds
      expect(seconds('<34>Jul 11 22:14:15 h su: x')).toBe(Date.UTC(2025, 6, 11, 20, 14, 15) / 1000)
      expect(seconds('<34>Nov 11 22:14:15 h su: x')).toBe(Date.UTC(2025, 10, 11, 21, 14, 15) / 1000)
    }
    finally {
      if (before === undefined) delete process.env.TZ
      else process.env.TZ = before
    }
  })
})
