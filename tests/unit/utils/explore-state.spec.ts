import { describe, expect, it } from 'vitest'
import { emptyState, hasFilters, parseState, questionOf, stateToQuery, type ExploreState } from '../../../utils/explore-state'

const FULL: ExploreState = {
  range: { kind: 'absolute', from: '2026-11-22T10:00:00.000Z', to: '2026-11-22T11:00:00.000Z' },
  project: '2abcdefghijklmnopqrstuvwxy1', sources: ['nginx', 'app'], language: 'logql', query: '{service_name="überweisung"} |= "a b&c=d" | http.status=~"500|502"', view: 'patterns', live: true, by: 'http.status', of: 'took_ms', compare: true, at: '1795219200000000000', record: 'seg-1.7', panel: 'around', keep: ['host', 'a.b'], wrap: true, refresh: '10s',
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
    expect(throughAddress(emptyState())).toEqual({ ...emptyState(), project: undefined, record: undefined, keep: undefined })
  })
  it('writes nothing for what is as usual', () => {
    expect(stateToQuery(emptyState())).toEqual({})
  })
  it('knows nothing by the names that every object has', () => {
    expect(parseState({ constructor: '1', toString: '2', ['__proto__']: '3' })).toEqual(parseState({}))
  })
  it('keeps relative ranges relative', () => {
    expect(stateToQuery({ ...emptyState(), range: { kind: 'relative', duration: '15m' } })).toEqual({ range: '15m' })
  })
  it('has sources one by one, or with commas between', () => {
    expect(stateToQuery({ ...emptyState(), sources: ['nginx'] })).toEqual({ source: 'nginx' })
    expect(stateToQuery({ ...emptyState(), sources: ['nginx', 'app'] })).toEqual({ source: ['nginx', 'app'] })
    expect(parseState({ source: 'nginx' }).sources).toEqual(['nginx'])
    expect(parseState({ source: ['b, a', 'c', 'a', ''] }).sources).toEqual(['b', 'a', 'c'])
  })
  it('tells no kept labels from none chosen', () => {
    expect(throughAddress({ ...emptyState(), keep: [] }).keep).toEqual([])
    expect(throughAddress({ ...emptyState(), keep: undefined }).keep).toBeUndefined()
  })
  it('leaves out what it does not understand', () => {
    const state = parseState({ 'range': 'never', 'refresh': '1ms', 'tag.': 'x', 'wrap': 'yes', 'q': null, 'view': 'tea', 'lang': 'prolog', 'at': 'noon' })
    expect(state).toMatchObject({ range: { kind: 'relative', duration: '1h' }, refresh: 'off', wrap: false, query: '', view: 'lines', language: 'logql', at: undefined })
  })
  it('keeps a query as it was written, and be it none', () => {
    expect(throughAddress({ ...emptyState(), query: '{a=  "b"} |=' }).query).toBe('{a=  "b"} |=')
    expect(throughAddress({ ...emptyState(), language: 'sql', query: 'SELECT 1' })).toMatchObject({ language: 'sql', query: 'SELECT 1' })
  })
  it('reads addresses from before LogQL', () => {
    expect(parseState({ 'q': 'a.b "c"', 'service': ['x', 'y'], 'level': 'error', 'tag.http.status': ['500', '502'] }).query)
      .toBe('{service_name=~"x|y", detected_level="error"} | http.status=~"500|502" |~ "(?i)a\\\\.b \\"c\\""')
  })
})

describe('the question', () => {
  it('is one of lines, whatever is made of them', () => {
    expect(questionOf(emptyState())).toEqual({ query: '{}' })
    expect(questionOf({ ...emptyState(), sources: ['nginx'], query: 'sum(rate({a="b"} |= "c" [5m]))' })).toEqual({ source: 'nginx', query: '{a="b"} |= "c"' })
    expect(questionOf({ ...emptyState(), sources: ['nginx', 'app'] })).toEqual({ source: ['nginx', 'app'], query: '{}' })
    expect(questionOf({ ...emptyState(), query: '{a=' })).toEqual({ query: '{a=' })
  })
  it('is filtered when it leaves lines out', () => {
    expect(hasFilters({ ...emptyState(), sources: ['x'], wrap: true })).toBe(false)
    expect(hasFilters({ ...emptyState(), query: ' {} ' })).toBe(false)
    expect(hasFilters({ ...emptyState(), query: '{a="b"}' })).toBe(true)
  })
})
