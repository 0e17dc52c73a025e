import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEngine } from '~~/server/domain/engine'
import { silentLogger, systemClock } from '~~/server/domain/kernel'
import { createQueryService, type QueryService, type SqlRequest, type SqlSources, type SqlSummary } from '~~/server/domain/query'
import { appSchema, createStorageClients, createTables } from '~~/server/domain/storage'
import type { Scope } from '#shared/types/scope'

const DATABASE = 'cordwood'

/** What must never be seen. */
export const CANARY = 'c4n4ry-7d1f'

/** A real engine with two projects: `app` and `my-source` with rows, `empty` without a table; and the other's, which is none of ours. */
export interface SqlStore {
  readonly query: QueryService
  readonly sources: SqlSources
  readonly own: string
  readonly other: string
  /** A file with the canary, and one that must never be. */
  readonly file: string
  readonly out: string
  /** Rows and bytes of the other project's table. */
  otherState(): Promise<string>
  close(): Promise<void>
}

const scopeOf = (table: string): Scope => ({ projectId: 'p', sourceId: table, table, schema: 'app', retentionDays: 36_500, dailyQuotaBytes: null })

export async function openSqlStore(): Promise<SqlStore> {
  const dataDir = await mkdtemp(join(tmpdir(), 'cordwood-sql-'))
  const file = join(dataDir, 'secret.txt')
  await writeFile(file, CANARY)
  const engine = await startEngine({ dataDir: join(dataDir, 'engine'), logger: silentLogger })
  await engine.whenReady()
  const clients = createStorageClients({ url: engine.url, user: engine.username, password: engine.password, database: DATABASE })
  const tables = createTables(clients.writer, DATABASE)
  for (const table of ['source_own', 'source_second', 'source_other']) await tables.ensure({ table, schema: appSchema, retentionDays: 36_500 })
  const insert = (table: string, count: number, body: (i: number) => string) => clients.writer.insert({
    table: `${DATABASE}.${table}`, format: 'JSONEachRow',
    values: Array.from({ length: count }, (_, i) => ({
      Segment: '1', Ordinal: i, Timestamp: `2026-01-15 12:00:${String(i % 60).padStart(2, '0')}`, ServiceName: i % 2 === 0 ? 'shop' : 'api', SeverityNumber: 9 + i % 9, Body: body(i),
      LogAttributes: { n: String(i), kind: i % 3 === 0 ? 'a' : 'b' },
    })),
  })
  await insert('source_own', 60, i => `line ${i}`)
  await insert('source_second', 10, i => `line ${i}`)
  await insert('source_other', 5, i => `${CANARY} ${i}`)
  return {
    query: createQueryService({ client: clients.reader, database: DATABASE, clock: systemClock, limits: { seconds: 4, memoryBytes: 300_000_000, resultRows: 50 } }),
    sources: { sources: [{ name: 'app', scope: scopeOf('source_own') }, { name: 'my-source', scope: scopeOf('source_second') }, { name: 'empty', scope: scopeOf('source_none') }], databases: ['shop'] },
    own: 'source_own', other: 'source_other', file, out: join(dataDir, 'out'),
    async otherState() {
      const result = await clients.writer.query({ query: 'SELECT database, name, total_rows, metadata_modification_time FROM system.tables WHERE database = \'cordwood\' ORDER BY name', format: 'JSONCompact' })
      return JSON.stringify((await result.json<unknown>()).data)
    },
    async close() {
      await clients.close()
      await engine.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

export interface SqlAnswer { readonly columns: string[], readonly types: string[], readonly rows: unknown[][], readonly summary: SqlSummary }

export const never = new AbortController().signal

/** A whole answer. */
export async function ask({ query, sources }: SqlStore, text: string, request: Partial<SqlRequest> = {}, signal = never): Promise<SqlAnswer> {
  const pieces = query.sql(sources, { text, ...request }, signal)
  const answer = { columns: [] as string[], types: [] as string[], rows: [] as unknown[][] }
  for (;;) {
    const next = await pieces.next()
    if (next.done) return { ...answer, summary: next.value }
    if ('row' in next.value) {
      answer.rows.push([...next.value.row])
      continue
    }
    answer.columns.push(...next.value.columns.map(({ name }) => name))
    answer.types.push(...next.value.columns.map(({ type }) => type))
  }
}
