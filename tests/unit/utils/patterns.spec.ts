import { describe, expect, it } from 'vitest'
import { changeOf, findPatterns, isNewSince, nextPatternSort, patternPieces, sortPatterns, type Pattern } from '../../../utils/patterns'

const pattern = (hash: string, part: Partial<Pattern> = {}): Pattern =>
  ({ hash, pattern: `text ${hash}`, example: '', count: 1, share: 0.1, previous: 0, first: '2026-11-22T10:00:00Z', last: '2026-11-22T10:00:00Z', since: null, trend: [1], ...part })

describe('patterns', () => {
  it('are cut where they are masked', () => {
    expect(patternPieces('user <_> came <_>')).toEqual([{ text: 'user ', masked: false }, { text: '<_>', masked: true }, { text: ' came ', masked: false }, { text: '<_>', masked: true }])
    expect(patternPieces('')).toEqual([])
    expect(patternPieces('\u001B[<_> \u001B[1mdone\u001B[0m')).toEqual([{ text: '<_>', masked: true }, { text: ' done', masked: false }])
  })

  it('are compared with the time before', () => {
    expect([[5, 0], [5, 5], [12, 10], [30, 10], [999, 10], [5, 10], [0, 3], [1000, 1001]].map(([now, before]) => changeOf(now!, before!).text))
      .toEqual(['none before', '±0 %', '+20 %', '× 3.0', '× 100', '−50 %', '−100 %', '±0 %'])
  })

  it('are new when the source had none before the range', () => {
    const start = Date.parse('2026-11-22T10:00:00Z')
    expect([null, '2026-11-22T09:59:59Z', '2026-11-22T10:00:00Z'].map(since => isNewSince(pattern('1', { since }), start))).toEqual([false, false, true])
  })

  it('are ordered by the reader', () => {
    const all = [pattern('a', { count: 9, previous: 9 }), pattern('b', { count: 5, previous: 1 }), pattern('c', { count: 5, last: '2026-11-22T11:00:00Z' })]
    const order = (by: Parameters<typeof nextPatternSort>[1], descending: boolean) => sortPatterns(all, { by, descending }).map(({ hash }) => hash).join('')
    expect([order('count', true), order('change', true), order('pattern', false), order('last', true)]).toEqual(['abc', 'cba', 'abc', 'cab'])
    // What is not known goes for the oldest.
    expect(sortPatterns([pattern('a', {}), pattern('b', { since: '2026-11-21T10:00:00Z' }), pattern('c', { since: '2026-11-22T10:00:00Z' })], { by: 'first', descending: true }).map(({ hash }) => hash)).toEqual(['c', 'b', 'a'])
    expect(nextPatternSort({ by: 'count', descending: true }, 'count')).toEqual({ by: 'count', descending: false })
    expect([nextPatternSort({ by: 'count', descending: true }, 'pattern').descending, nextPatternSort({ by: 'count', descending: true }, 'last').descending]).toEqual([false, true])
  })

  it('are found by words of their text or their example', () => {
    const all = [pattern('a', { pattern: 'User <_> came', example: 'User ada came' }), pattern('b')]
    expect([' ADA came', 'text', 'nothing', ''].map(words => findPatterns(all, words).length)).toEqual([1, 1, 0, 2])
  })
})
