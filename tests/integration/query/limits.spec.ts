import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClient } from '@clickhouse/client'
import { systemClock } from '~~/server/domain/kernel'
import { createQueryService, defaultLimits } from '~~/server/domain/query'
import { createExecutor } from '~~/server/domain/query/executor'
import type { Statement } from '~~/server/domain/query/sql'
import type { Scope } from '#shared/types/scope'
import { ask, never, NOON, openStore, page, type Store } from './support'

let store: Store
let scope: Scope

beforeAll(async () => {
  store = await openStore()
  scope = await store.source('limits')
  await store.writer.command({
    query: `INSERT INTO cordwood.limits (Segment, Ordinal, Timestamp, ServiceName, Body, LogAttributes)
SELECT 1, number, fromUnixTimestamp64Nano({at:Int64}), toString(number % 7), repeat(toString(cityHash64(number)), 10), map('a', toString(number))
FROM numbers(1000000)`,
    query_params: { at: String(NOON) },
    clickhouse_settings: { min_insert_block_size_rows: '100000', max_block_size: '65536', max_threads: 1 },
  })
})
afterAll(() => store.close())

/** Compared as Unicode on a million lines, and no index helps. */
const slow = { keyword: 'ä日ö' }

/** Runs for hours, if left alone. */
const endless: Statement = { sql: 'SELECT max(sipHash64(number)) AS hash FROM numbers({count:UInt64})', params: { count: '1000000000000' } }

async function running(): Promise<string[]> {
  const result = await store.writer.query({
    query: `SELECT query_id FROM system.processes WHERE query_id LIKE 'cordwood-%'`, format: 'JSON',
  })
  return (await result.json<{ query_id: string }>()).data.map(row => row.query_id)
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!await condition()) await sleep(20)
}

