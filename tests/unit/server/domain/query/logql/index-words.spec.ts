import { describe, expect, it } from 'vitest'
import { containing, indexedRunOf, longestIndexedRun } from '~~/server/domain/query/logql/index-words'

describe('containing', () => {
  it.each([
    ['a', '%a%'],
    ['100%', '%100\\%%'],
    ['a_b', '%a\\_b%'],
    ['C:\\new', '%C:\\\\new%'],
    ['\\%', '%\\\\\\%%'],
    [`'"\``, `%'"\`%`],
  ])('%s', (text, pattern) => expect(containing(text)).toBe(pattern))
})

describe('what the index is asked for', () => {
  it.each([['Time OUT 5%', 'time'], ['Größe LARGE ab', 'large'], ['ab cd', undefined], ['', undefined]])('of %j: %s', (text, run) => expect(indexedRunOf(text)).toBe(run))

  it('is without K and S, which have relatives outside ASCII, where case does not count', () => {
    expect(longestIndexedRun('ä tasks 12s')).toBeUndefined()
    expect(longestIndexedRun('ä makeshift')).toBe('hift')
  })
})
