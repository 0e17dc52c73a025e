/** Histogram, fields and values under a query: exact in the engine, exact line by line, and told where they are of a sample. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fieldsResponseSchema, fieldValuesResponseSchema, histogramResponseSchema } from '#shared/schemas/facets'
import type { Scope } from '#shared/types/scope'
import { systemClock } from '~~/server/domain/kernel'
import { createExecutor, createQueryService, defaultLimits } from '~~/server/domain/query'
import { readSample } from '~~/server/domain/query/facets/sample'
import { readSelection } from '~~/server/domain/query/facets/selection'
import { never, NOON, openStore, scopeOf, type Row, type Store } from './support'

const SECOND = 1_000_000_000n
const HOUR = { start: '2026-01-15T12:00:00Z', end: '2026-01-15T13:00:00Z' }

let store: Store
let scope: Scope
let mixed: Scope

/** A line each 10 s for an hour. */
const rows: Row[] = Array.from({ length: 360 }, (_, i) => ({
  time: NOON + BigInt(i) * 10n * SECOND, segment: 5n, ordinal: i, service: i % 3 === 0 ? 'api' : 'web', severity: i % 10 === 0 ? 17 : 9,
  body: `{"status":${i % 4 === 0 ? 500 : 200},"took":"${i}ms","ok":${i % 2 === 0}${i % 5 === 0 ? ',"user":"u"' : ''}}`,
  attributes: { 'http.path': `/p${i % 7}`, ...i % 6 === 0 ? { region: i % 12 === 0 ? 'eu' : '' } : {} }, resource: { 'host.name': `h${i % 2}` },
}))

beforeAll(async () => {
  store = await openStore()
  scope = await store.source('facets')
  mixed = await store.source('mixed')
  await store.insert(scope, rows)
  await store.insert(mixed, [...rows, { time: NOON, service: 'api', body: 'no JSON' }, { time: NOON, service: 'api', body: '{"status":' }])
})
afterAll(() => store.close())

const histogram = async (request: object, of = scope) => {
  const answer = await store.query.histogram(of, { ...HOUR, buckets: 6, ...request }, never)
  expect(histogramResponseSchema.parse(answer)).toEqual(answer)
  return answer
}
const values = async (request: { field: string, query?: string, prefix?: string, limit?: number }, of = scope) => {
  const answer = await store.query.fieldValues(of, { ...HOUR, limit: 50, ...request }, never)
  expect(fieldValuesResponseSchema.parse(answer)).toEqual(answer)
  return answer
}
const fields = async (query: string, of = scope) => {
  const answer = await store.query.fields(of, { ...HOUR, query }, never)
  expect(fieldsResponseSchema.parse(answer)).toEqual(answer)
  return answer
}
const sums = ({ values: found, other, total }: Awaited<ReturnType<typeof histogram>>) => [Object.fromEntries(found.map(({ value, count }) => [value, count])), other, total]

/** The same question twice: in the engine, and behind a stage that only the interpreter knows and that changes nothing. */
const bothWays = (query: string) => [query, query.replace('}', '} | decolorize |~ ".*"')]

describe('values of very many kinds', () => {
  it('are those of a sample where all need more memory than there is, and it is told', async () => {
    const many = await store.source('ids')
    await store.writer.command({
      query: `INSERT INTO cordwood.ids (Segment, Ordinal, Timestamp, ServiceName, Body, LogAttributes)
SELECT 5, number, fromUnixTimestamp64Nano({at:Int64}), 'api', '', map('id', repeat(hex(cityHash64(number)), 20), 'kind', number % 2 = 0 ? 'even' : 'odd') FROM numbers(400000)`,
      query_params: { at: String(NOON) },
    })
    const within = (memoryBytes: number) => createQueryService({ client: store.reader, database: 'cordwood', clock: systemClock, limits: { memoryBytes } })
    const ask = (memory: number, field: string) => within(memory).fieldValues(many, { ...HOUR, field, limit: 5, query: '{service_name="api"}' }, never)
    const all = await ask(4 * 1024 ** 3, 'id')
    expect(all).toMatchObject({ lines: 400_000, distinct: 400_000 })
    expect(all).not.toHaveProperty('sampled')
    const some = await ask(100 * 1024 ** 2, 'id')
    expect(some.sampled?.of).toBe(400_000)
    expect(some.sampled?.lines).toBe(some.lines)
    expect(some.distinct).toBe(some.lines)
    expect(some.values).toHaveLength(5)
    expect(some.lines).toBeGreaterThan(5000)
    expect(some.lines).toBeLessThan(200_000)
    expect(await ask(100 * 1024 ** 2, 'kind')).toMatchObject({ values: [{ value: 'even', count: 200_000 }, { value: 'odd', count: 200_000 }] })
  })
})

