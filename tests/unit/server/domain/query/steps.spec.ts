import { describe, expect, it } from 'vitest'
import { alignDown, stepFor } from '~~/server/domain/query/steps'

const MS = 1_000_000n
const SECOND = 1000n * MS
const HOUR = 3600n * SECOND
const DAY = 24n * HOUR
const NOON = 1_768_478_400_000_000_000n

const step = (span: bigint, buckets = 60) => stepFor({ start: NOON, end: NOON + span }, buckets).nanos

describe('stepFor', () => {
  it.each([
    [1n, MS], [60n * MS, MS], [61n * MS, 2n * MS], [SECOND, 20n * MS], [60n * SECOND, SECOND], [61n * SECOND, 2n * SECOND],
    [15n * 60n * SECOND, 15n * SECOND], [HOUR, 60n * SECOND], [6n * HOUR, 600n * SECOND], [DAY, 1800n * SECOND],
    [7n * DAY, 3n * HOUR], [30n * DAY, 12n * HOUR], [90n * DAY, 2n * DAY], [365n * DAY, 7n * DAY], [3650n * DAY, 112n * DAY],
  ])('60 bars of %s ns', (span, nanos) => expect(step(span)).toBe(nanos))

  it('never has more bars than wanted', () => {
    for (const span of [1n, 999n * MS, 17n * HOUR, 3650n * DAY, 130_000n * DAY]) {
      for (const buckets of [1, 7, 60, 500]) expect(span).toBeLessThanOrEqual(step(span, buckets) * BigInt(buckets))
    }
  })
})

describe('alignDown', () => {
  it.each([
    [NOON + 59n * SECOND, 60n * SECOND, NOON],
    [NOON, 60n * SECOND, NOON],
    [NOON, DAY, NOON - 12n * HOUR],
    [-1n, DAY, -DAY],
    // 2026-01-15 is a Thursday.
    [NOON, 7n * DAY, NOON - 12n * HOUR - 3n * DAY],
  ])('%s to %s', (nanos, width, aligned) => expect(alignDown(nanos, { nanos: width })).toBe(aligned))
})
