import { describe, expect, it } from 'vitest'
import type { SavedQuery } from '#shared/schemas/saved-queries'
import { emptyState } from '../../../utils/explore-state'
import { addressOfQuestion, filterSaved, foldersOf, parseSavedState, questionToKeep, savedQueryParameters, tagsOf } from '../../../utils/saved-queries'

const query = (change: Partial<SavedQuery>): SavedQuery => ({
  id: 'x', projectId: 'p', name: 'Name', folder: '', description: '', tags: [], language: 'logql', query: '{a="b"}', view: {}, variables: [],
  visibility: 'project', version: 1, owner: 'ada', mayChange: true, favourite: false, createdAt: '', updatedAt: '', ...change,
})
const ALL = { search: '', tags: [], only: 'all' as const }

describe('saved queries', () => {
  const queries = [query({ name: 'Errors', folder: 'Shop/Checkout', tags: ['a', 'b'], favourite: true }), query({ name: 'Slow', folder: 'Shop', tags: ['b'], visibility: 'private' }), query({ name: 'Shopping', query: '{errors="1"}' })]
  const names = (state: object) => filterSaved(queries, { ...ALL, ...state }).map(({ name }) => name)

  it('are found by words, tags, folders and whose they are', () => {
    expect(names({})).toEqual(['Errors', 'Slow', 'Shopping'])
    expect(names({ search: 'ERRORS' })).toEqual(['Errors', 'Shopping'])
    expect(names({ search: 'errors checkout' })).toEqual(['Errors'])
    expect(names({ folder: 'Shop' })).toEqual(['Errors', 'Slow'])
    expect(names({ tags: ['a', 'b'] })).toEqual(['Errors'])
    expect([names({ only: 'favourites' }), names({ only: 'mine' })]).toEqual([['Errors'], ['Slow']])
  })

  it('have folders in folders, with how many are below', () => {
    expect(foldersOf(queries).map(({ path, name, depth, count }) => [path, name, depth, count])).toEqual([['Shop', 'Shop', 0, 2], ['Shop/Checkout', 'Checkout', 1, 1]])
    expect(tagsOf(queries)).toEqual(['a', 'b'])
  })

  it('are looked for by the address', () => {
    const state = { search: 'x', folder: 'Shop', tags: ['a', 'b'], only: 'favourites' as const }
    expect(parseSavedState(savedQueryParameters(state))).toEqual(state)
    expect(savedQueryParameters(parseSavedState({ only: 'nonsense', q: null, tag: [null, 'a'] }))).toEqual({ tag: ['a'] })
  })

  it('keep the sources of Explore, and of SQL the one that it reads', () => {
    const state = { ...emptyState(), sources: ['jobs', 'app'] }
    expect(questionToKeep(state)).toMatchObject({ language: 'logql', source: ['jobs', 'app'] })
    expect(questionToKeep({ ...state, language: 'sql', query: 'SELECT 1' })).toMatchObject({ language: 'sql', source: 'jobs' })
    expect(addressOfQuestion(questionToKeep(state), 'p').query).toMatchObject({ source: ['jobs', 'app'] })
  })

  it('are opened where they are asked, with the range that they were saved with', () => {
    expect(addressOfQuestion({ language: 'logql', query: '{a="b"}', range: { kind: 'relative', duration: '1h' }, view: { view: 'patterns' } }, 'p'))
      .toEqual({ path: '/explore', query: { view: 'patterns', project: 'p', range: '1h', query: '{a="b"}' } })
    expect(addressOfQuestion({ language: 'sql', query: 'SELECT 1', source: 'app' }, 'p')).toEqual({ path: '/queries', query: { project: 'p', source: 'app', sql: 'SELECT 1' } })
    // What was saved can’t lead elsewhere.
    expect(addressOfQuestion({ language: 'logql', query: '', view: { project: 'other' } }, 'p').query).toEqual({ project: 'p' })
  })
})
