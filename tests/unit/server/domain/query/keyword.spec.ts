import { describe, expect, it } from 'vitest'
import { containing, keywordPart } from '~~/server/domain/query/keyword'

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

describe('keywordPart', () => {
  it('asks the index for ASCII', () => {
    expect(keywordPart('Time OUT 5%')).toEqual({
      sql: ['lower(Body) LIKE {keywordRun:String}', 'lower(Body) LIKE {keyword:String}'], params: { keywordRun: '%time%', keyword: '%time out 5\\%%' },
    })
  })

  it('compares other letters as Unicode does', () => {
    expect(keywordPart('Ärg')).toEqual({ sql: ['Body ILIKE {keyword:String}'], params: { keyword: '%Ärg%' } })
  })

  it('asks the index for the longest ASCII run first', () => {
    expect(keywordPart('Größe LARGE ab')).toEqual({
      sql: ['lower(Body) LIKE {keywordRun:String}', 'Body ILIKE {keyword:String}'],
      params: { keywordRun: '%large%', keyword: '%Größe LARGE ab%' },
    })
  })

  it('leaves K and S, which have relatives outside ASCII, out of that run', () => {
    expect(keywordPart('ä tasks 12s').params).toEqual({ keyword: '%ä tasks 12s%' })
    expect(keywordPart('ä makeshift').params).toEqual({ keywordRun: '%hift%', keyword: '%ä makeshift%' })
  })
})
