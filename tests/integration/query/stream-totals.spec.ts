/** What streams come to, all of them, where lists of them have an end. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Scope } from '#shared/types/scope'
import { never, NOON, openStore, scopeOf, type Store } from './support'

const COUNT = 6000
const range = { start: NOON - 1n, end: NOON + 1_000_000n }
let store: Store
let scope: Scope

beforeAll(async () => {
  store = await openStore()
  scope = await store.source('totals')
  await store.insert(scope, Array.from({ length: COUNT }, (_, i) => ({ time: NOON + BigInt(i), service: i % 2 === 0 ? 'even' : 'odd', severity: i < 3 ? 17 : 9, body: 'four', resource: { pod: `p${i}` } })))
  // The same streams again; the number within a level is none of their labels.
  await store.insert(scope, [{ time: NOON, service: 'even', severity: 18, body: 'once more', resource: { pod: 'p0' } }])
})
afterAll(() => store.close())

it('are of all streams, also of those that are not listed', async () => {
  expect(await store.query.streamTotals(scope, { range }, never)).toEqual({ streams: COUNT, lines: COUNT + 1, bytes: COUNT * 4 + 9 })
  expect(await store.query.streams(scope, { range }, never)).toHaveLength(5000)
})

it('are of those that are selected, and nothing where there is no table yet', async () => {
  expect(await store.query.streamTotals(scope, { query: '{service_name="odd"}', range }, never)).toEqual({ streams: COUNT / 2, lines: COUNT / 2, bytes: COUNT * 2 })
  expect(await store.query.streamTotals({ ...scope, discoverLogLevels: false }, { query: '{pod="p0"}', range }, never)).toEqual({ streams: 1, lines: 2, bytes: 13 })
  expect(await store.query.streamTotals(scopeOf('unborn'), { range }, never)).toEqual({ streams: 0, lines: 0, bytes: 0 })
})
