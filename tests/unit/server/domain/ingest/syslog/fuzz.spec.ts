import { describe, expect, it } from 'vitest'
import { DEFAULT_LIMITS } from '~~/server/domain/ingest/decode/bounds'
import { decodeSyslog, SyslogFramer, type SyslogFrame } from '~~/server/domain/ingest/syslog'
import { Chance } from '../../../../../fixtures/fuzz/chance'
import { itSurvives, type Case, type Marks } from '../../../../../fixtures/fuzz/decoder'
import { injureText, splice } from '../../../../../fixtures/fuzz/injure'
import type { MarkedLine } from '../../../../../fixtures/fuzz/lines'

const NOW = Date.UTC(2026, 0, 2)
const MAX = 4096

/** The messages of a stream that comes in pieces of fewer bytes than `most`. */
function framesOf(stream: Buffer, chance: Chance, most: number): SyslogFrame[] {
  const framer = new SyslogFramer(MAX)
  const frames: SyslogFrame[] = []
  for (let at = 0; at < stream.length;) {
    const to = at + 1 + chance.below(most)
    for (const frame of framer.read(stream.subarray(at, to))) frames.push({ ...frame, raw: Buffer.from(frame.raw) })
    at = to
    if (framer.memory > 65_536) throw new Error(`${framer.memory} bytes are held`)
  }
  const last = framer.end(true)
  return last ? [...frames, last] : frames
}

const message: MarkedLine = (mark, chance) => chance.pick([
  `<34>1 2026-01-02T03:04:05.003Z h.example su 8710 ID47 [e@1 iut="3" b="\\"c\\]"][o ip="1" ip="2"] \uFEFF${mark}`, `<165>Jan  2 03:04:05 h app[7]: ${mark} with 12 <34>1 numbers`,
  `<189>29: router: *Jan  2 03:04:05.483 UTC: %SYS-5-CONFIG_I: ${mark}`, `<13>grüße 🪵 ${mark}`, `text ${mark}`, `{"msg":"${mark}","level":"info"}`, `Jan 02 03:04:05 LabSZ sshd[24200]: ${mark}`, `<13>${mark} ${'long '.repeat(700)}`,
])

const counted = (text: string) => `${Buffer.byteLength(text)} ${text}`
/** The count is told by the priority behind it: other texts need an end. */
const framed = (text: string, chance: Chance) => text.startsWith('<') && chance.below(2) === 0 ? counted(text) : text + chance.pick(['\n', '\r\n', '\0'])

/** A whole stream injured, two spliced, noise, or injured text behind good messages and, as a line, before others. */
function make(chance: Chance, marks: Marks): Case {
  const one = () => framed(message(marks.next(), chance), chance)
  const some = () => Buffer.from(Array.from({ length: 1 + chance.below(5) }, one).join(''))
  switch (chance.below(4)) {
    case 0: return { body: injureText(some(), chance) }
    case 1: return { body: splice(some(), some(), chance) }
    case 2: return { body: chance.noise(300) }
    default: return between(chance, marks)
  }
}

function between(chance: Chance, marks: Marks): Case {
  const good = [marks.next(), marks.next(), marks.next()]
  const [front, back, last] = good.map(mark => framed(message(mark, chance), chance))
  // No digits: a count of its own would make what follows a part of it
  const piece = Buffer.from(injureText(Buffer.from(message('', chance)), chance).filter(byte => byte < 48 || byte > 57))
  return { body: Buffer.concat([Buffer.from(front!), piece, Buffer.from(`\n${back}${last}`)]), good }
}

const decode = (body: Buffer) => decodeSyslog(framesOf(body, new Chance(body.length), 1 + body.length % 97), { now: NOW, limits: { ...DEFAULT_LIMITS, maxLineBytes: MAX } })

describe('syslog', () => {
  itSurvives('a stream', { decode, make })

  it('is taken apart in its order, with nothing twice, however the stream is cut into pieces', () => {
    for (let seed = 1; seed <= 10_000; seed++) {
      const chance = new Chance(seed * 2_654_435_761)
      const { body } = make(chance, { next: () => 'mark' } as Marks)
      const frames = framesOf(body, chance, 1 + chance.below(200))
      let at = 0
      for (const { raw } of frames) {
        const found = body.indexOf(raw, at)
        if (found === -1) expect.fail(`seed ${seed}: ${raw.toString('latin1')} is no part of the rest of ${body.toString('latin1')}`)
        at = found + raw.length
      }
      if (JSON.stringify(frames) !== JSON.stringify(framesOf(body, chance, body.length + 1))) expect.fail(`seed ${seed}: ${body.toString('latin1')} depends on its pieces`)
    }
  })

  it.each<[string, string]>([
    ['no line feed', 'x'.repeat(3_000_000)], ['blanks', ' '.repeat(1_000_000)], ['line feeds', '\n'.repeat(1_000_000)], ['NULs', '\0'.repeat(1_000_000)], ['lines of one byte', 'x\n'.repeat(300_000)],
    ['lines that end with NUL', 'x\0'.repeat(300_000)], ['digits', '1'.repeat(1_000_000)], ['counts', '12 '.repeat(300_000)], ['counts of nothing', '3 <1>'.repeat(200_000)], ['a count that is never reached', `60000000 <13>${'x'.repeat(2_000_000)}`],
    ['structured data', `<1>1 - - - - - ${'[a b="c"'.repeat(400)}`], ['a parameter without an end', `<1>1 - - - - - [a b="${'\\"'.repeat(1800)}`], ['tags', `<1>${'a'.repeat(4000)}`], ['a device', `<1>1: ${'a'.repeat(4000)}: `],
  ])('is read in good time: %s', (_what, text) => {
    const { records, rejects } = decodeSyslog(framesOf(Buffer.from(text), new Chance(1), 65_536), { now: NOW })
    expect(/^[\s\0]*$/.test(text) || records.length + rejects.length > 0).toBe(true)
  })
})
