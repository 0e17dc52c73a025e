import { describe, expect, it } from 'vitest'
import { readRange } from '~~/server/domain/query/range'
import { HOUR, NOON } from './support'

describe('readRange', () => {
  it('reads moments of any spelling', () => {
    expect(readRange('2026-01-15T13:00:00+01:00', 1_768_482_000)).toEqual({ start: NOON, end: NOON + HOUR })
  })

  it('cuts a range to what storage holds', () => {
    expect(readRange('0001-01-01T00:00:00Z', '9999-12-31T00:00:00Z')).toEqual({ start: -2_208_988_800_000_000_000n, end: 9_223_372_036_854_775_807n })
  })

  it.each([['start', 'yesterday', 1_768_482_000], ['end', 1_768_478_400, '2026-01-15']] as const)('says which moment it can’t read: %s', (path, start, end) => {
    expect(() => readRange(start, end)).toThrow(expect.objectContaining({ code: 'bad_request', issues: [expect.objectContaining({ path })] }))
  })

  it.each([0, 1, 3600])('refuses a range that ends %s s before it starts', (seconds) => {
    expect(() => readRange(1_768_478_400, 1_768_478_400 - seconds))
      .toThrow(expect.objectContaining({ code: 'bad_request', message: expect.stringContaining('later than') }))
  })
})
