import { describe, expect, it } from 'vitest'
import type { LogRecord } from '#shared/types/log-record'
import { decodeSyslog, SyslogFramer, type SyslogFrame } from '~~/server/domain/ingest/syslog'

/** A small generator of repeatable chance (mulberry32). */
function chance(seed: number) {
  return (below: number) => {
    seed = seed + 0x6D2B79F5 | 0
    let t = Math.imul(seed ^ seed >>> 15, 1 | seed)
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t
    return ((t ^ t >>> 14) >>> 0) % below
  }
}
type Chance = ReturnType<typeof chance>

const MAX = 4096
const NOW = Date.UTC(2025, 10, 22)
const messages = [
  '<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su 8710 ID47 [e@1 iut="3" b="\\"c\\]"][o ip="1" ip="2"] \uFEFFit failed', '<165>Oct 11 22:14:15 host app[7]: text with 12 <34>1 numbers',
  '<189>29: router: *Mar  1 18:48:50.483 UTC: %SYS-5-CONFIG_I: Configured', '<13>grüße 🪵', 'plain text', '{"msg":"json","level":"info"}', 'Dec 10 06:55:46 LabSZ sshd[24200]: Invalid', `<13>${'long '.repeat(900)}`,
].map(text => Buffer.from(text))
const framings: ((message: Buffer) => Buffer)[] = [
  message => Buffer.concat([Buffer.from(`${message.length} `), message]), message => Buffer.concat([message, Buffer.from('\n')]),
  message => Buffer.concat([message, Buffer.from('\r\n')]), message => Buffer.concat([message, Buffer.from([0])]),
]
const fragments = ['<', '>', '<191>', '<999>', ' ', '\n', '\r\n', '\0', '10 <13>', '5 <1>', '99999999 <13>', '0', '9'.repeat(30), '[a b="', '"]', '\\', '1 ', '-', '\uFEFF', 'Feb 30 25:61:61 ', '2025-99-99T99:99:99Z ', '[__proto__ __proto__="x"]', '[procid a="1"]']
  .map(text => Buffer.from(text)).concat([Buffer.from([0xFF]), Buffer.from([0xC3]), Buffer.from([0xF0, 0x9F]), Buffer.from([0x16, 0x03, 0x01])])

/** One to four injuries: cut off, a byte changed, a piece put in, left out or doubled. */
function injured(stream: Buffer, next: Chance): Buffer {
  let result = stream
  for (let i = next(4); i >= 0; i--) {
    const at = next(result.length + 1)
    const to = at + next(result.length - at + 1)
    const kind = next(5)
    if (kind === 0) result = result.subarray(0, at)
    else if (kind === 1) result = Buffer.concat([result.subarray(0, at), Buffer.from([next(256)]), result.subarray(at + 1)])
    else if (kind === 2) result = Buffer.concat([result.subarray(0, at), fragments[next(fragments.length)]!, result.subarray(at)])
    else if (kind === 3) result = Buffer.concat([result.subarray(0, at), result.subarray(to)])
    else result = Buffer.concat([result.subarray(0, to), result.subarray(at)])
  }
  return result
}

const streamOf = (next: Chance) => Buffer.concat(Array.from({ length: 1 + next(6) }, () => framings[next(framings.length)]!(messages[next(messages.length)]!)))

/** The frames of a stream that comes in pieces of chance. */
function framesOf(stream: Buffer, next: Chance, most: number): SyslogFrame[] {
  const framer = new SyslogFramer(MAX)
  const frames: SyslogFrame[] = []
  for (let at = 0; at < stream.length;) {
    const to = at + 1 + next(most)
    for (const { raw, ...rest } of framer.read(stream.subarray(at, to))) frames.push({ raw: Buffer.from(raw), ...rest })
    if (framer.memory > 65_536) expect(framer.memory).toBe('bounded')
    at = to
  }
  const last = framer.end(true)
  return last ? [...frames, last] : frames
}

