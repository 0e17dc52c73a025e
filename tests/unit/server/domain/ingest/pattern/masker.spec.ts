import { describe, expect, it } from 'vitest'
import { MAX_PATTERN_BYTES, PatternMasker } from '~~/server/domain/ingest/pattern/masker'

const masker = new PatternMasker()

function patternOf(line: string | Buffer): string {
  const bytes = Buffer.from(line as string)
  masker.mask(bytes, 0, bytes.length)
  return masker.text()
}

function hashOf(line: string): string {
  patternOf(line)
  return masker.high.toString(16).padStart(8, '0') + masker.low.toString(16).padStart(8, '0')
}

describe('what is a value, and what a statement wrote', () => {
  it.each([
    ['numbers', 'answered 200 in 3.14 with 1,234 and -5', 'answered <_> in <_> with <_> and <_>'],
    ['a word keeps its letters', 'GET /api/v2/node17/user_42', 'GET /api/v<_>/node<_>/user_<_>'],
    ['ids in paths', '/items/12345/parts/8f14e45f/x', '/items/<_>/parts/<_>/x'],
    ['hex', '0xdeadbeef deadbeef a1b2c3d4 add bed', '<_> <_> <_> add bed'],
    ['UUIDs, all of letters or not', 'a 8f14e45f-ceea-467f-a0e6-0e2b6b1a2c3d b abcdefab-abcd-abcd-abcd-abcdefabcdef c', 'a <_> b <_> c'],
    ['IPv4 with a port', 'from 10.0.0.1:8080 to 192.168.1.1', 'from <_> to <_>'],
    ['IPv6 and MAC', 'fe80::1ff:fe23:4567:890a ::1 aa:bb:cc:dd:ee:f0 std::vector', '<_> <_> <_> std::vector'],
    ['e-mail', 'mail to jo.e+x@mail.example.com, <ann7@b.io>.', 'mail to <_>, <<_>>.'],
    ['an @ that is none', 'user@host and @decorator x@', 'user@host and @decorator x@'],
    ['durations and sizes', 'took 1h2m3.5s, 45ms, 12µs of 10MB', 'took <_>, <_>, <_> of <_>'],
    ['dates', '2026-01-02T03:04:05.123Z 2026-01-02 03:04:05,123', '<_> <_> <_>'],
    ['dates of syslog and HTTP', 'Dec  2 03:04:05 | Fri, 02 Jan 2026 | [02/Feb/2026:03:04:05 +0000]', '<_>  <_> <_> | <_>, <_> <_> <_> | [<_>/<_>/<_> +<_>]'],
    ['names that are no dates', 'May I? Sun shines. Dec', 'May I? Sun shines. Dec'],
    ['quoted strings', `open "a b" and 'c' but can't`, `open "<_>" and '<_>' but can't`],
    ['a quote that does not close', 'say "hello 5', 'say "hello <_>'],
    ['JSON', String.raw`{"level":"info","msg":"user 5 \"x\" did","n": 5,"s" : "abc"}`, String.raw`{"level":"<_>","msg":"user <_> \"x\" did","n": <_>,"s" : "<_>"}`],
    ['logfmt', 'level=info msg="conn 5 closed" path="/x"', 'level=info msg="conn <_> closed" path="<_>"'],
    ['other writing systems', 'Größe 5 名前=7', 'Größe <_> 名前=<_>'],
    ['the first line of several', 'Error: 5\n  at x (y.js:3:4)', 'Error: <_>'],
    ['nothing', '', ''],
  ])('%s', (_what, line, pattern) => {
    expect(patternOf(line)).toBe(pattern)
  })

  it('masks its own patterns to themselves, apart from new quotes', () => {
    for (const line of ['GET /api/v2/items/1 answered 200', 'x <_> y', 'a "b" c']) expect(patternOf(patternOf(line))).toBe(patternOf(line))
  })

  it('reads a bounded part of a line, whatever is in it', () => {
    expect(patternOf('y'.repeat(10_000))).toHaveLength(MAX_PATTERN_BYTES)
    expect(patternOf('1 '.repeat(10_000)).length).toBeLessThanOrEqual(MAX_PATTERN_BYTES * 4)
    let seed = 7
    for (let i = 0; i < 20_000; i++) {
      const bytes = Buffer.alloc(i % 1500)
      for (let j = 0; j < bytes.length; j++) bytes[j] = (seed = (seed * 1_103_515_245 + 12_345) & 0x7FFFFFFF) >> 16
      expect(() => patternOf(bytes)).not.toThrow()
    }
  })

  it('does not look outside the line', () => {
    const bytes = Buffer.from('"ab 12 cd" 7')
    masker.mask(bytes, 4, 6)
    expect(masker.text()).toBe('<_>')
    masker.mask(bytes, 1, 3)
    expect(masker.text()).toBe('ab')
  })
})

describe('the hash', () => {
  it('is the same for lines of one pattern, and another for other patterns', () => {
    expect(hashOf('user 1 came')).toBe(hashOf('user 99 came'))
    expect(hashOf('user 1 came')).not.toBe(hashOf('user 1 went'))
    expect(new Set(Array.from({ length: 10_000 }, (_, i) => hashOf(`w${'x'.repeat(i % 100)}y${'z'.repeat(Math.floor(i / 100))}`))).size).toBe(10_000)
  })

  it('is stored with every line, so it never changes', () => {
    expect(hashOf('GET /api/v2/items/12345 answered 200 in 45ms for user 777')).toBe('4ecb3d3a1be3882a')
    expect(hashOf('user 8f14e45f-ceea-467f-a0e6-0e2b6b1a2c3d logged in from 10.0.0.1:8080')).toBe('b385941989000671')
  })
})
