import { describe, expect, it } from 'vitest'
import { createQuota } from '~~/server/domain/ingest/admission/quota'
import type { AppError } from '~~/server/domain/kernel/errors'

const NOON = Date.UTC(2026, 0, 31, 12)

function setUp() {
  const clock = { time: NOON, now: () => clock.time }
  const taken = new Map<string, { lines: number, bytes: number }>()
  const today = (id: string) => taken.get(id) ?? { lines: 0, bytes: 0 }
  const quota = createQuota({
    today,
    add: (id, { lines, bytes }) => void taken.set(id, { lines: today(id).lines + lines, bytes: today(id).bytes + bytes }),
  }, clock)
  return { quota, clock, today, take: (id: string, bytes: number, dailyQuotaBytes: number | null = 1000) => quota.take({ sourceId: id, dailyQuotaBytes }, { lines: 1, bytes }) }
}

const refusal = (work: () => unknown) => {
  try {
    work()
  }
  catch (error) {
    return error as AppError
  }
  throw new Error('it was not refused')
}

describe('a daily quota', () => {
  it('says how much is left until midnight UTC', () => {
    const { quota, take } = setUp()
    take('a', 300)
    expect(quota.state({ sourceId: 'a', dailyQuotaBytes: 1000 })).toEqual({ limit: 1000, remaining: 700, resetSeconds: 43_200 })
    take('a', 5000)
    expect(quota.state({ sourceId: 'a', dailyQuotaBytes: 1000 })).toMatchObject({ remaining: 0 })
    expect(quota.state({ sourceId: 'a', dailyQuotaBytes: null })).toBeUndefined()
  })

  it('refuses with the figures and the time, and asks to come back within the hour', () => {
    const { clock, take } = setUp()
    take('a', 1234567)
    const refused = refusal(() => take('a', 1))
    expect(refused).toMatchObject({ code: 'rate_limited', retryAfter: 3600 })
    expect(refused.message).toContain('1,234,567 of 1,000 bytes')
    expect(refused.message).toContain('2026-02-01T00:00:00.000Z')
    clock.time = Date.UTC(2026, 1, 1) - 90_500
    expect(refusal(() => take('a', 1)).retryAfter).toBe(91)
  })

  it('holds for its source alone, and ends when it is raised or taken away', () => {
    const { take } = setUp()
    take('a', 1000)
    refusal(() => take('a', 1))
    take('b', 1)
    take('a', 1, 2000)
    take('a', 1e9, null)
    refusal(() => take('a', 1, 2000))
  })

  it('gives back what was not stored', () => {
    const { today, take } = setUp()
    take('a', 1000)()
    expect(today('a')).toEqual({ lines: 0, bytes: 0 })
    take('a', 1)
  })
})
