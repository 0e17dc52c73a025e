import { describe, expect, it } from 'vitest'
import { sourcesSchema } from '../../../shared/schemas/query'
import { askedSources, choiceOf, chosenNames, isAll, MOST_SOURCES, sourcesIn, sourcesKey, toggledSource } from '../../../utils/explore-sources'

const all = [{ name: 'app', isDefault: true }, { name: 'jobs', isDefault: false }, { name: 'nginx', isDefault: false }]
const names = (count: number) => Array.from({ length: count }, (_, n) => `s${n}`)

describe('sources of an address', () => {
  it('are named one by one or with commas, each once, and no more than may be asked', () => {
    expect(sourcesIn(['a,b', ' c ', 'a', ',,'])).toEqual(['a', 'b', 'c'])
    expect(sourcesIn([])).toEqual([])
    expect(sourcesIn([names(30).join(',')])).toHaveLength(MOST_SOURCES)
  })
  it('may be as many as the server reads at once', () => {
    expect(sourcesSchema.safeParse(names(MOST_SOURCES)).success).toBe(true)
    expect(sourcesSchema.safeParse(names(MOST_SOURCES + 1)).success).toBe(false)
  })
  it('are asked by name, and the default source by none', () => {
    expect(askedSources([])).toEqual({})
    expect(askedSources(['jobs'])).toEqual({ source: 'jobs' })
    expect(askedSources(['jobs', 'app'])).toEqual({ source: ['jobs', 'app'] })
  })
  it('have columns of their own, in whatever order they were chosen', () => {
    expect(sourcesKey('p', ['jobs', 'app'])).toBe(sourcesKey('p', ['app', 'jobs']))
    expect(sourcesKey('p', ['jobs'])).toBe('p/jobs')
    expect(sourcesKey('p', [])).toBe('p/')
  })
})

describe('a choice of sources', () => {
  it('is the default source without any', () => {
    expect(chosenNames([], all)).toEqual(['app'])
    expect(chosenNames(['jobs'], all)).toEqual(['jobs'])
    expect(choiceOf(['app'], all)).toEqual([])
    expect(choiceOf(['jobs'], all)).toEqual(['jobs'])
  })
  it('takes a source in, and lets it go', () => {
    expect(toggledSource([], 'jobs', all)).toEqual(['app', 'jobs'])
    expect(toggledSource(['app', 'jobs'], 'jobs', all)).toEqual([])
    expect(toggledSource(['app', 'jobs'], 'app', all)).toEqual(['jobs'])
    expect(toggledSource([], 'app', all)).toEqual([])
  })
  it('may be of all', () => {
    expect(isAll(['nginx', 'jobs', 'app'], all)).toBe(true)
    expect(isAll(['jobs', 'app'], all)).toBe(false)
    expect(isAll([], all.slice(0, 1))).toBe(false)
  })
})
