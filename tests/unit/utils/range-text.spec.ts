import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseMoment } from '../../../utils/moment-text'
import { parseRangeText, rangeLabel } from '../../../utils/range-text'
import { resolveRange } from '../../../utils/time-range'
import { setTimeZone } from '../../../utils/time-zone'

const NOW = Date.parse('2026-11-22T13:45:10.250Z')
const SECOND = Date.parse('2026-11-22T12:00:00Z')
beforeEach(() => setTimeZone('Europe/Berlin'))
afterEach(() => setTimeZone(''))

describe('a timestamp from a log', () => {
  it.each([
    '1795348800', '1795348800000', '1795348800000000', '1795348800000000000', '1795348800.000',
    '2026-11-22T12:00:00Z', '2026-11-22T13:00:00+01:00', '2026-11-22 13:00:00', '2026-11-22 13:00', '2026-11-22T12:00:00.000000000Z', '2026-11-22 12:00:00,000 UTC',
    '22/Nov/2026:12:00:00 +0000', '[22/Nov/2026:13:00:00 +0100]', '"2026-11-22T12:00:00Z",', 'Nov 22 13:00:00',
  ])('%s', (text) => {
    expect(new Date(parseMoment(text, NOW)!.ms).toISOString()).toBe(new Date(SECOND).toISOString())
  })

  it('of syslog is of the last year where it would lie ahead', () => {
    expect(new Date(parseMoment('Dec 24 18:00:00', NOW)!.ms).toISOString()).toBe('2025-12-24T17:00:00.000Z')
  })

  it.each(['', 'noon', '12', '2026', '2026-13-01', '2026-11-22T25:00:00Z', '99/Nov/2026:12:00:00', '22/Foo/2026:12:00:00 +0000', '1'.repeat(30)])('is not %j', (text) => {
    expect(parseMoment(text, NOW)).toBeUndefined()
  })
})

describe('a range in words', () => {
  it.each([
    ['15m', { kind: 'relative', duration: '15m' }],
    ['last 2 H', { kind: 'relative', duration: '2h' }],
    ['now-1h', { kind: 'relative', duration: '1h' }],
    ['now - 1h to now', { kind: 'relative', duration: '1h' }],
    ['now-1d/d', { kind: 'moving', from: 'now-1d/d', to: 'now-1d/d' }],
    ['now-2h..now-1h', { kind: 'moving', from: 'now-2h', to: 'now-1h' }],
    ['2026-11-22T12:00:00Z', { kind: 'absolute', from: '2026-11-22T11:55:00.000Z', to: '2026-11-22T12:05:00.000Z' }],
    ['2026-11-22', { kind: 'absolute', from: '2026-11-21T23:00:00.000Z', to: '2026-11-22T23:00:00.000Z' }],
    ['2026-11-21 to 2026-11-22', { kind: 'absolute', from: '2026-11-20T23:00:00.000Z', to: '2026-11-22T23:00:00.000Z' }],
    ['1795348800 - 1795348900', { kind: 'absolute', from: '2026-11-22T12:00:00.000Z', to: '2026-11-22T12:01:40.000Z' }],
    ['2026-11-22 10:00 – now-1h', { kind: 'absolute', from: '2026-11-22T09:00:00.000Z', to: '2026-11-22T12:45:10.250Z' }],
  ])('%s', (text, range) => {
    expect(parseRangeText(text, NOW)).toEqual(range)
  })

  it.each(['', 'soon', '0s', '999999d', '2026-11-22 to 2026-11-20', 'now to now-1h', 'a to b to c', '2026-11-22T12:00:00Z to', 'x'.repeat(300)])('is not %j', (text) => {
    expect(parseRangeText(text, NOW)).toBeUndefined()
  })

  it('is called by what it means', () => {
    expect(rangeLabel({ kind: 'relative', duration: '1h' })).toBe('Last hour')
    expect(rangeLabel({ kind: 'relative', duration: '20m' })).toBe('Last 20m')
    expect(rangeLabel(parseRangeText('now-1d/d', NOW)!)).toBe('Yesterday')
    expect(rangeLabel(parseRangeText('now-3h to now-2h', NOW)!)).toBe('now-3h to now-2h')
    expect(rangeLabel(parseRangeText('2026-11-22', NOW)!)).toMatch(/22.*23/)
    expect(resolveRange(parseRangeText('now-1d/d', NOW)!, NOW)).toEqual({ start: Date.parse('2026-11-20T23:00:00Z'), end: Date.parse('2026-11-21T23:00:00Z') })
  })
})
