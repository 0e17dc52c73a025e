/**
 * Measures the query room on 2.5 million lines in the embedded engine: `npm run bench:query`.
 *
 * Half a million lines of about 280 bytes with service, level, message and five tags of random values, five times
 * over in time (5 × 1 hour, oldest first). Warm medians of seven; the bar is 100 ms each on two cores.
 */
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { registerHooks } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClickHouseClient } from '@clickhouse/client'
import type { QueryService } from '../server/domain/query'
import type { Filter } from '../shared/schemas/query'
import type { Scope } from '../shared/types/scope'

// Plain Node reads TypeScript, but finds files by their full names only.
registerHooks({
  resolve(specifier, context, next) {
    const below = specifier.replace(/^#shared\//, new URL('../shared/', import.meta.url).href)
    if (!/^(?:\.|file:)/.test(below) || context.parentURL?.includes('/node_modules/')) return next(specifier, context)
    const full = ['.ts', '/index.ts'].map(end => new URL(below + end, context.parentURL)).find(url => existsSync(url))
    return next(full?.href ?? specifier, context)
  },
})
const { startEngine } = await import('../server/domain/engine')
const { silentLogger, systemClock } = await import('../server/domain/kernel')
const { createQueryService } = await import('../server/domain/query')
const { appSchema, createStorageClients, createTables } = await import('../server/domain/storage')

const DATABASE = 'cordwood'
const LINES = 500_000
const COPIES = 5
const RUNS = 7
const BAR_MS = 100

const scope: Scope = { projectId: 'bench', sourceId: 'bench', table: 'bench', schema: 'app', retentionDays: 36_500, dailyQuotaBytes: null }
const START = Date.UTC(2026, 0, 15, 8)
const range: Filter = { start: new Date(START).toISOString(), end: new Date(START + COPIES * 3_600_000).toISOString() }

const FILL = `INSERT INTO {database:Identifier}.{table:Identifier} (Segment, Ordinal, Timestamp, TraceId, SpanId, SeverityText, SeverityNumber,
  ServiceName, Body, ResourceAttributes, LogAttributes, LogAttributesShape)
SELECT {copy:UInt64} * 100 + intDiv(number, 50000), number % 50000,
  fromUnixTimestamp64Nano({start:Int64} + toInt64(number) * 7200000),
  lower(hex(MD5(toString(r)))), lower(hex(r)),
  ['INFO', 'INFO', 'INFO', 'INFO', 'WARN', 'ERROR', 'DEBUG', 'INFO'][r % 8 + 1], [9, 9, 9, 9, 13, 17, 5, 9][r % 8 + 1],
  ['api', 'web', 'auth', 'billing', 'search', 'cart', 'mail', 'worker'][intDiv(r, 8) % 8 + 1],
  concat('Request ', ['GET', 'POST', 'PUT', 'DELETE'][intDiv(r, 64) % 4 + 1], ' /api/v1/items/', toString(intDiv(r, 256) % 100000),
    ' handled in ', toString(intDiv(r, 1024) % 1000), 'ms for user ', toString(intDiv(r, 4096) % 50000),
    ' status ', toString([200, 200, 200, 201, 404, 500][intDiv(r, 17) % 6 + 1])),
  map(),
  map('host', concat('host-', toString(r % 20)), 'region', ['eu', 'us', 'ap'][r % 3 + 1], 'request_id', lower(hex(cityHash64(r))),
    'status', toString([200, 200, 200, 201, 404, 500][intDiv(r, 17) % 6 + 1]), 'user_id', toString(intDiv(r, 4096) % 50000)),
  'sssnn'
FROM (SELECT number, cityHash64(number, {copy:UInt64}) AS r FROM numbers({lines:UInt64}))`

async function fill(writer: ClickHouseClient): Promise<void> {
  await createTables(writer, DATABASE).ensure({ table: scope.table, schema: appSchema, retentionDays: 36_500 })
  for (let copy = 0; copy < COPIES; copy++) {
    await writer.command({
      query: FILL,
      query_params: { database: DATABASE, table: scope.table, copy, lines: LINES, start: `${START + copy * 3_600_000}000000` },
    })
  }
}

interface Cost { scannedRows: number, scannedBytes: number }

/** The four questions. Rows and bytes that the answers don't tell are the engine's own count of the last query. */
function questions(query: QueryService): Record<string, (signal: AbortSignal) => Promise<unknown>> {
  return {
    'newest 100 of a service': async (signal) => {
      const page = query.records(scope, { ...range, service: 'api', limit: 100, order: 'desc' }, signal)
      for (;;) {
        const next = await page.next()
        if (next.done) return next.value
      }
    },
    'keyword, counted': signal => query.histogram(scope, { ...range, keyword: '899ms', buckets: 60 }, signal),
    'count per minute by level': signal => query.histogram(scope, { ...range, buckets: 300 }, signal),
    'top services by errors': signal => query.fieldValues(scope, { ...range, level: 'error', field: 'service', limit: 10 }, signal),
  }
}

/** The reader, noting what the engine says it read since the last look. */
function counting(client: ClickHouseClient): { client: ClickHouseClient, take(): Cost } {
  let cost: Cost = { scannedRows: 0, scannedBytes: 0 }
  const query = async (params: Parameters<ClickHouseClient['query']>[0]) => {
    const result = await client.query(params)
    const summary = JSON.parse(String(result.response_headers['x-clickhouse-summary'] ?? '{}')) as Record<string, string>
    cost.scannedRows += Number(summary.read_rows ?? 0)
    cost.scannedBytes += Number(summary.read_bytes ?? 0)
    return result
  }
  const take = () => {
    const taken = cost
    cost = { scannedRows: 0, scannedBytes: 0 }
    return taken
  }
  return { client: new Proxy(client, { get: (target, key) => key === 'query' ? query : Reflect.get(target, key) as unknown }), take }
}

async function measure(reader: ClickHouseClient): Promise<boolean> {
  const { client, take } = counting(reader)
  const query = createQueryService({ database: DATABASE, client, clock: systemClock })
  let passed = true
  for (const [name, ask] of Object.entries(questions(query))) {
    const times: number[] = []
    let answer: unknown
    for (let i = 0; i <= RUNS; i++) {
      take()
      const started = performance.now()
      answer = await ask(new AbortController().signal)
      if (i > 0) times.push(performance.now() - started)
    }
    const cost = { ...take(), ...(answer as Partial<Cost>) }
    const median = times.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? NaN
    passed &&= median < BAR_MS
    console.log(`${name.padEnd(28)} ${median.toFixed(1).padStart(7)} ms  ${String(cost.scannedRows).padStart(9)} rows  ${(cost.scannedBytes / 1e6).toFixed(1).padStart(6)} MB`)
  }
  return passed
}

async function main(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'cordwood-bench-query-'))
  const engine = await startEngine({ dataDir, logger: silentLogger })
  try {
    await engine.whenReady()
    const clients = createStorageClients({ url: engine.url, user: engine.username, password: engine.password, database: DATABASE })
    const started = performance.now()
    await fill(clients.writer)
    console.log(`${(LINES * COPIES).toLocaleString('en')} lines inserted in ${((performance.now() - started) / 1000).toFixed(1)} s`)
    if (!await measure(clients.reader)) process.exitCode = 1
    await clients.close()
  }
  finally {
    await engine.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

await main()
