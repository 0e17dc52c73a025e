import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isDateMath, resolveDateMath } from '../../../utils/date-math'
import { setTimeZone } from '../../../utils/time-zone'

/** A Wednesday, three days after Berlin’s clocks went back. */
const NOW = Date.parse('2026-10-28T13:45:10.250Z')
beforeEach(() => setTimeZone('Europe/Berlin'))
afterEach(() => setTimeZone(''))
const at = (text: string, rounding: 'start' | 'end' = 'start') => new Date(resolveDateMath(text, NOW, rounding)!).toISOString()

describe('date math', () => {
  it.each([
    ['now', '2026-10-28T13:45:10.250Z'],
    ['now-90m', '2026-10-28T12:15:10.250Z'],
    ['now - 1h + 30s', '2026-10-28T12:45:40.250Z'],
    ['now/d', '2026-10-27T23:00:00.000Z'],
    ['now-1d/d', '2026-10-26T23:00:00.000Z'],
    ['now/w', '2026-10-25T23:00:00.000Z'],
    // A day of 25 hours lies between: days are days, not 24 hours.
    ['now-7d', '2026-10-21T12:45:10.250Z'],
    ['now/M', '2026-09-30T22:00:00.000Z'],
    ['now-1y/y', '2024-12-31T23:00:00.000Z'],
    ['now/h', '2026-10-28T13:00:00.000Z'],
    ['now/m', '2026-10-28T13:45:00.000Z'],
    ['now/s', '2026-10-28T13:45:10.000Z'],
  ])('%s is %s', (text, moment) => {
    expect(at(text)).toBe(moment)
  })

  it('rounds an end up', () => {
    expect(at('now-1d/d', 'end')).toBe('2026-10-27T23:00:00.000Z')
    expect(at('now/M', 'end')).toBe('2026-10-31T23:00:00.000Z')
    expect(at('now-1h', 'end')).toBe(at('now-1h'))
  })

  it.each(['', 'later', 'now-', 'now-1', 'now-1q', 'now/x', 'now-1d/d/d', 'now-9999999d', 'nowadays'])('refuses %j', (text) => {
    expect(isDateMath(text)).toBe(false)
    expect(resolveDateMath(text, NOW, 'start')).toBeUndefined()
  })
})
