import { count, type SQL } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { ApiKey, CreateProjectResponse, NewApiKey, Project, Source } from '#shared/schemas/projects'
import { tables, type Database } from '~~/db/sqlite'
import type { Audit } from '../audit'
import { AppError, ksuid, type Clock } from '../kernel'
import { customTableOf } from './custom-tables'
import { hashOf, newSecret, prefixOf } from './keys'
import type { CustomSource } from './types'

export interface RowParts { db: Database, clock: Clock, audit: Audit }

/** Takes the write lock at the start, so that what a transaction has counted stays true until it ends. */
export const IMMEDIATE = { behavior: 'immediate' } as const

const DEFAULT_SOURCE = { name: 'app', schema: 'app', retentionDays: 30, dailyQuotaBytes: null } as const

type ProjectResult<WithKey> = WithKey extends false ? Omit<CreateProjectResponse, 'apiKey'> : CreateProjectResponse

/** Makes a project with its default source, its first member and, unless told otherwise, a key. Call it in a transaction. */
export function insertProject<const WithKey extends boolean = true>(
  parts: RowParts, userId: string, name: string, address: string | undefined, options?: { withKey: WithKey },
): ProjectResult<WithKey> {
  const { db, clock, audit } = parts
  const at = clock.now()
  const row = db.insert(tables.projects).values({ id: ksuid(at), name, createdBy: userId, createdAt: at }).returning().get()
  db.insert(tables.projectMembers).values({ projectId: row.id, userId, role: 'operator', createdAt: at }).run()
  audit.append({ action: 'project.created', actorId: userId, projectId: row.id, targetId: row.id, ...from(address), details: { name } })
  const source = insertSource(parts, userId, row.id, { ...DEFAULT_SOURCE, isDefault: true }, address)
  const made = { project: toProject(row), source }
  return (options?.withKey === false
    ? made
    : { ...made, apiKey: insertKey(parts, userId, row.id, 'Default key', address) }) as ProjectResult<WithKey>
}

type NewSource = Pick<typeof tables.sources.$inferInsert, 'name' | 'schema' | 'retentionDays' | 'dailyQuotaBytes' | 'isDefault' | 'discoverServiceName' | 'discoverLogLevels'>

export function insertSource(
  { db, clock, audit }: RowParts, userId: string, projectId: string,
  source: NewSource, address: string | undefined, custom?: CustomSource,
): Source {
  const at = clock.now()
  const row = db.insert(tables.sources).values({
    id: custom?.id ?? ksuid(at), projectId, ...source, definition: custom ? JSON.stringify(custom.table) : null, createdAt: at,
  }).returning().get()
  audit.append({
    action: 'source.created', actorId: userId, projectId, targetId: row.id, ...from(address),
    details: {
      name: row.name, schema: row.schema, retentionDays: row.retentionDays,
      ...(row.dailyQuotaBytes === null ? {} : { dailyQuotaBytes: row.dailyQuotaBytes }),
      ...(custom && !custom.table.owned ? { table: `${custom.table.database}.${custom.table.table}` } : {}),
    },
  })
  return toSource(row)
}

export function insertKey(
  { db, clock, audit }: RowParts, userId: string, projectId: string, name: string, address: string | undefined,
): NewApiKey {
  const at = clock.now()
  const key = newSecret()
  const id = ksuid(at)
  db.insert(tables.apiKeys).values({ id, projectId, name, secretHash: hashOf(key), prefix: prefixOf(key), createdAt: at }).run()
  audit.append({ action: 'key.created', actorId: userId, projectId, targetId: id, ...from(address), details: { name, prefix: prefixOf(key) } })
  return { id, name, key }
}

/** The ClickHouse table of a source: made from its id, never from user text. */
export const tableOf = (sourceId: string) => `source_${sourceId}`

/** The id of the source whose table this is; empty for what is no such table. */
export const idOfTable = (table: string) => table.startsWith('source_') ? table.slice('source_'.length) : ''

const iso = (at: number) => new Date(at).toISOString()
const from = (address: string | undefined) => address === undefined ? {} : { address }

export const toProject = (row: typeof tables.projects.$inferSelect): Project =>
  ({ id: row.id, name: row.name, deadLetterDays: row.deadLetterDays, publicShares: row.publicShares, createdAt: iso(row.createdAt) })

export const toSource = ({ createdAt, definition, ...row }: typeof tables.sources.$inferSelect): Source => ({
  ...row,
  createdAt: iso(createdAt),
  delivery: definition === null || customTableOf(row.id, definition).hasIdentity ? 'exactly-once' : 'at-least-once',
})

export const toApiKey = (row: typeof tables.apiKeys.$inferSelect): ApiKey => ({
  id: row.id, projectId: row.projectId, name: row.name, prefix: row.prefix, createdAt: iso(row.createdAt),
  lastUsedAt: row.lastUsedAt === null ? null : iso(row.lastUsedAt),
})

const LIMIT = 100

/** @throws AppError conflict with this message */
export function requireRoom(db: Database, table: SQLiteTable, where: SQL, message: string): void {
  if (db.select({ n: count() }).from(table).where(where).get()!.n >= LIMIT) throw new AppError('conflict', message)
}

/** What differs, for the reader of the trail: `30 → 7`. */
export function changesInWords<Row extends object>(before: Row, changes: Partial<Row>): Record<string, string> {
  const names = Object.keys(changes) as (keyof Row & string)[]
  return Object.fromEntries(names.filter(name => before[name] !== changes[name])
    .map(name => [name, `${String(before[name] ?? 'none')} → ${String(changes[name] ?? 'none')}`]))
}
