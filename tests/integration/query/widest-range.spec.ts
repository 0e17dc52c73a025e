/** All of time that a line can have: sums and differences of its ends are beyond what the engine's numbers hold. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Scope } from '#shared/types/scope'
import { readRange } from '~~/server/domain/query'
import { never, NOON, openStore, type Store } from './support'

const ALWAYS = { start: '0001-01-01T00:00:00Z', end: '9999-12-31T00:00:00Z' }
let store: Store
let scope: Scope

beforeAll(async () => {
  store = await openStore()
  scope = await store.source('widest')
  await store.insert(scope, [{ time: NOON, service: 'api', body: 'hello', pattern: [1n, 'hello'] }])
})
afterAll(() => store.close())

it.each([undefined, '{} | decolorize |= "hello"'])('has all patterns of %s, with nothing before', async (query) => {
  expect(await store.query.patterns(scope, { ...ALWAYS, query, limit: 5, buckets: 3 }, never)).toMatchObject({ lines: 1, patterns: [{ pattern: 'hello', count: 1, previous: 0 }] })
})

it('has all bars, labels and lines', async () => {
  const range = readRange(ALWAYS.start, ALWAYS.end)
  expect(await store.query.histogram(scope, { ...ALWAYS, buckets: 3 }, never)).toMatchObject({ total: 1 })
  expect(await store.query.labelValues(scope, { name: 'service_name', range }, never)).toEqual(['api'])
  expect(await store.query.logql(scope, { query: '{}', range, step: 0n, limit: 2, order: 'desc' }, never)).toMatchObject({ entries: [{ line: { text: 'hello' } }] })
  expect(await store.query.logql(scope, { query: 'sum(count_over_time({service_name="api"}[290y]))', range, step: 0n, limit: 2, order: 'desc' }, never)).toMatchObject({ samples: [{ value: 1 }] })
})
