/** Retention on the real engine: TTLs are altered where they differ, and lines are gone or kept accordingly. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appSchema, applyTtls, createTables, deadLetterSchema, deadLetterTtl, sourceTtls } from '~~/server/domain/storage'
import { signUp } from '../../fixtures/account'
import { startServer } from '../../fixtures/server'
import { testEngine, until, type TestEngine } from '../engine/support'

const DAY_MS = 86_400_000
let engine: TestEngine
beforeAll(async () => {
  engine = await testEngine()
  const tables = createTables(engine.client, 'cordwood')
  await tables.ensure({ table: 'source_a', schema: appSchema, retentionDays: 30 })
  await tables.ensure({ table: 'source_b', schema: appSchema, retentionDays: 36_500 })
  await engine.client.command({ query: 'CREATE TABLE cordwood.of_others (t DateTime) ENGINE = MergeTree ORDER BY t TTL t + toIntervalDay(3)' })
})
afterAll(() => engine?.close())

const apply = (days: Record<string, number>) => applyTtls({
  client: engine.client, database: 'cordwood', wanted: () => Object.entries(days).flatMap(([table, value]) => sourceTtls(table, value)),
})

/** One line that arrived so many days ago, as a segment of its own. */
const arrive = (table: string, daysAgo: number) => engine.client.command({
  query: `INSERT INTO cordwood.${table} (Segment, Ordinal, Timestamp, Body) VALUES (${BigInt(Date.now() - daysAgo * DAY_MS) << 22n}, 0, now64(9), 'm')`,
})
const lines = async (table: string) => Number((await engine.rows<{ n: string }>(`SELECT count() AS n FROM cordwood.${table}`))[0]?.n)

const engineOf = async (table: string) =>
  (await engine.rows<{ engine_full: string }>(`SELECT engine_full FROM system.tables WHERE name = '${table}'`))[0]?.engine_full ?? ''