describe('a histogram under a query', () => {
  it('of all lines, also without one', async () => {
    const { values: found, total } = await histogram({ query: '{}' })
    const without = await histogram({})
    expect([found, total]).toEqual([without.values, 360])
  })

  it.each(bothWays('{service_name="api"} | json | status >= 500'))('by level: %s', async (query) => {
    const answer = await histogram({ query })
    expect(sums(answer)).toEqual([{ info: 24, error: 6 }, 0, 30])
    expect(answer.buckets.map(({ counts }) => counts)).toEqual(Array.from({ length: 6 }, () => ({ info: 4, error: 1 })))
    expect(answer).not.toHaveProperty('sampled')
  })

  it.each(bothWays('{service_name=~"api|web"} | json'))('by what a parser found: %s', async (query) => {
    expect(sums(await histogram({ query, by: 'status' }))).toEqual([{ 200: 270, 500: 90 }, 0, 360])
    expect(sums(await histogram({ query, by: 'user' }))).toEqual([{ '': 288, 'u': 72 }, 0, 360])
  })

  it.each([...bothWays('{service_name=~".+"}'), undefined])('by a field with many values, of which some are told apart: %s', async (query) => {
    const answer = await histogram({ ...query === undefined ? {} : { query }, by: 'http.path', top: 2 })
    expect(sums(answer)).toEqual([{ '/p0': 52, '/p1': 52 }, 256, 360])
    expect(answer.buckets.reduce((sum, { other = 0 }) => sum + other, 0)).toBe(256)
    expect(answer.buckets.every(({ counts, other = 0 }) => Object.values(counts).reduce((sum, n) => sum + n, 0) + other === 60)).toBe(true)
  })

  it('counts lines that can’t be read, and falls back for them', async () => {
    const query = '{service_name="api"} | json | status != ""'
    expect(sums(await histogram({ query }, mixed))).toEqual([{ info: 108, error: 12 }, 0, 120])
    expect(sums(await histogram({ query: '{service_name="api"} | json' }, mixed))).toEqual([{ info: 108, error: 12, unknown: 2 }, 0, 122])
    expect(sums(await histogram({ query: '{service_name="api"} | json', by: 'status' }, mixed))).toEqual([{ '200': 90, '500': 30, '': 2 }, 0, 122])
  })

  it('has no bar for what is called as every object’s own', async () => {
    const odd = await store.source('odd')
    await store.insert(odd, ['__proto__', 'constructor', 'constructor'].map(name => ({ time: NOON, service: 'a', attributes: { name } })))
    const answer = await store.query.histogram(odd, { ...HOUR, buckets: 1, query: '{service_name="a"}', by: 'name' }, never)
    expect(JSON.stringify(answer.buckets[0]!.counts)).toBe('{"constructor":2,"__proto__":1}')
  })
})

describe('values under a query', () => {
  it.each(bothWays('{service_name="api"} | json'))('are exact: %s', async (query) => {
    expect(await values({ query, field: 'status' })).toMatchObject({ values: [{ value: '200', count: 90 }, { value: '500', count: 30 }], distinct: 2, lines: 120, missing: 0 })
    expect(await values({ query, field: 'user' })).toMatchObject({ values: [{ value: 'u', count: 24 }], distinct: 1, lines: 120, missing: 96 })
  })

  it.each(bothWays('{service_name="web"}'))('of stored labels, by any of their names: %s', async (query) => {
    const paths = await values({ query, field: 'http_path' })
    expect(await values({ query, field: 'http.path' })).toMatchObject({ values: paths.values })
    expect([paths.distinct, paths.lines, paths.values.reduce((sum, { count }) => sum + count, 0)]).toEqual([7, 240, 240])
    expect(await values({ query, field: 'host_name' })).toMatchObject({ distinct: 2, missing: 0 })
    expect(await values({ query, field: 'level' })).toMatchObject({ values: [{ value: 'info', count: 216 }, { value: 'error', count: 24 }] })
    // An empty value and none are the same.
    expect(await values({ query: query.replace('web', 'api'), field: 'region' })).toMatchObject({ values: [{ value: 'eu', count: 30 }], missing: 90 })
  })

  it.each(bothWays('{service_name=~".+"}'))('by their beginning, in any case: %s', async (query) => {
    expect(await values({ query, field: 'http_path', prefix: '/P3' })).toMatchObject({ values: [{ value: '/p3', count: 51 }], distinct: 7, lines: 360 })
    expect(await values({ query, field: 'http_path', prefix: '%' })).toMatchObject({ values: [], distinct: 7, lines: 360 })
    expect((await values({ query, field: 'took', limit: 1 })).values).toEqual([])
  })
})

