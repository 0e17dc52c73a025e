import { describe, expect, it } from 'vitest'
import { SyslogFramer, type SyslogFrame } from '~~/server/domain/ingest/syslog'

interface Cut { maxBytes?: number, isWhole?: boolean, size?: number }

/** What becomes of a stream that comes in pieces of `size` bytes and then ends. */
function framesOf(stream: string | Buffer, { maxBytes = 1000, isWhole = true, size = Infinity }: Cut = {}): SyslogFrame[] {
  const framer = new SyslogFramer(maxBytes)
  const bytes = Buffer.from(stream as string, 'latin1')
  const frames: SyslogFrame[] = []
  for (let at = 0; at < bytes.length; at += size) frames.push(...framer.read(bytes.subarray(at, at + size)))
  const last = framer.end(isWhole)
  if (last) frames.push(last)
  expect([framer.isWithin, framer.memory]).toEqual([false, 0])
  return frames.map(frame => ({ ...frame, raw: Buffer.from(frame.raw) }))
}
const texts = (frames: readonly SyslogFrame[]) => frames.map(({ raw }) => raw.toString('latin1'))
const counted = (message: string) => `${Buffer.byteLength(message, 'latin1')} ${message}`

describe('a stream of syslog', () => {
  it.each<[string, string, string[]]>([
    ['lines', '<13>one\n<13>two\n', ['<13>one', '<13>two']],
    ['CR LF', '<13>one\r\n<13>two\r\n', ['<13>one\r', '<13>two\r']],
    ['NUL', '<13>one\0<13>two\0', ['<13>one', '<13>two']],
    ['NUL and LF', '<13>one\0\n<13>two\0\n', ['<13>one', '<13>two']],
    ['empty lines', '\n\r\n\0\n<13>one\n\n', ['<13>one']],
    ['a last line without its end', '<13>one\n<13>two', ['<13>one', '<13>two']],
    ['counts', counted('<13>one') + counted('<34>1 - - - - - - two'), ['<13>one', '<34>1 - - - - - - two']],
    ['counts with line feeds inside', counted('<13>one\nat two\n') + counted('<13>three'), ['<13>one\nat two\n', '<13>three']],
    ['counts with line feeds between', `${counted('<13>one')}\n${counted('<13>two')}\r\n`, ['<13>one', '<13>two']],
    ['both, message by message', `<13>one\n${counted('<13>two')}<13>three\n${counted('<13>four')}`, ['<13>one', '<13>two', '<13>three', '<13>four']],
    ['lines that begin with a number', '200 OK\n7 <b>bold</b>\n12 <13\n2026-01-02 x\n0 <13>zero\n', ['200 OK', '7 <b>bold</b>', '12 <13', '2026-01-02 x', '0 <13>zero']],
    ['a count that has no room for the priority', '3 <13>x\n', ['3 <13>x']],
    ['a count beyond all bounds', '99999999 <13>x\n123456789 <13>y\n', ['99999999 <13>x', '123456789 <13>y']],
    ['a count that takes in the trailer', '8 <13>one\n8 <13>two\n', ['<13>one\n', '<13>two\n']],
    ['digits at the end', '<13>one\n42', ['<13>one', '42']],
    ['what may have been a count', '12 <1', ['12 <1']],
  ])('is taken apart: %s', (_what, stream, expected) => {
    for (const size of [Infinity, 1, 2, 3, 7]) expect([size, texts(framesOf(stream, { size }))]).toEqual([size, expected])
    expect(framesOf(stream).every(({ reason }) => reason === undefined)).toBe(true)
  })

  it('says what was longer than allowed, keeps its beginning, and goes on behind it', () => {
    const long = 'x'.repeat(100_000)
    for (const size of [Infinity, 1000]) {
      for (const stream of [`${long}\n<13>next\n`, `${counted(`<13>${long}`)}<13>next\n`]) {
        const [first, next, ...rest] = framesOf(stream, { size, maxBytes: 70_000 })
        expect(first).toMatchObject({ reason: expect.stringContaining('70,000 bytes') as string, raw: { length: 65_536 } })
        expect([next?.raw.toString(), next?.reason, rest]).toEqual(['<13>next', undefined, []])
      }
    }
    expect(framesOf('123456\n1234567\n', { maxBytes: 6 }).map(({ raw, reason }) => [raw.toString(), reason !== undefined])).toEqual([['123456', false], ['1234567', true]])
  })

  it('holds no more than the unfinished message, and of one that is too long only its beginning', () => {
    const framer = new SyslogFramer(1_000_000)
    const feed = (text: string) => [...framer.read(Buffer.from(text))].length
    expect([feed('<13>a\n<13>b'), framer.memory < 1024]).toEqual([1, true])
    for (let i = 0; i < 99; i++) feed('x'.repeat(10_000))
    expect(framer.memory).toBeGreaterThan(900_000)
    expect(framer.memory).toBeLessThanOrEqual(1_000_000)
    for (let i = 0; i < 500; i++) feed('x'.repeat(10_000))
    expect(framer.memory).toBe(65_536)
    expect([feed('\n'), framer.memory]).toEqual([1, 0])
    for (const byte of '<13>one byte after the other') feed(byte)
    expect(framer.memory).toBeLessThan(1024)
  })

  it('tells what broke off from what is whole', () => {
    expect(framesOf('<13>one\n<13>tw', { isWhole: false })).toMatchObject([{ raw: Buffer.from('<13>one') }, { raw: Buffer.from('<13>tw'), reason: expect.stringContaining('middle of the line') as string }])
    for (const isWhole of [true, false]) expect(framesOf('20 <13>half', { isWhole })).toMatchObject([{ raw: Buffer.from('<13>half'), reason: expect.stringContaining('middle of the message') as string }])
    expect(framesOf('<13>one\n', { isWhole: false })).toHaveLength(1)
    expect(framesOf('', { isWhole: false })).toEqual([])
  })

  it('names the sender in each message', () => {
    expect([...new SyslogFramer(100, '192.0.2.7').read(Buffer.from('a\n'))]).toEqual([{ raw: Buffer.from('a'), peer: '192.0.2.7' }])
  })
})