describe('retention', () => {
  it('alters the tables that differ, once, and leaves those of others and missing ones alone', async () => {
    expect(await apply({ source_a: 7, source_b: 36_500, of_others: 1, missing: 1 })).toEqual(['source_a', 'source_a_patterns'])
    expect(await apply({ source_a: 7, source_b: 36_500, of_others: 1, missing: 1 })).toEqual([])
    expect(await engineOf('source_a')).toContain('toIntervalDay(7) SETTINGS ttl_only_drop_parts = 1')
    expect(await engineOf('source_a_patterns')).toContain('toIntervalDay(7) SETTINGS')
  })

  it('mends tables of older versions, where a hundred years were over at once', async () => {
    await engine.client.command({ query: 'ALTER TABLE cordwood.source_b MODIFY TTL toDateTime(intDiv(bitShiftRight(Segment, 22), 1000), \'UTC\') + toIntervalDay(36500)' })
    expect(await apply({ source_b: 36_500 })).toEqual(['source_b'])
    await arrive('source_b', 0)
    await engine.client.command({ query: 'OPTIMIZE TABLE cordwood.source_b FINAL' })
    expect(await lines('source_b')).toBe(1)
  })

  it('gives tables of older versions the defaults that say which row it is, once', async () => {
    const withDefault = async () => (await engine.rows<{ name: string }>(
      `SELECT name FROM system.columns WHERE table = 'source_b' AND default_kind = 'DEFAULT' ORDER BY name`)).map(({ name }) => name)
    for (const column of ['Segment', 'Ordinal']) await engine.client.command({ query: `ALTER TABLE cordwood.source_b MODIFY COLUMN ${column} REMOVE DEFAULT` })
    await engine.client.command({ query: 'INSERT INTO cordwood.source_b (Timestamp, Body) VALUES (now64(9), \'gone at once\')' })
    expect(await withDefault()).toEqual([])
    expect(await apply({ source_b: 36_500 })).toEqual(['source_b'])
    expect(await apply({ source_b: 36_500 })).toEqual([])
    expect(await withDefault()).toEqual(['Ordinal', 'Segment'])
    await engine.client.command({ query: 'INSERT INTO cordwood.source_b (Timestamp, Body) VALUES (now64(9), \'direct\')' })
    const [row] = await engine.rows<{ day: number, codec: string }>(
      `SELECT toDate(fromUnixTimestamp64Milli(toInt64(bitShiftRight(Segment, 22)), 'UTC')) >= toDate(now('UTC')) - 1 AS day,
  (SELECT compression_codec FROM system.columns WHERE table = 'source_b' AND name = 'Segment') AS codec FROM cordwood.source_b WHERE Body = 'direct'`)
    expect(row).toEqual({ day: 1, codec: 'CODEC(Delta(8), ZSTD(1))' })
  })

  it('reaches lines that are there already', async () => {
    for (const daysAgo of [0, 3, 5]) await arrive('source_a', daysAgo)
    expect(await lines('source_a')).toBe(3)
    await apply({ source_a: 4 })
    await until(async () => await lines('source_a') === 2)
    await apply({ source_a: 30 })
    await engine.client.command({ query: 'OPTIMIZE TABLE cordwood.source_a FINAL' })
    expect(await lines('source_a')).toBe(2)
  })

  it('is of each project for dead letters, row by row within a day', async () => {
    const [short, long, usual] = ['a', 'b', 'c'].map(letter => letter.repeat(27))
    await createTables(engine.client, 'cordwood').ensure({ table: 'dead_letters', schema: deadLetterSchema, retentionDays: 30 })
    // As older versions made it.
    await engine.client.command({ query: 'ALTER TABLE cordwood.dead_letters MODIFY SETTING ttl_only_drop_parts = 1' })
    const segment = BigInt(Date.now() - 10 * DAY_MS) << 22n
    const values = [short, long, usual].map((project, i) => `(${segment}, ${i}, now64(3), '${project}')`).join(', ')
    await engine.client.command({ query: `INSERT INTO cordwood.dead_letters (Segment, Ordinal, ReceivedAt, ProjectId) VALUES ${values}` })
    const projects = () => engine.rows<{ p: string }>('SELECT ProjectId AS p FROM cordwood.dead_letters ORDER BY p').then(rows => rows.map(({ p }) => p))
    const applyLetters = (...days: { projectId: string, days: number }[]) =>
      applyTtls({ client: engine.client, database: 'cordwood', wanted: () => [deadLetterTtl(days)] })
    const mine = [{ projectId: long!, days: 36_500 }, { projectId: short!, days: 7 }, { projectId: usual!, days: 30 }]
    expect(await applyLetters(...mine)).toEqual(['dead_letters'])
    expect(await applyLetters(...mine)).toEqual([])
    await until(async () => (await projects()).length === 2)
    expect(await projects()).toEqual([long, usual])
    expect(await applyLetters()).toEqual(['dead_letters'])
    expect(await engineOf('dead_letters')).toContain('toIntervalDay(30) SETTINGS ttl_only_drop_parts = 0')
    expect(() => deadLetterTtl([{ projectId: '\'; DROP TABLE x', days: 1 }])).toThrow(RangeError)
  })

  it('is changed by the API', async () => {
    const { url, username, password } = engine.handle
    const server = await startServer({ env: { CLICKHOUSE_URL: url, CLICKHOUSE_USER: username, CLICKHOUSE_PASSWORD: password, CLICKHOUSE_DATABASE: 'of_server' } })
    try {
      const { key, cookie, projectId, sourceId } = await signUp(server.url)
      const table = `source_${sourceId}`
      await fetch(`${server.url}/ingest`, { method: 'POST', headers: { 'x-api-key': key }, body: '{"message":"m"}' })
      await until(async () => (await engineOf(table)).includes('toIntervalDay(30)'))
      const answer = await fetch(`${server.url}/api/v1/projects/${projectId}/sources/${sourceId}`, {
        method: 'PATCH', headers: { cookie, 'content-type': 'application/json' }, body: JSON.stringify({ retentionDays: 7 }),
      })
      expect(answer.status).toBe(200)
      await until(async () => (await engineOf(table)).includes('toIntervalDay(7)'))
    }
    finally {
      await server.stop()
    }
  })
})