describe('fields under a query', () => {
  const stored = [
    { kind: 'column', name: 'detected_level', type: 'string', count: 120, coverage: 1, distinct: 2 }, { kind: 'column', name: 'service_name', type: 'string', count: 120, coverage: 1, distinct: 1 },
    { kind: 'attribute', name: 'http_path', type: 'string', count: 120, coverage: 1, distinct: 7 }, { kind: 'resource', name: 'host_name', type: 'string', count: 120, coverage: 1, distinct: 2 },
    { kind: 'attribute', name: 'region', type: 'string', count: 60, coverage: 0.5, distinct: 2 },
  ]
  const byName = (found: readonly { name: string }[]) => [...found].sort((a, b) => a.name < b.name ? -1 : 1)

  it.each(bothWays('{service_name="api"}'))('are its labels: %s', async (query) => {
    const answer = await fields(query)
    expect(byName(answer.fields)).toEqual(byName(stored))
    expect(answer.lines).toBe(120)
  })

  it('are also what a parser found', async () => {
    const answer = await fields('{service_name="api"} | json')
    expect(byName(answer.fields)).toEqual(byName([
      ...stored, { kind: 'parsed', name: 'status', type: 'number', count: 120, coverage: 1, distinct: 2 }, { kind: 'parsed', name: 'took', type: 'duration', count: 120, coverage: 1, distinct: 120 },
      { kind: 'parsed', name: 'ok', type: 'boolean', count: 120, coverage: 1, distinct: 2 }, { kind: 'parsed', name: 'user', type: 'string', count: 24, coverage: 0.2, distinct: 1 },
    ]))
  })

  it('are none of no lines, or of a source without a table', async () => {
    expect(await fields('{service_name="nobody"}')).toMatchObject({ fields: [], lines: 0 })
    for (const query of bothWays('{service_name="api"} | json')) expect(await fields(query, scopeOf('not_made_yet'))).toMatchObject({ fields: [], lines: 0 })
  })
})

describe('a sample', () => {
  it('is taken from all over the lines, always the same, and told', async () => {
    const many = await store.source('many')
    await store.writer.command({
      query: `INSERT INTO cordwood.many (Segment, Ordinal, Timestamp, ServiceName, Body)
SELECT intDiv(number, 20000), number % 20000, fromUnixTimestamp64Nano({at:Int64} + number * 1000000), 'api', toString(number % 4) FROM numbers(200000)`,
      query_params: { at: String(NOON) },
    })
    const selection = readSelection(many, { ...HOUR, query: '{service_name="api"} | pattern "<n>"' })
    const take = async () => {
      const times: bigint[] = []
      const sampled = await readSample(createExecutor(store.reader, defaultLimits, Date.now)(never), selection, 'labels', ({ timestamp }) => times.push(timestamp), 50_000)
      return { sampled, times: times.sort() }
    }
    const { sampled, times } = await take()
    expect(sampled).toMatchObject({ of: 200_000 })
    expect(sampled!.lines).toBe(times.length)
    expect(times.length).toBeGreaterThan(25_000)
    expect(times.length).toBeLessThan(80_000)
    expect(times[0]! < NOON + 40n * SECOND && times.at(-1)! > NOON + 160n * SECOND).toBe(true)
    expect((await take()).times).toEqual(times)
  })
})

describe('what can’t be asked', () => {
  it.each([
    [{ query: 'rate({a="b"}[1m])' }, 'not a metric query'],
    [{ query: '{a="b"' }, 'line 1, column 7'],
    [{ query: '{a="b"} | line_format "{{.x"' }, 'line_format'],
    [{ query: '{a="b"}', start: '2026-01-15T13:00:00Z' }, 'empty'],
  ])('%j', async (request, why) => {
    for (const ask of [() => histogram(request), () => values({ field: 'x', ...request }), () => store.query.fields(scope, { ...HOUR, ...request }, never)]) {
      await expect(ask()).rejects.toMatchObject({ code: 'bad_request', message: expect.stringContaining(why) as string })
    }
  })

  it('never reaches the text of a statement', async () => {
    const evil = `'); DROP TABLE cordwood.facets; --\\{x:String}`
    for (const query of [undefined, '{service_name="api"}', '{service_name="api"} | json']) {
      const of = query === undefined ? {} : { query }
      expect(await values({ ...of, field: evil, prefix: evil })).toMatchObject({ values: [] })
      expect((await histogram({ ...of, by: evil })).values.map(({ value }) => value)).toEqual([''])
    }
  })
})
