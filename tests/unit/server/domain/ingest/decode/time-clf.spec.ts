import { describe, expect, it } from 'vitest'
import { clfMoment } from '~~/server/domain/ingest/decode/time-clf'
import { textMomentAt } from '~~/server/domain/ingest/decode/time-text'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

describe('clfMoment', () => {
  it('reads what textMomentAt reads, whatever came before', () => {
    const two = (number: number) => String(number).padStart(2, '0')
    for (let i = 0; i < 2000; i++) {
      const pick = (numbers: number) => (i * 7919 + numbers * 31) % numbers
      const text = `${two(1 + pick(31))}/${MONTHS[pick(12)]}/${1990 + pick(60)}:${two(pick(24))}:${two(pick(60))}:${two(pick(60))} ${i % 3 === 0 ? '-' : '+'}${two(pick(14))}${i % 2 === 0 ? '00' : '30'}`
      const expected = textMomentAt(text, 0, 0)
      expect(clfMoment(text)).toEqual(expected && { seconds: expected.seconds, nanos: expected.nanos })
      expect(clfMoment(text)).toEqual(clfMoment(text))
    }
  })

  it.each([
    '', '17/May/2015:10:05:03', '17/May/2015:10:05:03 +0000 ', '17/may/2015:10:05:03 +0000', '17-May-2015:10:05:03 +0000', '31/Feb/2015:10:05:03 +0000', '17/May/2015:24:05:03 +0000',
    '17/May/2015:10:60:03 +0000', '17/May/2015:10:05:61 +0000', '17/May/2015:10:05:03 00000', '17/May/2015:10:05:03 +2400', '17/May/2015 10:05:03 +0000', '17/May/2015:10-05:03 +0000', '1x/May/2015:10:05:03 +0000',
    '17/ayJ/2015:10:05:03 +0000',
  ])('does not read %j', (text) => {
    clfMoment('17/May/2015:10:05:03 +0000')
    expect(clfMoment(text)).toBeUndefined()
  })
})
