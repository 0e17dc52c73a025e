import { describe, expect, it } from 'vitest'
import { withWords } from '../../../utils/word-marks'

const found = (text: string, words: string, marked?: RegExp) => [...text.matchAll(withWords(marked, words)!)].map(([match]) => match)

describe('withWords', () => {
  it('marks words beside what is marked, whatever their case', () => {
    expect(found('Order 12 failed, order 13 did not', 'ORDER failed')).toEqual(['Order', 'failed', 'order'])
    expect(found('Order 12 failed', ' failed ', /Order/gu)).toEqual(['Order', 'failed'])
  })
  it('takes words as they are written, not as expressions', () => {
    expect(found('a.b (c) axb', 'a.b (c)')).toEqual(['a.b', '(c)'])
  })
  it('without words leaves what is marked', () => {
    expect(withWords(undefined, '  ')).toBeUndefined()
    const marked = /x/gu
    expect(withWords(marked, '')).toBe(marked)
  })
})
