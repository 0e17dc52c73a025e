import { describe, expect, it } from 'vitest'
import { LiveRate, rateOf } from '../../../utils/live-rate'

describe('LiveRate', () => {
  it('counts by the second, quiet ones too, and leaves out the one that goes on', () => {
    const rate = new LiveRate(10)
    rate.add(3, 1000)
    rate.add(4, 1999)
    rate.add(5, 4100)
    expect(rate.perSecond(4900)).toEqual([7, 0, 0])
    expect(rate.perSecond(5000)).toEqual([7, 0, 0, 5])
  })

  it('keeps as many seconds as it was told, after a long silence too', () => {
    const rate = new LiveRate(3)
    rate.add(1, 0)
    expect(rate.perSecond(100_000)).toEqual([0, 0, 0])
    rate.reset()
    expect(rate.perSecond(100_000)).toEqual([])
  })
})

describe('rateOf', () => {
  it.each([[[], undefined], [[4], 4], [[100, 1, 2, 3, 4, 5], 3]])('%j', (counts, rate) => expect(rateOf(counts)).toBe(rate))
})
