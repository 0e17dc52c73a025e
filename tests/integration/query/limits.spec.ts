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
SELECT 1, number, fromUnixTimestamp64Nano({at:Int64} + toInt64(number) * 100000000), 'api', toString(number) FROM numbers(1000000)`,
      query_params: { at: String(NOON) },
    })
    for (const order of ['desc', 'asc'] as const) {
      const { messages, summary } = await page(store, wide, { order, limit: 100 })
      expect(messages[0]).toBe(order === 'desc' ? '999999' : '0')
      expect(messages).toHaveLength(100)
      expect(summary.scannedRows).toBeLessThan(50_000)
    }
  })
})
