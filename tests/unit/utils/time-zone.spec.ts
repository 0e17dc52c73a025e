import { afterEach, describe, expect, it } from 'vitest'
import { formatRangeMoment, zoneOffset } from '../../../utils/format'
import { ticksOf } from '../../../utils/histogram'
import { toLocalInput } from '../../../utils/time-range'
import { clockAt, momentOf, setTimeZone, timeZone, timeZoneName } from '../../../utils/time-zone'

const NOON = Date.parse('2026-11-22T12:00:00.250Z')
afterEach(() => setTimeZone(''))

describe('the zone of all times', () => {
  it('is the browser’s until one is chosen, and one that is none counts as that', () => {
    expect(timeZone()).toBeUndefined()
    setTimeZone('Mars/Olympus')
    expect(timeZone()).toBeUndefined()
    setTimeZone('Asia/Tokyo')
    expect(timeZoneName()).toBe('Asia/Tokyo')
    expect(zoneOffset('Asia/Kolkata', NOON)).toBe('GMT+5:30')
  })

  it('changes what is written, typed and put below charts', () => {
    setTimeZone('UTC')
    const inUtc = formatRangeMoment(NOON)
    setTimeZone('Asia/Tokyo')
    expect(formatRangeMoment(NOON)).not.toBe(inUtc)
    expect(formatRangeMoment(NOON)).toContain('21:00:00')
    expect(toLocalInput(NOON)).toBe('2026-11-22T21:00:00.250')
    setTimeZone('Asia/Kolkata')
    expect(ticksOf({ start: NOON, end: NOON + 6 * 3_600_000 }, 6).every(tick => clockAt(tick).minute === 0)).toBe(true)
  })
})

describe('clocks', () => {
  it.each(['UTC', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Apia'])('of %s read back as the same moment, around every change of the clock', (zone) => {
    setTimeZone(zone)
    for (let moment = Date.UTC(2026, 0, 1); moment < Date.UTC(2027, 0, 1); moment += 7 * 3_600_000) {
      const shown = clockAt(moment)
      expect(clockAt(momentOf(shown))).toEqual(shown)
    }
  })

  it('that show an hour twice mean its first, and one that never comes is not lost', () => {
    setTimeZone('Europe/Berlin')
    expect(momentOf({ year: 2026, month: 10, day: 25, hour: 2, minute: 30 })).toBe(Date.parse('2026-10-25T00:30:00Z'))
    expect(momentOf({ year: 2026, month: 3, day: 29, hour: 2, minute: 30 })).toBe(Date.parse('2026-03-29T01:30:00Z'))
    expect(momentOf({ year: 2026, month: 14, day: 1 })).toBe(Date.parse('2027-01-31T23:00:00Z'))
  })
})
