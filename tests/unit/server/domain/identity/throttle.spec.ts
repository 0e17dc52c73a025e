import { describe, expect, it } from 'vitest'
import { createThrottle } from '~~/server/domain/identity/throttle'

function setUp() {
  let now = 0
  const throttle = createThrottle({ now: () => now })
  const fail = (times: number, name = 'a@b.co', address = '::1') => {
    for (let i = 0; i < times; i++) throttle.attempt(name, address)
  }
  return { throttle, fail, advance: (ms: number) => void (now += ms) }
}
const refused = expect.objectContaining({ code: 'rate_limited' })

const attempts = (throttle: { attempt(name: string, address: string): void }, address: string, most = 1000): number => {
  for (let i = 0; i < most; i++) {
    try {
      throttle.attempt(`${i}@b.co`, address)
    }
    catch (error) {
      expect(error).toEqual(refused)
      return i
    }
  }
  return most
}

describe('an address that tries many names', () => {
  it('has fifty failures, then three a minute; other addresses have theirs', () => {
    const { throttle, advance } = setUp()
    expect(attempts(throttle, '192.0.2.7')).toBe(50)
    expect(() => throttle.attempt('z@b.co', '192.0.2.7')).toThrow('Too many log-ins failed from your network address. Try again in 20 s.')
    expect(attempts(throttle, '192.0.2.8')).toBe(50)
    advance(60_000)
    expect(attempts(throttle, '192.0.2.7')).toBe(3)
  })

  it('is one with its whole network of IPv6', () => {
    const { throttle } = setUp()
    expect(attempts(throttle, '2001:db8:0:7::1', 25)).toBe(25)
    expect(attempts(throttle, '2001:db8:0:7:ffff::2')).toBe(25)
    expect(attempts(throttle, '2001:db8:0:8::1', 25)).toBe(25)
  })

  it('may log in as often as it likes, and has nothing taken while it waits for one name', () => {
    const { throttle, fail } = setUp()
    for (let i = 0; i < 200; i++) {
      throttle.attempt(`${i}@b.co`, '192.0.2.7')
      throttle.succeeded(`${i}@b.co`, '192.0.2.7')
    }
    fail(5, 'a@b.co', '192.0.2.7')
    for (let i = 0; i < 100; i++) expect(() => throttle.attempt('a@b.co', '192.0.2.7')).toThrow('Too many failed attempts')
    expect(attempts(throttle, '192.0.2.7')).toBe(45)
  })
})

describe('throttle', () => {
  it('lets five failures pass, then doubles the wait up to fifteen minutes', () => {
    const { throttle, fail, advance } = setUp()
    fail(5)
    for (let wait = 1; wait < 900; wait *= 2) {
      expect(() => throttle.attempt('a@b.co', '::1')).toThrow(expect.objectContaining({ code: 'rate_limited', retryAfter: wait }))
      advance(wait * 1000)
      fail(1)
    }
    expect(() => throttle.attempt('a@b.co', '::1')).toThrow(expect.objectContaining({ retryAfter: 900 }))
  })

  it('counts attempts of the same moment', () => {
    const { throttle, fail } = setUp()
    fail(5)
    expect(() => throttle.attempt('a@b.co', '::1')).toThrow(refused)
  })

  it('holds back neither the owner at another address nor other names', () => {
    const { throttle, fail } = setUp()
    fail(5)
    throttle.attempt('a@b.co', '192.0.2.7')
    throttle.attempt('c@d.co', '::1')
  })

  it('forgets after a success, and after an hour', () => {
    const { throttle, fail, advance } = setUp()
    fail(4)
    throttle.succeeded('a@b.co', '::1')
    fail(5)
    advance(61 * 60_000)
    fail(5)
  })

  it('keeps a bounded number of entries', () => {
    const { throttle, fail } = setUp()
    fail(5)
    for (let i = 0; i < 10_000; i++) throttle.attempt(`${i}@b.co`, `192.0.${i >> 8}.${i & 255}`)
    throttle.attempt('a@b.co', '::1')
  })
})
