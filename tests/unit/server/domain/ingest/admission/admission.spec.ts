import { describe, expect, it } from 'vitest'
import { createAdmission } from '~~/server/domain/ingest/admission/admission'
import type { AppError } from '~~/server/domain/kernel/errors'

const NONE = { keyRequests: undefined, keyLines: undefined, keyBytes: undefined, addressRequests: undefined }

function withClock() {
  const clock = { time: 1_000_000, now: () => clock.time }
  return clock
}

const refusal = (work: () => unknown): AppError | undefined => {
  try {
    work()
    return undefined
  }
  catch (error) {
    return error as AppError
  }
}

describe('admission', () => {
  it('has no limits unless they are set', () => {
    const admission = createAdmission(NONE, withClock())
    for (let i = 0; i < 1000; i++) admission.enter('k', 'a')
    admission.charge('k', 1e9, 1e9)
    admission.enter('k', 'a')
    expect(admission.state('k', 'a')).toBeUndefined()
  })

  it('lets ten seconds’ worth of requests in at once, then one by one as time passes', () => {
    const clock = withClock()
    const admission = createAdmission({ ...NONE, keyRequests: 2 }, clock)
    for (let i = 0; i < 20; i++) admission.enter('k', 'a')
    expect(refusal(() => admission.enter('k', 'a'))).toMatchObject({ code: 'rate_limited', retryAfter: 1, message: expect.stringContaining('2 a second') })
    clock.time += 400
    admission.enter('k', 'a')
    expect(refusal(() => admission.enter('k', 'a'))?.code).toBe('rate_limited')
  })

  it('takes a batch larger than the limit, and makes the next one wait until it is paid off', () => {
    const clock = withClock()
    const admission = createAdmission({ ...NONE, keyLines: 100 }, clock)
    admission.enter('k', 'a')
    admission.charge('k', 5000, 1)
    expect(refusal(() => admission.enter('k', 'a'))).toMatchObject({ code: 'rate_limited', retryAfter: 41 })
    clock.time += 40_000
    expect(refusal(() => admission.enter('k', 'a'))?.code).toBe('rate_limited')
    clock.time += 1000
    admission.enter('k', 'a')
  })

  it('counts each key and each address by itself', () => {
    const admission = createAdmission({ ...NONE, keyBytes: 10, addressRequests: 1 }, withClock())
    admission.charge('one', 1, 1000)
    expect(refusal(() => admission.enter('one', 'a'))?.message).toContain('bytes')
    admission.enter('two', 'a')
    for (let i = 0; i < 9; i++) admission.enter('two', 'a')
    expect(refusal(() => admission.enter('two', 'a'))?.message).toContain('address')
    admission.enter('two', 'b')
  })

  it('tells how much is left of the tightest allowance', () => {
    const admission = createAdmission({ ...NONE, keyRequests: 5, keyLines: 1000 }, withClock())
    admission.enter('k', 'a')
    expect(admission.state('k', 'a')).toEqual({ limit: 50, remaining: 49, resetSeconds: 1 })
    admission.charge('k', 9500, 1)
    expect(admission.state('k', 'a')).toEqual({ limit: 10_000, remaining: 500, resetSeconds: 10 })
    admission.charge('k', 5000, 1)
    expect(admission.state('k', 'a')).toEqual({ limit: 10_000, remaining: 0, resetSeconds: 15 })
  })

  it('remembers no more keys than it must', () => {
    const clock = withClock()
    const admission = createAdmission({ ...NONE, addressRequests: 1 }, clock)
    for (let i = 0; i < 120_000; i++) admission.enter('k', `address ${i}`)
    // Full ones were forgotten, and memory is bounded even when none is.
    clock.time += 60_000
    admission.enter('k', 'address 0')
    expect(admission.state('k', 'address 0')).toMatchObject({ remaining: 9 })
  })
})
