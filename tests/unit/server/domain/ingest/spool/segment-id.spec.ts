import { describe, expect, it } from 'vitest'
import { createSegmentIds } from '~~/server/domain/ingest/spool/segment-id'

describe('segment ids', () => {
  it('carry the time of arrival in their upper bits, as the table’s TTL reads it', () => {
    const next = createSegmentIds(() => 1_790_000_000_123)
    expect(next() >> 22n).toBe(1_790_000_000_123n)
  })

  it('always rise, also when the clock goes back', () => {
    let now = 1_790_000_000_000
    const next = createSegmentIds(() => now)
    const ids = Array.from({ length: 1000 }, () => {
      now -= 7
      return next()
    })
    expect(ids.every((id, i) => i === 0 || id > ids[i - 1]!)).toBe(true)
  })
})
