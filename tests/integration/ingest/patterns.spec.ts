import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClickHouseClient } from '@clickhouse/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LogRecord } from '#shared/types/log-record'
import { startEngine } from '~~/server/domain/engine'
import { silentLogger } from '~~/server/domain/kernel'
import { writeAppRow } from '~~/server/domain/ingest/encode/app'
import { ColumnWriter } from '~~/server/domain/ingest/encode/column-writer'
import { createInserter } from '~~/server/domain/ingest/flush/inserter'
import { Patterns } from '~~/server/domain/ingest/pattern/columns'
import { SegmentFile } from '~~/server/domain/ingest/spool/segment-file'
import { appSchema, createStorageClients, createTables } from '~~/server/domain/storage'
import { logRecord } from '../../fixtures/records'

const DATABASE = 'cordwood'
let nextSegment = 1n << 40n
let engine: ReturnType<typeof startEngine>
let client: ClickHouseClient
let dataDir: string
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'cordwood-patterns-'))
  engine = await startEngine({ dataDir, logger: silentLogger })
  await engine.whenReady()
  client = createStorageClients({ url: engine.url, user: engine.username, password: engine.password, database: DATABASE }).writer
})
afterAll(async () => {
  await client?.close()
  await engine?.stop()
  await rm(dataDir, { recursive: true, force: true })
})

const recordOf = (seconds: number, body: string) => logRecord({ seconds, body })

async function insert(table: string, patterns: Patterns, records: LogRecord[]): Promise<void> {
  const writer = new ColumnWriter(appSchema).open()
  const columns = patterns.begin(table)
  for (const record of records) writeAppRow(writer, record, columns)
  const file = await SegmentFile.create(dataDir, { segment: String(nextSegment++), table, schema: 'app', schemaVersion: 2, retentionDays: 36_500 }, 0)
  await file.append([{ rows: writer.finish(bytes => Buffer.alloc(bytes)), note: undefined }])
  await createInserter(client, DATABASE).insert(await file.close(), appSchema)
}

async function read(query: string): Promise<unknown[]> {
  return (await client.query({ query, format: 'JSONCompactEachRow' })).json()
}

describe('the pattern of a line', () => {
  it('is counted by a GROUP BY, and its table has text, times and an example', async () => {
    await createTables(client, DATABASE).ensure({ table: 'source_a', schema: appSchema, retentionDays: 36_500 })
    const patterns = new Patterns()
    await insert('source_a', patterns, [recordOf(1_000, 'user 1 came'), recordOf(3_000, 'user 2 came'), recordOf(2_000, 'user 3 went'), recordOf(5_000, '')])
    await insert('source_a', patterns, [recordOf(500, 'user 4 came'), recordOf(4_000, 'a new one')])

    expect(await read(`SELECT any(Body) != '', count() FROM ${DATABASE}.source_a GROUP BY PatternHash ORDER BY count() DESC, any(Body)`))
      .toEqual([[1, 3], [0, 1], [1, 1], [1, 1]])
    expect(await read(`SELECT Text, toUnixTimestamp64Second(First), toUnixTimestamp64Second(Last), Example LIKE 'user _ came', Hash IN (SELECT PatternHash FROM ${DATABASE}.source_a)
      FROM (SELECT PatternHash AS Hash, max(Text) AS Text, min(FirstSeen) AS First, max(LastSeen) AS Last, any(Example) AS Example FROM ${DATABASE}.source_a_patterns GROUP BY PatternHash) ORDER BY Text`))
      .toEqual([['a new one', 4000, 4000, 0, 1], ['user <_> came', 500, 3000, 1, 1], ['user <_> went', 2000, 2000, 0, 1]])
    // The text went with the first line only.
    expect(await read(`SELECT countIf(PatternText != ''), count() FROM ${DATABASE}.source_a`)).toEqual([[3, 6]])
  })

  it('stays through merges for a retention of a hundred years, as its lines do', async () => {
    for (const table of ['source_a', 'source_a_patterns']) await client.command({ query: `OPTIMIZE TABLE ${DATABASE}.${table} FINAL` })
    expect(await read(`SELECT (SELECT count() FROM ${DATABASE}.source_a), (SELECT count() FROM ${DATABASE}.source_a_patterns)`)).toEqual([[6, 3]])
  })

  it('comes to the tables of an older version, whose lines stay', async () => {
    const old = appSchema.createSql(36_500).split('\n').filter(line => !/^ +Pattern/.test(line)).join('\n')
    await client.command({ query: old, query_params: { database: DATABASE, table: 'source_old' } })
    await client.command({ query: `INSERT INTO ${DATABASE}.source_old (Segment, Ordinal, Timestamp, Body) VALUES (1099511627776, 0, 1, 'before 5')` })
    const tables = createTables(client, DATABASE)
    await tables.ensure({ table: 'source_old', schema: appSchema, retentionDays: 36_500 })
    await createTables(client, DATABASE).ensure({ table: 'source_old', schema: appSchema, retentionDays: 36_500 })
    await insert('source_old', new Patterns(), [recordOf(1_000, 'after 5')])
    expect(await read(`SELECT Body, PatternHash != 0, PatternText FROM ${DATABASE}.source_old ORDER BY Timestamp`))
      .toEqual([['before 5', 0, ''], ['after 5', 1, 'after <_>']])
    expect(await read(`SELECT Text FROM ${DATABASE}.source_old_patterns`)).toEqual([['after <_>']])
  })
})
