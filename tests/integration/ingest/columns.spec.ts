import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClickHouseClient } from '@clickhouse/client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startEngine } from '~~/server/domain/engine'
import { silentLogger } from '~~/server/domain/kernel'
import { writeAppRow } from '~~/server/domain/ingest/encode/app'
import { ColumnWriter } from '~~/server/domain/ingest/encode/column-writer'
import { insertSql, reconcileSql } from '~~/server/domain/ingest/flush/insert-statements'
import { createInserter } from '~~/server/domain/ingest/flush/inserter'
import { readBlocks } from '~~/server/domain/ingest/flush/native-blocks'
import { PouredBody } from '~~/server/domain/ingest/flush/poured-body'
import { Patterns } from '~~/server/domain/ingest/pattern/columns'
import { SegmentFile, type ClosedSegment } from '~~/server/domain/ingest/spool/segment-file'
import { appSchema, createStorageClients, createTables } from '~~/server/domain/storage'
import { logRecord } from '../../fixtures/records'

const DATABASE = 'cordwood'
const SEGMENT = String(7n << 60n)
let engine: ReturnType<typeof startEngine>
let client: ClickHouseClient
let dataDir: string
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'cordwood-columns-'))
  engine = startEngine({ dataDir, logger: silentLogger })
  await engine.whenReady()
  client = createStorageClients({ url: engine.url, user: engine.username, password: engine.password, database: DATABASE }).writer
})
afterAll(async () => {
  await client?.close()
  await engine?.stop()
  await rm(dataDir, { recursive: true, force: true })
})

const writer = new ColumnWriter(appSchema)

/** A frame of so many lines, each with as many tags as its number says. */
function frame(first: number, lines: number) {
  const patterns = new Patterns().begin('t')
  writer.open()
  for (let n = first; n < first + lines; n++) {
    const tags = Object.fromEntries(Array.from({ length: n % 4 }, (_, i) => [`tag${i}`, i % 2 === 0 ? `v${n}` : n]))
    writeAppRow(writer, logRecord({ seconds: n, nanos: n, body: `line ${n} ${'é'.repeat(n % 200)}`, serviceName: `s${n % 7}`, severityNumber: n % 25, logAttributes: tags }), patterns)
  }
  return writer.finish(bytes => Buffer.alloc(bytes))
}

/** Frames of all sizes, so that some are put together and some stand alone. */
async function makeSegment(table: string): Promise<{ segment: ClosedSegment, lines: number }> {
  const directory = await mkdtemp(join(dataDir, 'spool-'))
  const file = await SegmentFile.create(directory, { segment: SEGMENT, table, schema: 'app', schemaVersion: 2, retentionDays: 36_500 }, 0)
  let lines = 0
  for (const size of [1, 2, 3, 1000, 1, 511, 1, 600, 513, 7, ...Array.from({ length: 300 }, (_, i) => 1 + i % 5)]) {
    await file.append([{ rows: frame(lines, size), note: undefined }])
    lines += size
  }
  return { segment: await file.close(), lines }
}

async function read<T>(query: string): Promise<T[]> {
  return (await client.query({ query, format: 'JSONCompactEachRow' })).json<T>()
}

/** Every line is there once, in its place, with all that was written. */
async function expectAll(table: string, lines: number): Promise<void> {
  const rows = await read<[string, number, string, string, number, Record<string, string>, string]>(`SELECT toString(Segment), Ordinal, Body, ServiceName, SeverityNumber, LogAttributes, LogAttributesShape
    FROM ${DATABASE}.${table} WHERE toUnixTimestamp64Nano(Timestamp) = Ordinal * 1000000001 ORDER BY Ordinal`)
  expect(rows).toHaveLength(lines)
  rows.forEach(([segment, ordinal, body, service, severity, tags, shape], n) => {
    const expected = Object.fromEntries(Array.from({ length: n % 4 }, (_, i) => [`tag${i}`, i % 2 === 0 ? `v${n}` : String(n)]))
    if (ordinal !== n || body !== `line ${n} ${'é'.repeat(n % 200)}`) expect([ordinal, body]).toEqual([n, `line ${n}`])
    expect([segment, service, severity, tags, shape]).toEqual([SEGMENT, `s${n % 7}`, n % 25, expected, n % 4 < 2 ? '' : ['sn', 'sns'][n % 4 - 2]])
  })
}

it('columns of many frames come to the table as the rows that they were', async () => {
  await createTables(client, DATABASE).ensure({ table: 'source_c', schema: appSchema, retentionDays: 36_500 })
  const { segment, lines } = await makeSegment('source_c')
  await createInserter(client, DATABASE).insert(segment, appSchema)
  await expectAll('source_c', lines)
})

it('a segment that got through in part is completed', async () => {
  await createTables(client, DATABASE).ensure({ table: 'source_d', schema: appSchema, retentionDays: 36_500 })
  const { segment, lines } = await makeSegment('source_d')
  const inserter = createInserter(client, DATABASE)
  await inserter.insert(segment, appSchema)
  await client.command({ query: `DELETE FROM ${DATABASE}.source_d WHERE Ordinal % 3 = 0 OR Ordinal BETWEEN 700 AND 1400` })
  await inserter.reconcile(segment, appSchema, new AbortController().signal)
  await inserter.reconcile(segment, appSchema, new AbortController().signal)
  await expectAll('source_d', lines)
})

it.each([['insert', insertSql], ['reconcile', reconcileSql]])('an %s that comes after its time is refused and leaves nothing', async (name, statement) => {
  const table = `source_late_${name}`
  await createTables(client, DATABASE).ensure({ table, schema: appSchema, retentionDays: 36_500 })
  const { segment, lines } = await makeSegment(table)
  const send = async (startBy: number) => {
    const result = await client.exec({
      query: statement(appSchema), query_params: { database: DATABASE, table, segment: SEGMENT, startBy },
      values: new PouredBody(readBlocks(segment, appSchema)), clickhouse_settings: { wait_end_of_query: 1 },
    })
    for await (const _ of result.stream) { /* Its answer is empty. */ }
  }
  await expect(send(Date.now() - 1000)).rejects.toMatchObject({ code: '395' })
  await expectAll(table, 0)
  await send(Date.now() + 60_000)
  await expectAll(table, lines)
})
