import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fieldsResponseSchema, fieldValuesResponseSchema, histogramResponseSchema } from '#shared/schemas/facets'
import { querySummarySchema, recordSchema } from '#shared/schemas/query'
import type { Scope } from '#shared/types/scope'
import { never, NOON, openStore, page, scopeOf, type Row, type Store } from './support'

const SECOND = 1_000_000_000n
const HOUR = { start: '2026-01-15T12:00:00Z', end: '2026-01-15T13:00:00Z' }
const EVER = { start: '2020-01-01T00:00:00Z', end: '2030-01-01T00:00:00Z' }

let store: Store
let scope: Scope
const missing = scopeOf('not_made_yet')

/** A line each 10 s for an hour; every tenth an error. */
const rows: Row[] = Array.from({ length: 360 }, (_, i) => ({
  time: NOON + BigInt(i) * 10n * SECOND, segment: 5n, ordinal: i, service: i % 3 === 0 ? 'api' : 'web', severity: i % 10 === 0 ? 17 : 9,
  body: `line ${i}`, attributes: { http: { status: i % 4 === 0 ? 500 : 200 }, n: i }, resource: { host: `h${i % 2}` },
}))

beforeAll(async () => {
  store = await openStore()
  scope = await store.source('answers')
  await store.insert(scope, rows)
})
afterAll(() => store.close())

