/**
 * Sources of tables that are there already. The ClickHouse server is the embedded engine, run by the test and reached
 * by address, so that the tables can be made and altered past Cordwood.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { ClickHouseClient } from '@clickhouse/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ExistingTable, InspectedTable } from '#shared/schemas/custom-table'
import type { DeadLetterSearchResponse, ReplayResult } from '#shared/schemas/dead-letters'
import type { Source } from '#shared/schemas/projects'
import type { LogRow } from '#shared/schemas/query'
import { startEngine, type EngineHandle } from '~~/server/domain/engine'
import { silentLogger } from '~~/server/domain/kernel/logger'
import { createStorageClients } from '~~/server/domain/storage'
import { signUp, type Account } from '../../fixtures/account'
import { queryAll } from '../../fixtures/query'
import { startServer, type TestServer } from '../../fixtures/server'
import { waitUntil } from '../../fixtures/wait'

const EVER = { start: '1970-01-01T00:00:00Z', end: '2200-01-01T00:00:00Z' }
const dataDir = mkdtempSync(join(tmpdir(), 'cordwood-existing-'))
let clickhouse: EngineHandle
let db: ClickHouseClient
let close: () => Promise<void>
let server: TestServer
let admin: Account
let operator: Account

beforeAll(async () => {
  clickhouse = startEngine({ dataDir, logger: silentLogger, entry: resolve(import.meta.dirname, '../../../engine/main.ts') })
  await clickhouse.whenReady()
  const clients = createStorageClients({ url: clickhouse.url, user: clickhouse.username, password: clickhouse.password, database: 'shop' })
  db = clients.writer
  close = clients.close
  for (const query of [
    'CREATE DATABASE shop',
    `CREATE TABLE shop.requests (ts DateTime, msg String, lvl Enum8('debug' = 1, 'info' = 2, 'error' = 3), \`n.a\` Array(UInt8), \`n.b\` Array(UInt8), status UInt8,
      seen AggregateFunction(count), cost Decimal(9, 2) DEFAULT 1.5, twice UInt16 ALIAS status * 2, raw String EPHEMERAL) ENGINE = MergeTree PARTITION BY toDate(ts) ORDER BY ts`,
    'CREATE TABLE shop.counted (Segment UInt64, Ordinal UInt32, time DateTime64(3), message String) ENGINE = MergeTree ORDER BY time',
    'CREATE TABLE shop.summed (Segment UInt64, Ordinal UInt32, time DateTime64(3), message String) ENGINE = SummingMergeTree ORDER BY time',
    'CREATE TABLE shop.memory (time DateTime) ENGINE = Memory',
    'CREATE VIEW shop.look AS SELECT * FROM shop.requests',
    'CREATE TABLE shop.timeless (a String) ENGINE = MergeTree ORDER BY a',
    'CREATE TABLE shop.`od``d \'x\' {y:String} \\\\` (`Timestamp` DateTime, `Segment` String, `it\'s "a" \\`b\\` \\\\ {c:String} ); DROP TABLE shop.counted; --` String, `Body` UInt8, `日本` Bool) ENGINE = MergeTree ORDER BY `Timestamp`',
  ]) await db.command({ query })
  server = await startServer({ env: { CLICKHOUSE_URL: clickhouse.url, CLICKHOUSE_USER: clickhouse.username, CLICKHOUSE_PASSWORD: clickhouse.password } })
  admin = await signUp(server.url, 'admin@example.com')
  operator = await signUp(server.url, 'operator@example.com')
})
afterAll(async () => {
  await server?.stop()
  await close?.()
  await clickhouse?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

const api = (account: Account, method: string, path: string, body?: object) =>
  fetch(`${server.url}/api/v1/projects/${account.projectId}${path}`, {
    method, headers: { 'content-type': 'application/json', 'cookie': account.cookie }, ...(body ? { body: JSON.stringify(body) } : {}),
  })

async function json<T>(answer: Promise<Response>): Promise<T> {
  const response = await answer
  const text = await response.text()
  if (!response.ok) throw new Error(`${response.status} ${text}`)
  return JSON.parse(text) as T
}

const inspect = async (table: string) => (await json<{ table: InspectedTable }>(api(admin, 'POST', '/sources/inspect', { database: 'shop', table }))).table

async function makeSource(name: string, table: string, mapping: object = {}): Promise<Source> {
  const suggested = (await inspect(table)).mapping
  const body = { name, schema: 'custom', custom: { origin: { database: 'shop', table }, mapping: { ...suggested, ...mapping } } }
  return (await json<{ source: Source }>(api(admin, 'POST', '/sources', body))).source
}

const send = async (source: string, lines: object[]) => await (await fetch(`${server.url}/ingest`, {
  method: 'POST', headers: { 'x-api-key': admin.key, 'x-source': source }, body: lines.map(line => JSON.stringify(line)).join('\n'),
})).json() as { accepted: number, rejected: number, errors?: { reason: string }[] }

async function stored(source: string, count: number): Promise<LogRow[]> {
  let rows: LogRow[] = []
  await waitUntil(`${count} lines of ${source} can be read`, async () => (rows = await queryAll(server.url, admin.key, { ...EVER, source, order: 'asc' })).length >= count)
  return rows
}

const read = async (query: string): Promise<unknown[]> => (await db.query({ query, format: 'JSONCompactEachRow' })).json()

describe('tables that are there already', () => {
  it('are listed for administrators: not ours, not the system’s, no views', async () => {
    const { tables } = await json<{ tables: ExistingTable[] }>(api(admin, 'GET', '/tables'))
    expect(tables.map(({ database, table }) => `${database}.${table}`)).toEqual(['shop.counted', 'shop.od`d \'x\' {y:String} \\', 'shop.requests', 'shop.summed', 'shop.timeless'])
    expect(tables.find(({ table }) => table === 'requests')).toEqual({ database: 'shop', table: 'requests', engine: 'MergeTree', columns: 10, taken: false })
  })

  it('are for administrators only: they may be anybody’s', async () => {
    const origin = { database: 'shop', table: 'requests' }
    for (const answer of [
      api(operator, 'GET', '/tables'), api(operator, 'POST', '/sources/inspect', origin),
      api(operator, 'POST', '/sources', { name: 'theirs', schema: 'custom', custom: { origin, mapping: { time: 'ts' } } }),
    ]) expect((await answer).status).toBe(403)
    // And projects of others stay unknown.
    const foreign = { ...operator, projectId: admin.projectId }
    expect((await api(foreign, 'POST', '/sources/inspect', { ddl: 'CREATE TABLE t (a String) ORDER BY a' })).status).toBe(404)
    expect((await api(foreign, 'GET', '/tables')).status).toBe(404)
  })

  it.each([
    ['cordwood', 'dead_letters', 404], ['system', 'users', 404], ['INFORMATION_SCHEMA', 'tables', 404], ['shop', 'nothing', 404], ['shop', 'look', 400], ['shop', 'memory', 400],
    ['shop` UNION ALL SELECT 1 --', 'x', 404],
  ])('not %s.%s', async (database, table, status) => {
    expect((await api(admin, 'POST', '/sources/inspect', { database, table })).status).toBe(status)
  })

  it('show what can’t be filled, and that lines may come twice', async () => {
    const table = await inspect('requests')
    expect(table.delivery).toBe('at-least-once')
    expect(table.notes.join()).toContain('stored twice')
    expect(table.columns.filter(({ fillable }) => !fillable).map(({ name, note }) => [name, note])).toEqual([
      ['n.a', expect.stringContaining('Nested')], ['n.b', expect.stringContaining('Nested')], ['seen', expect.stringContaining('can’t be written')], ['twice', 'The table computes it'],
    ])
    expect(table.mapping).toEqual({ time: 'ts', body: 'msg', severity: 'lvl', fields: {} })
    expect(table.sql).toBeUndefined()
    expect((await inspect('counted')).delivery).toBe('exactly-once')
    expect((await inspect('summed')).delivery).toBe('at-least-once')
    expect((await inspect('timeless')).mapping.time).toBeUndefined()
  })

  it('are refused with a mapping that does not fit', async () => {
    const make = async (mapping: object) => {
      const answer = await api(admin, 'POST', '/sources', { name: 'unfit', schema: 'custom', custom: { origin: { database: 'shop', table: 'requests' }, mapping } })
      return [answer.status, ((await answer.json()) as { error: { issues: object[] } }).error.issues]
    }
    expect(await make({ time: 'msg' })).toEqual([400, [{ path: 'mapping.time', message: 'The column "msg" (String) can’t be the time' }]])
    expect(await make({ time: 'ts', body: 'nothing', severity: 'ts', fields: { twice: 'x' } })).toEqual([400, [
      { path: 'mapping.body', message: 'There is no column "nothing"' }, { path: 'mapping.severity', message: 'The column "ts" is the time already' },
      { path: 'mapping.fields.twice', message: 'The table computes it' },
    ]])
    expect((await make({}))[0]).toBe(400)
    expect(await read('SELECT count() FROM system.tables WHERE database = \'cordwood\' AND name LIKE \'source_%\' AND engine = \'View\'')).toEqual([[0]])
  })

  it('take lines, and are never altered', async () => {
    const [before] = await read('SHOW CREATE TABLE shop.requests')
    const source = await makeSource('requests', 'requests')
    expect(source.delivery).toBe('at-least-once')
    expect(await send('requests', [
      { timestamp: '2026-01-01T00:00:00Z', level: 'ERROR', message: 'first', status: 7 }, { timestamp: '2026-01-02T00:00:00Z', level: 'warn', message: 'no such member' },
      { timestamp: '2026-01-03T00:00:00Z', message: 'third', status: 300 }, { timestamp: '2026-01-04T00:00:00Z', level: 'debug', message: 'fourth', cost: '2.25' },
    ])).toMatchObject({ accepted: 2, rejected: 2, errors: [
      { reason: 'column lvl Enum8(\'debug\' = 1, \'info\' = 2, \'error\' = 3): "warn" is not a member (debug, info, error)' }, { reason: 'column status UInt8: 300 is outside 0 to 255' },
    ] })
    const rows = await stored('requests', 2)
    expect(rows.at(-2)).toMatchObject({ level: 'error', severityText: 'error', message: 'first', attributes: { 'status': 7, 'cost': 1.5, 'twice': 14, 'n.a': [] } })
    expect(rows.at(-1)).toMatchObject({ level: 'debug', message: 'fourth', attributes: { cost: 2.25, status: 0 } })
    expect(await read('SHOW CREATE TABLE shop.requests')).toEqual([before])
    // Known by its content: the same row is found again.
    const { record } = await json<{ record: LogRow }>(fetch(`${server.url}/api/v1/record`, { method: 'POST', headers: { 'x-api-key': admin.key, 'content-type': 'application/json' }, body: JSON.stringify({ source: 'requests', id: rows.at(-2)!.id }) }))
    expect(record.message).toBe('first')
  })

  it('take over what was altered; the letters of before can be stored then', async () => {
    const letters = (await json<DeadLetterSearchResponse>(api(admin, 'POST', '/dead-letters/search', { ...EVER, source: 'requests' }))).letters
    expect(letters).toHaveLength(2)
    await db.command({ query: 'ALTER TABLE shop.requests MODIFY COLUMN status UInt16, MODIFY COLUMN lvl Enum8(\'debug\' = 1, \'info\' = 2, \'error\' = 3, \'warn\' = 4)' })
    const { sources } = await json<{ sources: Source[] }>(api(admin, 'GET', '/sources'))
    const source = sources.find(({ name }) => name === 'requests')!
    const { table } = await json<{ table: InspectedTable }>(api(admin, 'GET', `/sources/${source.id}/mapping`))
    expect(table.columns.find(({ name }) => name === 'status')?.type).toBe('UInt8')
    const changed = await json<{ table: InspectedTable }>(api(admin, 'PUT', `/sources/${source.id}/mapping`, { mapping: table.mapping }))
    expect(changed.table.columns.find(({ name }) => name === 'status')?.type).toBe('UInt16')
    expect(await json<ReplayResult>(api(admin, 'POST', '/dead-letters/replay', { ids: letters.map(({ id }) => id) }))).toMatchObject({ replayed: 2, lines: 2, stillRejected: 0 })
    expect((await stored('requests', 4)).filter(({ message }) => ['third', 'no such member'].includes(message)).map(({ level, attributes }) => [level, attributes.status])).toEqual([['warn', 0], ['debug', 300]])
  })

  it('take old lines, though the table has a partition for each of their days', async () => {
    await send('requests', Array.from({ length: 150 }, (_, i) => ({ timestamp: new Date(Date.UTC(2025, 0, 1 + i)).toISOString(), level: 'info', message: 'old' })))
    await stored('requests', 154)
  })

  it('belong to one source: in no project can they be made a second one', async () => {
    const { tables } = await json<{ tables: ExistingTable[] }>(api(admin, 'GET', '/tables'))
    expect(tables.filter(({ taken }) => taken).map(({ table }) => table)).toEqual(['requests'])
    const origin = { database: 'shop', table: 'requests' }
    // An administrator reads every project, so that the other one is theirs to fill.
    for (const projectId of [admin.projectId, operator.projectId]) {
      const as = { ...admin, projectId }
      expect((await api(as, 'POST', '/sources/inspect', origin)).status).toBe(409)
      const answer = await api(as, 'POST', '/sources', { name: 'second', schema: 'custom', custom: { origin, mapping: { time: 'ts' } } })
      expect(answer.status).toBe(409)
      expect(await answer.text()).toContain('a source already')
    }
    expect(await read('SELECT count() FROM system.tables WHERE database = \'cordwood\' AND name LIKE \'source_%\' AND engine = \'View\'')).toEqual([[1]])
  })

  it('nor by two people at once', async () => {
    const body = (name: string) => ({ name, schema: 'custom', custom: { origin: { database: 'shop', table: 'contested' }, mapping: { time: 'time' } } })
    await db.command({ query: 'CREATE TABLE shop.contested (time DateTime) ENGINE = MergeTree ORDER BY time' })
    const answers = await Promise.all([api(admin, 'POST', '/sources', body('first')), api({ ...admin, projectId: operator.projectId }, 'POST', '/sources', body('second'))])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
    expect(await read('SELECT count() FROM system.tables WHERE database = \'cordwood\' AND name LIKE \'source_%\' AND engine = \'View\'')).toEqual([[2]])
  })

  it('whatever their names are', async () => {
    const name = 'od`d \'x\' {y:String} \\'
    const column = 'it\'s "a" `b` \\ {c:String} ); DROP TABLE shop.counted; --'
    await makeSource('odd', name, { body: column })
    expect(await send('odd', [{ timestamp: '2026-01-01T00:00:00Z', message: 'odd line', Segment: 'mine', Body: 9, 日本: true }])).toEqual({ accepted: 1, rejected: 0 })
    expect((await stored('odd', 1))[0]).toMatchObject({ timestamp: '2026-01-01T00:00:00.000000000Z', message: 'odd line', attributes: { Segment: 'mine', Body: 9, 日本: true } })
    expect(await queryAll(server.url, admin.key, { ...EVER, source: 'odd', keyword: 'odd', tags: { Body: '9' } })).toHaveLength(1)
    expect(await read('SELECT count() FROM shop.counted')).toEqual([[0]])
  })

  it('with Segment and Ordinal hold each line once', async () => {
    const source = await makeSource('counted', 'counted')
    expect(source.delivery).toBe('exactly-once')
    await send('counted', [{ message: 'one' }, { message: 'two' }])
    await stored('counted', 2)
    expect(await read('SELECT Segment > 0, Ordinal, message FROM shop.counted ORDER BY Ordinal')).toEqual([[1, 0, 'one'], [1, 1, 'two']])
  })
})

describe('a table that was made of a statement', () => {
  it('takes rows that its owner writes past Cordwood, as if they arrived now', async () => {
    const origin = { ddl: 'CREATE TABLE own (time DateTime, message String) ENGINE = MergeTree ORDER BY time' }
    const { source } = await json<{ source: Source }>(api(admin, 'POST', '/sources', { name: 'own', schema: 'custom', custom: { origin, mapping: { time: 'time', body: 'message' } } }))
    await db.command({ query: `INSERT INTO cordwood.source_${source.id}_data (time, message) VALUES (now(), 'one'), (now(), 'two')` })
    expect((await stored('own', 2)).map(({ message }) => message).sort()).toEqual(['one', 'two'])
    expect(await read(`SELECT uniqExact(Segment, Ordinal), min(bitShiftRight(Segment, 22)) > toUnixTimestamp64Milli(now64(3)) - 600000 FROM cordwood.source_${source.id}_data`)).toEqual([[2, 1]])
  })
})

describe('reading a user’s table', () => {
  it.each([
    ['DateTime', 'ts'], ['DateTime(\'Asia/Kathmandu\')', 'ts'], ['DateTime64(3)', 'ts'], ['DateTime64(9)', 'ts'],
  ])('a minute of a %s that the table is sorted by reads little', async (type, key) => {
    const table = `sorted_${type.replace(/\W/g, '')}`
    await db.command({ query: `CREATE TABLE shop.${table} (ts ${type}, message String) ENGINE = MergeTree ORDER BY ${key}` })
    await db.command({ query: `INSERT INTO shop.${table} SELECT toDateTime('2026-01-01 00:00:00', 'UTC') + number, 'x' FROM numbers(1000000)` })
    const source = await makeSource(table.toLowerCase(), table)
    const start = '2026-01-05T00:00:00Z'
    const answer = await fetch(`${server.url}/api/v1/histogram`, {
      method: 'POST', headers: { 'x-api-key': admin.key, 'content-type': 'application/json' }, body: JSON.stringify({ source: source.name, start, end: '2026-01-05T00:01:00Z', buckets: 10 }),
    })
    const { total, scannedRows } = await answer.json() as { total: number, scannedRows: number }
    expect(total).toBe(60)
    // A granule or two of 123.
    expect(scannedRows).toBeLessThanOrEqual(3 * 8192)
    const plan = await read(`EXPLAIN indexes = 1 SELECT count() FROM cordwood.source_${source.id} WHERE Timestamp >= fromUnixTimestamp64Nano(1767571200000000000) AND Timestamp < fromUnixTimestamp64Nano(1767571260000000000)`)
    expect(plan.flat().join('\n')).toMatch(/Granules: [12]\/12[0-9]/)
  })
})
