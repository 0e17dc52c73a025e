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
    for (let i = 0; i < 10_000; i++) throttle.attempt(`${i}@b.co`, '::1')
    throttle.attempt('a@b.co', '::1')
  })
})