/** Throws when a record holds what a record must not. One throw instead of many expectations: it runs very often. */
function checkRecord(record: LogRecord): void {
  const whole = (value: number, least: number, below: number) => Number.isInteger(value) && value >= least && value < below
  const fine = whole(record.seconds, -2_208_988_800, 9_223_372_036) && whole(record.nanos, 0, 1e9) && whole(record.severityNumber, 0, 25)
    && record.serviceName !== '' && record.body !== ''
  if (!fine) expect(record).toBe('a valid record')
}

describe('hostile syslog', () => {
  it('becomes nothing that was not sent, in the order it was sent, however it is cut into pieces', () => {
    const next = chance(21)
    for (let i = 0; i < 10_000; i++) {
      const stream = i % 10 === 0 ? Buffer.from(Array.from({ length: next(300) }, () => next(256))) : injured(streamOf(next), next)
      const frames = framesOf(stream, next, 1 + next(200))
      let at = 0
      for (const { raw } of frames) {
        const found = stream.indexOf(raw, at)
        if (found === -1) expect(raw.toString('latin1'), stream.toString('latin1')).toBe('a part of what was sent')
        at = found + raw.length
      }
      if (JSON.stringify(frames) !== JSON.stringify(framesOf(stream, next, stream.length + 1))) expect(stream.toString('latin1')).toBe('taken apart alike, whatever its pieces')
      const { records, rejects } = decodeSyslog(frames, { now: NOW })
      records.forEach(checkRecord)
      const sent = stream.toString('utf8')
      const unsent = records.find(({ body }) => !sent.includes(body) && !body.includes('\uFFFD'))
      if (unsent) expect(unsent.body, sent).toBe('a text that was sent')
      if (rejects.some(({ reason, raw }) => reason.length < 10 || raw.length === 0 || !stream.includes(Buffer.from(raw)))) expect(rejects).toBe('rejects with a reason and bytes that were sent')
    }
    expect(({} as { x?: number }).x).toBeUndefined()
  }, 120_000)

  it('leaves the messages before it, and lines behind it, as they are', () => {
    const next = chance(22)
    const good = Buffer.from('<11>Oct 11 22:14:15 h app: good\n')
    for (let i = 0; i < 3000; i++) {
      // A line, injured without being made to be a count
      const bad = Buffer.from(injured(messages[next(messages.length)]!, next).filter(byte => byte !== 10 && byte !== 0 && (byte < 48 || byte > 57)))
      const frames = framesOf(Buffer.concat([good, framings[0]!(good), bad, Buffer.from('\n'), good, framings[0]!(good)]), next, 100)
      const goods = decodeSyslog(frames, { now: NOW }).records.filter(({ body }) => body === 'good').length
      if (goods !== 4) expect(bad.toString('latin1')).toBe('four good messages around it')
    }
  }, 60_000)

  it.each<[string, string]>([
    ['no line feed', 'x'.repeat(3_000_000)], ['blanks', ' '.repeat(1_000_000)], ['line feeds', '\n'.repeat(1_000_000)], ['NULs', '\0'.repeat(1_000_000)], ['lines of one byte', 'x\n'.repeat(300_000)],
    ['lines that end with NUL', 'x\0'.repeat(300_000)], ['digits', '1'.repeat(1_000_000)], ['counts', '12 '.repeat(300_000)], ['counts of nothing', '3 <1>'.repeat(200_000)], ['a count that is never reached', `60000000 <13>${'x'.repeat(2_000_000)}`],
    ['structured data', `<1>1 - - - - - ${'[a b="c"'.repeat(400)}`], ['a parameter without an end', `<1>1 - - - - - [a b="${'\\"'.repeat(1800)}`], ['tags', `<1>${'a'.repeat(4000)}`], ['a device', `<1>1: ${'a'.repeat(4000)}: `],
  ])('is read in good time: %s', (_what, text) => {
    const frames = framesOf(Buffer.from(text), () => 65_535, 65_536)
    const { records, rejects } = decodeSyslog(frames, { now: NOW })
    expect(text.trim() === '' || text.startsWith('\0') || records.length + rejects.length > 0).toBe(true)
  }, 30_000)
})
