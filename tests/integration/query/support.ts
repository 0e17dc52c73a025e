import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClickHouseClient } from '@clickhouse/client'
import { startEngine } from '~~/server/domain/engine'
import { silentLogger, systemClock } from '~~/server/domain/kernel'
import { createQueryService, type QueryService } from '~~/server/domain/query'
import { appSchema, createStorageClients, createTables, flattenAttributes } from '~~/server/domain/storage'
import type { QueryRequest } from '#shared/schemas/query'
import type { Attributes } from '#shared/types/log-record'
import type { ReadScope, Scope } from '#shared/types/scope'
import { formatNanos } from '#shared/utils/moment'

const DATABASE = 'cordwood'

/** A real engine on a directory of its own, with the query room over it. */
export interface Store {
  readonly query: QueryService
  readonly reader: ClickHouseClient
  readonly writer: ClickHouseClient
  /** Makes a source's table. */
  source(table: string): Promise<Scope>
  insert(scope: Scope, rows: readonly Row[]): Promise<void>
  close(): Promise<void>
}

/** A row to insert; what is left out is empty. `time` is nanoseconds since 1970. */
export interface Row {
  time: bigint
  segment?: bigint
  ordinal?: number
  service?: string
  severity?: number
  body?: string
  attributes?: Attributes
  resource?: Attributes
  /** The pattern's hash, and its text with its first line. */
  pattern?: readonly [hash: bigint, text?: string]
}

export async function openStore(): Promise<Store> {
  const dataDir = await mkdtemp(join(tmpdir(), 'cordwood-query-'))
  const engine = await startEngine({ dataDir, logger: silentLogger })
  await engine.whenReady()
  const clients = createStorageClients({ url: engine.url, user: engine.username, password: engine.password, database: DATABASE })
  const tables = createTables(clients.writer, DATABASE)
  return {
    query: createQueryService({ client: clients.reader, database: DATABASE, clock: systemClock }),
    reader: clients.reader,
    writer: clients.writer,
    async source(table) {
      await tables.ensure({ table, schema: appSchema, retentionDays: 36_500 })
      return scopeOf(table)
    },
    async insert(scope, rows) {
      await clients.writer.insert({
        table: `${DATABASE}.${scope.table}`, format: 'JSONEachRow', values: rows.map(stored),
      })
    },
    async close() {
      await clients.close()
      await engine.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

export const scopeOf = (table: string): Scope => ({ projectId: 'p', sourceId: 's', table, schema: 'app', retentionDays: 36_500, dailyQuotaBytes: null })

let nextOrdinal = 0

function stored(row: Row): Record<string, unknown> {
  const attributes = flattenAttributes(row.attributes ?? {})
  const resource = flattenAttributes(row.resource ?? {})
  return {
    Segment: String(row.segment ?? 1n),
    Ordinal: row.ordinal ?? nextOrdinal++,
    Timestamp: dateTime(row.time),
    ServiceName: row.service ?? '',
    SeverityNumber: row.severity ?? 0,
    Body: row.body ?? '',
    PatternHash: String(row.pattern?.[0] ?? 0),
    PatternText: row.pattern?.[1] ?? '',
    LogAttributes: mapOf(attributes),
    LogAttributesShape: attributes.shape,
    ResourceAttributes: mapOf(resource),
    ResourceAttributesShape: resource.shape,
  }
}

const mapOf = ({ names, values }: { names: string[], values: string[] }) =>
  Object.fromEntries(names.map((name, i) => [name, values[i]]))

/** As DateTime64(9) is read from text; the engine's own zone is UTC. */
const dateTime = (nanos: bigint) => formatNanos(nanos).replace('T', ' ').replace('Z', '')

/** A query of everything from 2020 to 2030, newest first, but for what is said. */
export const ask = (part: Partial<QueryRequest> = {}): QueryRequest =>
  ({ start: '2020-01-01T00:00:00Z', end: '2030-01-01T00:00:00Z', limit: 100, order: 'desc', ...part })

export const never = new AbortController().signal

/** All records of a page and its summary. */
export async function page(store: Store, scope: ReadScope, request: Partial<QueryRequest> = {}, signal = never) {
  const generator = store.query.records(scope, ask(request), signal)
  const records = []
  for (;;) {
    const next = await generator.next()
    if (next.done) return { records, summary: next.value, messages: records.map(record => record.message) }
    records.push(next.value)
  }
}

/** 2026-01-15T12:00:00Z. */
export const NOON = 1_768_478_400_000_000_000n
