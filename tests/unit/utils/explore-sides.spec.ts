import { describe, expect, it } from 'vitest'
import { changeSide, closeSide, openBeside, parseSides, sidesToQuery, tieSides, type ExploreSides } from '../../../utils/explore-sides'
import { emptyState, parseState, type ExploreState, type QueryParameters } from '../../../utils/explore-state'

const left: ExploreState = { ...emptyState(), project: 'p1', sources: ['nginx', 'app'], query: '{service_name="überweisung"} |= "a b&c=d+e%26"', range: { kind: 'relative', duration: '6h' }, record: 'seg.1', keep: [] }
const right: ExploreState = {
  ...emptyState(), project: 'p1', range: { kind: 'absolute', from: '2026-11-22T10:00:00.000Z', to: '2026-11-22T11:00:00.000Z' }, sources: ['b', 'a'],
  query: '{} |= "beside=1&together=1" | x="50%"\n| y="ü"', view: 'patterns', live: true, by: 'http.status', at: '1795219200000000000', record: 'seg-1.7', panel: 'around', keep: ['host', 'a.b'], wrap: true, refresh: '10s',
}
const both: ExploreSides = { left, right, together: false }

/** The way through a real address. */
function throughAddress(sides: ExploreSides): ExploreSides {
  const address = new URLSearchParams(Object.entries(sidesToQuery(sides)).flatMap(([name, values]) => [values].flat().map(value => [name, value])))
  const query = Object.fromEntries([...new Set(address.keys())].map(name => [name, address.getAll(name)]))
  return parseSides(query)
}

describe('two questions in one address', () => {
  it('come back as they went in', () => {
    expect(throughAddress(both)).toEqual(both)
    expect(throughAddress({ ...both, right: { ...emptyState(), project: 'p1' } }).right).toEqual({ ...parseState({}), project: 'p1' })
  })
  it('stand there as one always did, where there is one', () => {
    expect(sidesToQuery({ left, together: true })).toEqual({ project: 'p1', source: ['nginx', 'app'], query: left.query, range: '6h', record: 'seg.1', keep: '' })
    expect(parseSides({ query: '{} |= "x"', together: '1' })).toEqual({ left: parseState({ query: '{} |= "x"' }), together: false })
  })
  it('have one project, which stands there once', () => {
    expect(sidesToQuery(both)).toMatchObject({ project: 'p1', beside: expect.not.stringContaining('project') })
    expect(parseSides({ project: 'p1', beside: 'project=p2&wrap=1' }).right).toMatchObject({ project: 'p1', wrap: true })
    const changed = changeSide(both, 'right', { project: undefined, sources: [] })
    expect([changed.left.project, changed.right?.project, changed.left.sources]).toEqual([undefined, undefined, left.sources])
  })
  it('have one time, when they are asked together', () => {
    const together = { ...both, together: true, right: { ...right, range: left.range } }
    expect(throughAddress(together)).toEqual(together)
    expect(sidesToQuery(together)).toMatchObject({ range: '6h', together: '1', beside: expect.not.stringContaining('range') })
    expect(parseSides({ range: '6h', beside: 'range=1h', together: '1' }).right?.range).toEqual({ kind: 'relative', duration: '6h' })
    expect(parseSides({ range: '6h', beside: 'range=1h' }).right?.range).toEqual({ kind: 'relative', duration: '1h' })
  })
})

describe('what can’t be read beside', () => {
  it.each<[string, QueryParameters[string]]>([
    ['nothing', ''], ['no value', null], ['no values', []], ['signs', '%%%&&&===\0\u{fffd}%ZZ?#'], ['names of every object', '__proto__=1&constructor=2&toString=3'],
    ['values that there are none of', 'range=never&view=x&live=yes&refresh=1h&lang=cobol&panel=7&at=now'], ['more than is read', `query=${'x'.repeat(400_000)}`],
  ])('is an empty question: %s', (_, beside) => {
    expect(parseSides({ beside })).toEqual({ left: parseState({}), right: parseState({}), together: false })
  })
  it('takes the first of several, and none within', () => {
    expect(parseSides({ beside: ['query=%7B%7D+%7C%3D+%22a%22&beside=query%3Db&together=1', 'query=c'] })).toMatchObject({ right: { query: '{} |= "a"' }, together: false })
  })
  it('reads the longest question', () => {
    const query = `{} |= "${'%'.repeat(131_000)}"`
    expect(throughAddress({ left: emptyState(), right: { ...emptyState(), query }, together: false }).right?.query).toBe(query)
  })
  it('reads very many names', () => {
    expect(parseSides({ beside: Array.from({ length: 60_000 }, (_, n) => `n${n}`).join('&') }).right).toEqual(parseState({}))
  })
})

describe('changes', () => {
  it('are of one side, whose list begins anew', () => {
    expect(changeSide(both, 'right', { query: '{}' })).toEqual({ ...both, right: { ...right, query: '{}', at: undefined } })
    expect(changeSide(both, 'left', { wrap: true })).toEqual({ ...both, left: { ...left, at: undefined, wrap: true } })
    expect(changeSide(both, 'right', { wrap: false }).right?.at).toBe(right.at)
  })
  it('of the time are of both, when they are asked together', () => {
    const range = { kind: 'relative', duration: '5m' } as const
    const changed = changeSide({ ...both, together: true }, 'left', { range })
    expect([changed.left.range, changed.right?.range, changed.right?.at, changed.right?.query]).toEqual([range, range, undefined, right.query])
    expect(changeSide({ ...both, together: true }, 'left', { wrap: true }).right).toEqual(right)
    expect(changeSide(both, 'right', { range }).left).toEqual({ ...left, at: undefined })
  })
  it('open the same question once more, without the line that is open', () => {
    const opened = openBeside({ left: right, together: false })
    expect(opened).toEqual({ left: right, right: { ...right, record: undefined, panel: 'fields', keep: undefined }, together: false })
  })
  it('close either', () => {
    expect(closeSide({ ...both, together: true }, 'right')).toEqual({ left, together: false })
    expect(closeSide(both, 'left')).toEqual({ left: right, together: false })
  })
  it('tie both to the time of one, and let them go', () => {
    const tied = tieSides(both, 'right', true)
    expect([tied.together, tied.left.range, tied.right?.range]).toEqual([true, right.range, right.range])
    const free = changeSide(tieSides(tied, 'left', false), 'left', { range: { kind: 'relative', duration: '5m' } })
    expect([free.together, free.right?.range]).toEqual([false, right.range])
  })
})
