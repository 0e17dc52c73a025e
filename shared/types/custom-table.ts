import type { CustomMapping } from '#shared/schemas/custom-table'

/** A column of a user's table. */
export interface CustomColumn {
  readonly name: string
  /** As ClickHouse writes it. */
  readonly type: string
  /** `default`: has a DEFAULT of its own. `computed`: by the table (MATERIALIZED, ALIAS), nothing can be put in. */
  readonly kind: 'plain' | 'default' | 'computed'
}

/** The table of a `custom` source: kept with the source, and in the segments that wait for it. Plain data. */
export interface CustomTable {
  /** The database; undefined for ours. */
  readonly database?: string
  readonly table: string
  /** Made by us from the user's statement. Others are never altered or dropped. */
  readonly owned: boolean
  /** Whether rows carry `Segment` and `Ordinal`: then each line is stored exactly once. */
  readonly hasIdentity: boolean
  /** The user's columns, without ours. */
  readonly columns: readonly CustomColumn[]
  readonly mapping: CustomMapping
  /** How ours is made. */
  readonly clauses?: CustomTableClauses
}

/** The checked pieces of a user's CREATE TABLE, in our words: columns and indexes, engine, ORDER BY and so on. */
export interface CustomTableClauses {
  readonly elements: readonly string[]
  readonly engine: string
  readonly keys: readonly string[]
  readonly settings: readonly string[]
}
