import { describe, expect, it } from 'vitest'
import { chosenValues, emptyState, filterWithout, hasFilters, parseState, questionOf, stateToQuery, toggleField, type ExploreState } from '../../../utils/explore-state'

const FULL: ExploreState = {
  range: { kind: 'absolute', from: '2026-11-22T10:00:00.000Z', to: '2026-11-22T11:00:00.000Z' },
  project: '2abcdefghijklmnopqrstuvwxy1', source: 'nginx', keyword: 'a b&c=d', services: ['checkout', 'überweisung', ''],
  levels: ['error', 'fatal'], tags: { 'http.status': ['500', '502'], 'a.tag.b': ['x=y'] }, record: 'seg-1.7', panel: 'around', keep: ['host', 'a.b'], wrap: true, refresh: '10s',
}

/** The way through a real address. */
function throughAddress(state: ExploreState): ExploreState {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(stateToQuery(state))) {
    for (const item of [value].flat()) parameters.append(name, item)
  }
  const query: Record<string, string | string[]> = {}
  for (const name of new Set(parameters.keys())) query[name] = parameters.getAll(name).length > 1 ? parameters.getAll(name) : parameters.get(name)!
  return parseState(query)
}

describe('state and address', () => {
  it('comes back from the address as it went in', () => {
    expect(throughAddress(FULL)).toEqual(FULL)
    expect(throughAddress(emptyState())).toEqual({ ...emptyState(), project: undefined, source: undefined, record: undefined, keep: undefined })
  })
  it('writes nothing for what is as usual', () => {
    expect(stateToQuery(emptyState())).toEqual({})
  })
  it('keeps relative ranges relative', () => {
    expect(stateToQuery({ ...emptyState(), range: { kind: 'relative', duration: '15m' } })).toEqual({ range: '15m' })
  })
  it('tells no kept labels from none chosen', () => {
    expect(throughAddress({ ...emptyState(), keep: [] }).keep).toEqual([])
    expect(throughAddress({ ...emptyState(), keep: undefined }).keep).toBeUndefined()
  })
  it('leaves out what it does not understand', () => {
    const state = parseState({ 'level': ['error', 'loud', null], 'range': 'never', 'refresh': '1ms', 'tag.': 'x', 'wrap': 'yes', 'q': null })
    expect(state).toMatchObject({ levels: ['error'], range: { kind: 'relative', duration: '1h' }, refresh: 'off', tags: {}, wrap: false, keyword: '' })
  })
})

describe('filters', () => {
  it('toggles a value of a service, a level and a tag', () => {
    const state = emptyState()
    expect(toggleField(state, 'service', 'a')).toEqual({ services: ['a'] })
    expect(toggleField({ ...state, services: ['a'] }, 'service', 'a')).toEqual({ services: [] })
    expect(toggleField(state, 'level', 'warn')).toEqual({ levels: ['warn'] })
    expect(toggleField(state, 'level', 'nonsense')).toEqual({})
    expect(toggleField({ ...state, tags: { x: ['1'] } }, 'x', '2')).toEqual({ tags: { x: ['1', '2'] } })
    expect(toggleField({ ...state, tags: { x: ['1'], y: ['2'] } }, 'x', '1')).toEqual({ tags: { y: ['2'] } })
  })
  it('knows what a field is filtered for, and whether anything is', () => {
    expect(chosenValues(FULL, 'service')).toEqual(FULL.services)
    expect(chosenValues(FULL, 'http.status')).toEqual(['500', '502'])
    expect(chosenValues(FULL, 'absent')).toEqual([])
    expect(hasFilters(FULL)).toBe(true)
    expect(hasFilters({ ...emptyState(), source: 'x', wrap: true })).toBe(false)
  })
  it('asks only for what is filtered', () => {
    expect(questionOf({ ...emptyState(), keyword: '  ' })).toEqual({})
    expect(questionOf(FULL)).toEqual({ source: 'nginx', keyword: 'a b&c=d', service: FULL.services, level: FULL.levels, tags: FULL.tags })
  })
  it('takes one field out of a filter', () => {
    const filter = { start: 'a', end: 'b', service: ['s'], level: ['warn' as const], tags: { x: ['1'], y: ['2'] } }
    expect(filterWithout(filter, 'service')).toEqual({ start: 'a', end: 'b', level: ['warn'], tags: { x: ['1'], y: ['2'] } })
    expect(filterWithout(filter, 'level')).toEqual({ start: 'a', end: 'b', service: ['s'], tags: { x: ['1'], y: ['2'] } })
    expect(filterWithout(filter, 'x')).toEqual({ start: 'a', end: 'b', service: ['s'], level: ['warn'], tags: { y: ['2'] } })
    expect(filterWithout({ start: 'a', end: 'b', tags: { x: ['1'] } }, 'x')).toEqual({ start: 'a', end: 'b' })
  })
})
