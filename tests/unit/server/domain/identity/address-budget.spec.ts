import { describe, expect, it } from 'vitest'
import { createAddressBudget } from '~~/server/domain/identity/address-budget'

function setUp() {
  let now = 1_000_000
  const budget = createAddressBudget({ clock: { now: () => now }, burst: 3, backAfterMs: 60_000, what: 'sign-ups' })
  const spend = (address = '192.0.2.1') => {
    budget.check(address)
    budget.take(address)
  }
  return { budget, spend, advance: (ms: number) => void (now += ms) }
}

describe('the budget of an address', () => {
  it('comes back one by one, and is never more than it was', () => {
    const { spend, advance } = setUp()
    for (let i = 0; i < 3; i++) spend()
    expect(() => spend()).toThrow(expect.objectContaining({ code: 'rate_limited', retryAfter: 60, message: 'Too many sign-ups from your network address. Try again in 60 s.' }))
    advance(59_001)
    expect(() => spend()).toThrow(expect.objectContaining({ retryAfter: 1 }))
    advance(999)
    spend()
    expect(() => spend()).toThrow()
    advance(10_000_000)
    for (let i = 0; i < 3; i++) spend()
    expect(() => spend()).toThrow()
  })

  it('takes back what was given', () => {
    const { budget, spend } = setUp()
    for (let i = 0; i < 10; i++) {
      spend()
      budget.giveBack('192.0.2.1')
    }
    for (let i = 0; i < 3; i++) spend()
    expect(() => spend()).toThrow()
    budget.giveBack('192.0.2.99')
  })

  it('is kept for a bounded number of addresses: full ones are forgotten first', () => {
    const { budget, spend, advance } = setUp()
    const many = (first: number, count: number) => {
      for (let i = 0; i < count; i++) spend(`10.${first + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`)
    }
    for (let i = 0; i < 3; i++) spend()
    many(0, 50_000)
    // Forgotten: it was the oldest.
    spend()
    advance(120_000)
    for (let i = 0; i < 3; i++) spend('192.0.2.2')
    many(100, 30_000)
    expect(() => budget.check('192.0.2.2')).toThrow()
  })
})