describe('records', () => {
  it('come whole, with their types', async () => {
    const { records, summary } = await page(store, scope, { limit: 1 })
    expect(records).toEqual([{
      id: '5-359', timestamp: '2026-01-15T12:59:50.000000000Z', service: 'web', level: 'info', severityText: '', severityNumber: 9,
      message: 'line 359', traceId: '', spanId: '', traceFlags: 0, eventName: '', scope: { name: '', version: '', attributes: {} },
      resource: { host: 'h1' }, attributes: { http: { status: 200 }, n: 359 },
    }])
    expect(recordSchema.parse(records[0])).toEqual(records[0])
    expect(querySummarySchema.parse(summary)).toEqual(summary)
    expect(summary.scannedRows).toBeGreaterThan(0)
    expect(summary.scannedBytes).toBeGreaterThan(0)
  })

  it('count what was scanned also where nothing had to be read', async () => {
    // The index of words rules out all of it, and the engine then leaves its counts out.
    const { records, summary } = await page(store, scope, { keyword: 'nowhereatall' })
    expect(records).toEqual([])
    expect(querySummarySchema.parse(summary)).toEqual(summary)
  })

  it('one by its id', async () => {
    const record = await store.query.record(scope, '5-7', never)
    expect(record).toMatchObject({ id: '5-7', message: 'line 7' })
    await expect(store.query.record(scope, '5-360', never)).rejects.toMatchObject({ code: 'not_found' })
    await expect(store.query.record(scope, 'x', never)).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('histogram', () => {
  it('has aligned bars with counts by level, empty ones included', async () => {
    const answer = await store.query.histogram(scope, { ...HOUR, end: '2026-01-15T14:00:00Z', buckets: 24 }, never)
    expect(histogramResponseSchema.parse(answer)).toEqual(answer)
    expect(answer).toMatchObject({ start: '2026-01-15T12:00:00.000Z', stepMs: 300_000, total: 360 })
    expect(answer.buckets).toEqual(Array.from({ length: 24 }, (_, i) => ({
      time: new Date(Date.UTC(2026, 0, 15, 12, i * 5)).toISOString(),
      counts: i < 12 ? { info: 27, error: 3 } : {},
    })))
  })

  it('counts only what the range has, though its first bar starts earlier', async () => {
    const answer = await store.query.histogram(scope, { start: '2026-01-15T12:02:30Z', end: '2026-01-15T12:07:30Z', buckets: 1 }, never)
    expect(answer).toMatchObject({ start: '2026-01-15T12:00:00.000Z', stepMs: 300_000, total: 30 })
    expect(answer.buckets.map(bucket => bucket.counts)).toEqual([{ info: 14, error: 1 }, { info: 13, error: 2 }])
  })

  it('filters, and covers centuries', async () => {
    const answer = await store.query.histogram(scope, { start: '0001-01-01T00:00:00Z', end: '9999-01-01T00:00:00Z', buckets: 60, query: '{service_name="api", level="error"}' }, never)
    expect(answer.total).toBe(12)
    expect(answer.buckets.length).toBeLessThanOrEqual(61)
    const full = answer.buckets.filter(bucket => bucket.counts.error)
    expect(full).toHaveLength(1)
    expect(Date.parse(full[0]?.time ?? '')).toBeLessThanOrEqual(Number(NOON / 1_000_000n))
    expect(Date.parse(full[0]?.time ?? '') + answer.stepMs).toBeGreaterThan(Number(NOON / 1_000_000n))
  })
})

describe('fields', () => {
  it('are named with their kind and count', async () => {
    const answer = await store.query.fields(scope, EVER, never)
    expect(fieldsResponseSchema.parse(answer)).toEqual(answer)
    expect(answer.fields).toEqual([
      { kind: 'attribute', name: 'http_status', type: 'number', count: 360, coverage: 1, distinct: 2 }, { kind: 'attribute', name: 'n', type: 'number', count: 360, coverage: 1, distinct: 360 },
      { kind: 'column', name: 'detected_level', type: 'string', count: 360, coverage: 1, distinct: 2 }, { kind: 'column', name: 'service_name', type: 'string', count: 360, coverage: 1, distinct: 2 },
      { kind: 'resource', name: 'host', type: 'string', count: 360, coverage: 1, distinct: 2 },
    ])
    expect(answer.lines).toBe(360)
    expect(answer).not.toHaveProperty('sampled')
    expect((await store.query.fields(scope, { ...EVER, query: '{} |= "line 7"' }, never)).fields[0]?.count).toBe(11)
  })

  it.each([
    ['service', {}, [['web', 240], ['api', 120]]],
    ['service', { query: '{level="error"}' }, [['web', 24], ['api', 12]]],
    ['level', {}, [['info', 324], ['error', 36]]],
    ['level', { query: '{service="nobody"}' }, []],
    ['http.status', {}, [['200', 270], ['500', 90]]],
    ['http.status', HOUR, [['200', 270], ['500', 90]]],
    ['host', { query: '{service_name="api"}' }, [['h0', 60], ['h1', 60]]],
    ['nothing', {}, []],
  ])('values of %s with %j', async (field, part, expected) => {
    const answer = await store.query.fieldValues(scope, { ...EVER, ...part, field, limit: 50 }, never)
    expect(fieldValuesResponseSchema.parse(answer)).toEqual(answer)
    expect(answer.values.map(({ value, count }) => [value, count])).toEqual(expected)
  })

  it('keep to the limit, most frequent first', async () => {
    expect((await store.query.fieldValues(scope, { ...EVER, field: 'n', limit: 3 }, never)).values)
      .toEqual([{ value: '0', count: 1 }, { value: '1', count: 1 }, { value: '10', count: 1 }])
    expect((await store.query.fieldValues(scope, { ...EVER, field: 'level', limit: 1 }, never)).values)
      .toEqual([{ value: 'info', count: 324 }])
  })
})

describe('a source without a table', () => {
  it.each([{}, { start: '0001-01-01T00:00:00Z' }])('is empty %j', async (part) => {
    expect(await page(store, missing, part)).toMatchObject({ records: [], summary: { count: 0, cursor: null } })
    const histogram = await store.query.histogram(missing, { ...HOUR, ...part, buckets: 60 }, never)
    expect(histogram.total).toBe(0)
    expect(histogram.buckets.length).toBeGreaterThan(0)
    expect(await store.query.fields(missing, { ...EVER, ...part }, never)).toMatchObject({ fields: [], lines: 0 })
    for (const field of ['service', 'level', 'x']) {
      expect(await store.query.fieldValues(missing, { ...EVER, ...part, field, limit: 5 }, never)).toMatchObject({ values: [], distinct: 0, lines: 0, missing: 0 })
    }
    await expect(store.query.record(missing, '1-1', never)).rejects.toMatchObject({ code: 'not_found' })
  })
})
