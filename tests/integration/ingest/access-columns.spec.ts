/** Access logs in the engine: the columns of a source's table, as SQL reads them. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClickHouseClient } from '@clickhouse/client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Scope } from '#shared/types/scope'
import { startEngine } from '~~/server/domain/engine'
import { rawProtocol } from '~~/server/domain/ingest'
import { DEFAULT_LIMITS } from '~~/server/domain/ingest/decode/bounds'
import { RowMaker } from '~~/server/domain/ingest/encode/row-maker'
import { createInserter } from '~~/server/domain/ingest/flush/inserter'
import { SegmentFile } from '~~/server/domain/ingest/spool/segment-file'
import { BufferPool, silentLogger } from '~~/server/domain/kernel'
import { createStorageClients, createTables, httpSchema } from '~~/server/domain/storage'
import { jsons, texts } from '../../fixtures/access-logs'

const DATABASE = 'cordwood'
const SEGMENT = String(7n << 60n)
const scope: Scope = { projectId: 'p', sourceId: 's', table: 'source_web', schema: 'http', retentionDays: 36_500, dailyQuotaBytes: null }
let engine: ReturnType<typeof startEngine>
let client: ClickHouseClient
let dataDir: string
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'cordwood-access-'))
  engine = startEngine({ dataDir, logger: silentLogger })
  await engine.whenReady()
  client = createStorageClients({ url: engine.url, user: engine.username, password: engine.password, database: DATABASE }).writer
  await createTables(client, DATABASE).ensure({ table: scope.table, schema: httpSchema, retentionDays: scope.retentionDays })
})
afterAll(async () => {
  await client?.close()
  await engine?.stop()
  await rm(dataDir, { recursive: true, force: true })
})

const maker = new RowMaker(new BufferPool(1024 * 1024), DEFAULT_LIMITS)

/** A frame of these lines. */
function frame(lines: readonly string[]) {
  const now = Date.UTC(2025, 10, 22)
  const { rows, unfit } = maker.encode(scope, rawProtocol.decode(Buffer.from(lines.join('\n')), { format: 'auto' }, { now, plainLines: true }), now)
  expect(unfit).toEqual([])
  return { rows, note: undefined }
}

async function read(query: string): Promise<unknown[]> {
  return (await client.query({ query, format: 'JSONEachRow', clickhouse_settings: { output_format_json_quote_64bit_integers: 0 } })).json()
}

it('every format’s lines come to their columns, of one frame or of several', async () => {
  const samples = [...Object.values(texts), ...Object.values(jsons)]
  const lines = samples.map(({ line }) => line)
  const file = await SegmentFile.create(dataDir, { segment: SEGMENT, table: scope.table, schema: 'http', schemaVersion: 1, retentionDays: scope.retentionDays }, 0)
  for (const some of [lines, lines.slice(0, 1), lines.slice(1, 2), lines.slice(2)]) await file.append([frame(some)])
  const segment = await file.close()
  const inserter = createInserter(client, DATABASE)
  await inserter.insert(segment, httpSchema)
  // As after a kill in the middle of an insert: nothing is doubled
  await inserter.reconcile(segment, httpSchema, AbortSignal.timeout(60_000))

  const rows = await read(`SELECT Method, Scheme, Host, Path, Query, Protocol, Status, RequestBytes, ResponseBytes, Duration, ClientAddress, UserName, UserAgent, Referrer, Body,
    toUnixTimestamp64Nano(Timestamp) AS Time, toString(SeverityText) AS Level FROM ${DATABASE}.${scope.table} ORDER BY Ordinal`)
  const expected = samples.map(({ line, parts, seconds, nanos = 0, level = 'INFO' }) => ({
    Method: parts.method ?? '', Scheme: parts.scheme ?? '', Host: parts.host ?? '', Path: parts.path ?? '', Query: parts.query ?? '', Protocol: parts.protocol ?? '', Status: parts.status,
    RequestBytes: parts.requestBodyBytes ?? parts.requestBytes ?? null, ResponseBytes: parts.responseBodyBytes ?? parts.responseBytes ?? null, Duration: parts.duration ?? null,
    ClientAddress: parts.client, UserName: parts.user ?? '', UserAgent: parts.agent ?? '', Referrer: parts.referrer ?? '', Body: line, Time: seconds * 1e9 + nanos, Level: level,
  }))
  expect(rows).toEqual([...expected, ...expected])
})

it('an average leaves out the lines that say nothing', async () => {
  expect(await read(`SELECT count() AS lines, count(Duration) AS timed, avg(Duration) > 0 AS measured, sum(ResponseBytes) > 0 AS sized FROM ${DATABASE}.${scope.table}`))
    .toEqual([{ lines: 2 * 12, timed: 2 * 10, measured: 1, sized: 1 }])
})
