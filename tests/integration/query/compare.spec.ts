/** What sets lines apart from others: the ranking, over rows that are made for it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareResponseSchema, type CompareRequest } from '#shared/schemas/compare'
import type { Scope } from '#shared/types/scope'
import { never, NOON, openStore, scopeOf, type Row, type Store } from './support'

const SECOND = 1_000_000_000n
const EVERYTHING = '{service_name=~".*"}'
const NOW = { start: '2026-01-15T12:00:00Z', end: '2026-01-15T13:00:00Z' }
const BEFORE = { start: '2026-01-15T11:00:00Z', end: '2026-01-15T12:00:00Z' }
const [STEADY, SLOW, NEW, GONE] = [11n, 12n, 18_000_000_000_000_000_013n, 14n]

let store: Store
let scope: Scope

/**
 * 1,200 lines an hour. Before: region eu and us half and half, no timeouts. Then: of a bad release in eu two of three
 * lines time out, and a pattern comes and one goes. `latency` has other numbers where lines time out. `id` is another in every line, `odd` in three lines only.
 */
function line(n: number, isNow: boolean): Row {
  const isBad = isNow && n % 2 === 0 && n % 3 !== 0
  const pattern: Row['pattern'] = isBad ? [SLOW, 'timeout after <_>'] : n % 40 === 1 ? (isNow ? [NEW, 'new <_>'] : [GONE, 'gone <_>']) : n % 100 === 3 ? [SLOW, 'timeout after <_>'] : [STEADY, 'served <_>']
  return {
    time: NOON + BigInt((isNow ? 0 : -3600) + n * 3) * SECOND, service: n % 2 === 0 ? 'api' : 'web', severity: isBad ? 17 : 9, body: `${pattern[1]!.replace('<_>', String(n))} n=${n % 2}`, pattern,
    attributes: { 'http.region': n % 2 === 0 ? 'eu' : 'us', 'id': `${isNow ? 'x' : 'y'}${n}`, 'release': isBad ? 'v2' : 'v1', 'latency': String(isBad ? 500 + n % 40 : n % 37), ...isNow && n < 3 && { odd: 'yes' } },
  }
}

beforeAll(async () => {
  store = await openStore()
  scope = await store.source('compared')
  await store.insert(scope, [...Array.from({ length: 1200 }, (_, n) => line(n, false)), ...Array.from({ length: 1200 }, (_, n) => line(n, true))])
})
afterAll(() => store.close())

async function compare(selected: Partial<CompareRequest['selected']> = {}, baseline: Partial<CompareRequest['baseline']> = {}, of = scope) {
  const answer = await store.query.compare(of, { selected: { query: EVERYTHING, ...NOW, ...selected }, baseline: { query: EVERYTHING, ...BEFORE, ...baseline }, limit: 50 }, never)
  expect(compareResponseSchema.parse(answer)).toEqual(answer)
  return answer
}
/** Behind a stage that only the interpreter knows. */
const slowly = (query: string) => `${query} | decolorize |~ ".*"`
type Answer = Awaited<ReturnType<typeof compare>>
const named = ({ values }: Answer) => values.map(({ field, value, direction }) => `${field}=${value} ${direction}`)

describe.each([['counted in the engine', (query: string) => query], ['counted line by line', slowly]] as const)('%s', (_, as) => {
  it('two ranges: what came leads, what did not change and what is rare is left out', async () => {
    const answer = await compare({ query: as(EVERYTHING) }, { query: as(EVERYTHING) })
    expect(named(answer).slice(0, 2).sort()).toEqual(['detected_level=error more', 'release=v2 more'])
    expect(named(answer).slice(2).sort()).toEqual(['detected_level=info less', 'release=v1 less'])
    expect(answer.values[0]).toMatchObject({ selected: 400, baseline: 0, selectedShare: 1 / 3, baselineShare: 0, lift: null, direction: 'more' })
    expect(answer.values.find(({ value }) => value === 'v1')).toMatchObject({ selected: 800, baseline: 1200, lift: 2 / 3, direction: 'less' })
    expect(answer).toMatchObject({ selected: { lines: 1200 }, baseline: { lines: 1200 }, patternsSampled: false })
    expect(answer.selected).not.toHaveProperty('sampled')
    expect(answer.numberFields).toEqual(['latency'])
  })

  it('patterns: more frequent, new and gone ones, with their texts', async () => {
    const { patterns, appeared, vanished } = await compare({ query: as(EVERYTHING) }, { query: as(EVERYTHING) })
    expect(patterns.map(({ hash, direction }) => [hash, direction])).toEqual([[String(SLOW), 'more'], [String(STEADY), 'less']])
    expect(patterns[0]).toMatchObject({ pattern: 'timeout after <_>', selected: 412, baseline: 12, atLeast: expect.any(Number) as number })
    expect(appeared).toMatchObject([{ hash: String(NEW), pattern: 'new <_>', selected: 30, baseline: 0, direction: 'more', since: '2026-01-15T12:00:03.000000000Z' }])
    expect(vanished).toMatchObject([{ hash: String(GONE), pattern: 'gone <_>', selected: 0, baseline: 30, direction: 'less' }])
  })

  it('some lines and the rest of the range', async () => {
    const answer = await compare({ query: as('{detected_level="error"}') }, { ...NOW, query: as('{detected_level!="error"}') })
    expect(answer).toMatchObject({ selected: { lines: 400 }, baseline: { lines: 800 } })
    expect(named(answer)).toEqual(expect.arrayContaining(['release=v2 more', 'http_region=eu more', 'service_name=api more', 'service_name=web less']))
    expect(named(answer).some(name => /^(?:id|odd|trace_id)=/.test(name))).toBe(false)
    expect(answer.values.find(({ value }) => value === 'api')).toMatchObject({ selected: 400, baseline: 200, lift: 4 })
  })

  it('fields that a parser finds', async () => {
    const answer = await compare({ query: `${as('{service_name="api"}')} | logfmt` }, { ...NOW, query: `${as('{service_name="web"}')} | logfmt` })
    expect(named(answer)).toEqual(expect.arrayContaining(['n=0 more', 'n=1 less']))
  })
})

it('no lines on a side, or no table, are no difference', async () => {
  const empty = { values: [], numberFields: [], patterns: [], appeared: [], vanished: [] }
  expect(await compare({}, { query: '{service_name="nobody"}' })).toMatchObject({ ...empty, selected: { lines: 1200 }, baseline: { lines: 0 } })
  expect(await compare({}, {}, scopeOf('not_made_yet'))).toMatchObject({ ...empty, selected: { lines: 0 } })
})

it('what can’t be asked is refused with the reason', async () => {
  await expect(compare({ query: 'rate({a="b"}[5m])' })).rejects.toMatchObject({ code: 'bad_request' })
  await expect(compare({ query: '{a=' })).rejects.toMatchObject({ code: 'bad_request' })
  await expect(compare({ start: NOW.end, end: NOW.start })).rejects.toMatchObject({ code: 'bad_request' })
})

it('the limit holds for each list', async () => {
  const answer = await store.query.compare(scope, { selected: { query: EVERYTHING, ...NOW }, baseline: { query: EVERYTHING, ...BEFORE }, limit: 1 }, never)
  expect([answer.values, answer.patterns, answer.appeared, answer.vanished].map(list => list.length)).toEqual([1, 1, 1, 1])
})
