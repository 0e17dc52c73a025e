import type { SourceSchemaName } from '#shared/schemas/projects'
import type { CustomTable } from './custom-table'

/**
 * What a request may touch, as plain data: made by the identity room, handed to ingest and query, which never ask
 * who is behind it.
 */
export interface Scope {
  readonly projectId: string
  readonly sourceId: string
  /** The source's ClickHouse table, unqualified. Made by us from ids, never from user text. */
  readonly table: string
  /** How the table looks, and what lines become in it. */
  readonly schema: SourceSchemaName
  /** The user's table, where `schema` is `custom`; the same object until it changes. `table` is then a view over it. */
  readonly custom?: CustomTable
  /** Days that lines are kept, from their arrival. */
  readonly retentionDays: number
  /** What a Loki push gets and what lines are labelled with beyond what was sent; undefined is all of it. */
  readonly discoverServiceName?: boolean
  readonly discoverLogLevels?: boolean
  /** Decompressed bytes that the source takes in a day (UTC); null is without limit. */
  readonly dailyQuotaBytes: number | null
}

/** Several sources of one project that are read as one: each line tells which it is from. */
export interface ScopeGroup {
  readonly projectId: string
  /** By the sources' names, in their order; more than one. */
  readonly sources: ReadonlyMap<string, Scope>
}

/** What a question is asked of. */
export type ReadScope = Scope | ScopeGroup