describe('limits', () => {
  it.each(['all', 'stream'] as const)('a query ends in the engine when its client goes away: %s', async (way) => {
    const client = new AbortController()
    const run = createExecutor(store.reader, { ...defaultLimits, readRows: Number.MAX_SAFE_INTEGER, readBytes: Number.MAX_SAFE_INTEGER }, Date.now)(client.signal)
    const outcome = expect(way === 'all' ? run.all(endless) : run.stream(endless).next()).rejects.toThrow('gone')
    await until(async () => (await running()).length > 0)
    client.abort(new Error('gone'))
    await outcome
    await until(async () => (await running()).length === 0)
  })

  it('an aborted request asks nothing', async () => {
    await expect(page(store, scope, {}, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone')
    await expect(store.query.histogram(scope, { ...ask(), buckets: 5 }, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone')
  })

  it('a query ends when its reader stops in the middle', async () => {
    const records = store.query.records(scope, ask({ limit: 5000 }), never)
    for await (const record of records) {
      expect(record.message).not.toBe('')
      break
    }
    await until(async () => (await running()).length === 0)
    // The connection is fit for the next one.
    expect((await page(store, scope, { limit: 2 })).records).toHaveLength(2)
  })

  it('a slow reader holds the engine up instead of filling our memory', async () => {
    const heavy = await store.source('heavy')
    await store.writer.command({
      query: `INSERT INTO cordwood.heavy (Segment, Ordinal, Timestamp, Body)
SELECT 1, number, fromUnixTimestamp64Nano({at:Int64}), repeat('0123456789', 3000) FROM numbers(3000)`,
      query_params: { at: String(NOON) },
      clickhouse_settings: { min_insert_block_size_rows: '500', max_block_size: '500', max_threads: 1 },
    })
    const records = store.query.records(heavy, ask({ limit: 5000 }), never)
    await records.next()
    const before = process.memoryUsage().arrayBuffers
    await sleep(1000)
    // 90 MB are to come, and the engine still has most of them.
    expect(await running()).toHaveLength(1)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000)
    let count = 1
    for await (const record of records) count += record.message.length === 30_000 ? 1 : 0
    expect(count).toBe(3000)
  })

  it('takes no longer than it may', async () => {
    const query = createQueryService({ database: 'cordwood', client: store.reader, clock: systemClock, limits: { seconds: 0.05 } })
    await expect(query.histogram(scope, { start: '2020-01-01T00:00:00Z', end: '2030-01-01T00:00:00Z', query: `{} |~ "(?i)${slow.keyword}"`, buckets: 60 }, never))
      .rejects.toMatchObject({ code: 'timeout', message: expect.stringContaining('Narrow the time range') })
    await expect(query.records(scope, ask(slow), never).next()).rejects.toMatchObject({ code: 'timeout' })
  })

  it('reads no more than it may, however much at once', async () => {
    const start = createExecutor(store.reader, { ...defaultLimits, readRows: 1_500_000 }, Date.now)
    const whole: Statement = { sql: 'SELECT sum(sipHash64(Body)) FROM cordwood.limits', params: {} }
    const refusal = { code: 'bad_request', message: expect.stringContaining('more than you may read: 1,500,000 rows') as string }
    await start(never).all(whole)
    await expect(start(never).together([run => run.all(whole), run => run.all(whole)])).rejects.toMatchObject(refusal)
    await expect(start(never).together([run => run.stream(whole).next(), run => run.stream(whole).next()])).rejects.toMatchObject(refusal)
  })

  it('reads no more than it may for a number whose window has edges', async () => {
    const edged = await store.source('edged')
    await store.writer.command({
      query: `INSERT INTO cordwood.edged (Segment, Ordinal, Timestamp, ServiceName, Body)
SELECT 1, number, fromUnixTimestamp64Nano({at:Int64} + toInt64(number) * 10000000), 'api', toString(number) FROM numbers(100000)`,
      query_params: { at: String(NOON) },
    })
    const end = NOON + 740_000_000_000n
    const count = (readRows: number) => createQueryService({ database: 'cordwood', client: store.reader, clock: systemClock, limits: { readRows } })
      .logql(edged, { query: 'count_over_time({service_name="api"}[11m])', range: { start: end, end }, step: 0n, limit: 1, order: 'desc' }, never)
    const { scan, ...answer } = await count(1_000_000)
    expect(answer).toMatchObject({ samples: [{ value: 66_000 }] })
    expect(await count(scan.rows)).toMatchObject(answer)
    await expect(count(scan.rows - 1)).rejects.toMatchObject({ code: 'bad_request', message: expect.stringContaining('more than you may read') })
  })

  it('asks nothing more of the engine once one of several statements has failed', async () => {
    const start = createExecutor(store.reader, { ...defaultLimits, readRows: Number.MAX_SAFE_INTEGER, readBytes: Number.MAX_SAFE_INTEGER }, Date.now)
    const failing = async () => {
      await until(async () => (await running()).length > 0)
      throw new Error('no more')
    }
    await expect(start(never).together<unknown>([run => run.stream(endless).next(), failing])).rejects.toThrow('no more')
    await until(async () => (await running()).length === 0)
  })

  it('takes no more memory than it may', async () => {
    const query = createQueryService({ database: 'cordwood', client: store.reader, clock: systemClock, limits: { memoryBytes: 1_000_000 } })
    await expect(query.fields(scope, ask(), never)).rejects.toMatchObject({ code: 'unavailable', retryAfter: 5 })
  })

  it('says when the engine can’t be reached', async () => {
    const client = createClient({ url: 'http://127.0.0.1:9' })
    const query = createQueryService({ database: 'cordwood', client, clock: systemClock })
    await expect(query.histogram(scope, { ...ask(), buckets: 5 }, never)).rejects.toMatchObject({ code: 'unavailable', retryAfter: 5 })
    await expect(query.records(scope, ask(), never).next()).rejects.toMatchObject({ code: 'unavailable' })
    await client.close()
  })

  it('reads a narrow part for the newest lines', async () => {
    const wide = await store.source('narrow')
    await store.writer.command({
      query: `INSERT INTO cordwood.narrow (Segment, Ordinal, Timestamp, ServiceName, Body)
SELECT 1, number, fromUnixTimestamp64Nano({at:Int64} + toInt64(number) * 100000000), 'api', toString(number) FROM numbers(300000)`,
      query_params: { at: String(NOON) },
    })
    for (const order of ['desc', 'asc'] as const) {
      const { messages, summary } = await page(store, wide, { order, limit: 100 })
      expect(messages[0]).toBe(order === 'desc' ? '299999' : '0')
      expect(messages).toHaveLength(100)
      expect(summary.scannedRows).toBeLessThan(50_000)
    }
  })
})
