import type { Scope } from '#shared/types/scope'
import type { TableLayout } from './layout'
import { where, type SqlParams } from './sql'

/** Tables of one project that are read as one. */
export interface TableUnion {
  /** All that are meant, in order. Those that are not there yet have no lines. */
  readonly asked: readonly string[]
  /** Those that are there, with the names of their sources. */
  readonly tables: readonly { readonly source: string, readonly table: string }[]
  /** The columns that all of them have. */
  readonly columns: readonly string[]
}

/** Where lines are read from: a table, or several. */
export type Tables = string | TableUnion

/** Several sources whose tables have been looked at. */
export interface OpenGroup {
  readonly projectId: string
  readonly union: TableUnion
  readonly layout: TableLayout | undefined
  readonly discoverLogLevels: boolean
}

/** What is asked, ready to be read. */
export type OpenScope = Scope | OpenGroup

/** The column of a union that tells where a line is from. */
export const SOURCE_COLUMN = 'SourceName'

/** The table of a scope. Its name goes into SQL as an identifier parameter; that it is one of ours is checked nevertheless. */
export function tableOf({ table }: Pick<Scope, 'table'>): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(table)) throw new Error('A scope names no table of ours')
  return table
}

export const tablesOf = (scope: OpenScope): Tables => 'union' in scope ? scope.union : tableOf(scope)

/**
 * `FROM …` with its parameters. Of several tables a union of just these, each by its name: the engine pushes filters,
 * and the order of the sort key, into each (`merge()` takes a pattern for the tables, and reads no table in order; see
 * docs/adr/0010-several-sources.md).
 * @param conditionsOf of several: what holds of the rows of one of them alone
 */
export function fromSql(tables: Tables, conditionsOf: (source: string) => readonly string[] = () => []): { readonly sql: string, readonly params: SqlParams } {
  if (typeof tables === 'string') return { sql: 'FROM {table:Identifier}', params: { table: tables } }
  const columns = tables.columns.join(', ')
  const branches = tables.tables.map(({ source }, i) =>
    `  SELECT ${columns}, {source${i}:String} AS ${SOURCE_COLUMN} FROM {table${i}:Identifier} ${where({ sql: conditionsOf(source), params: {} })}`.trimEnd())
  const params = tables.tables.flatMap(({ source, table }, i) => [[`source${i}`, source], [`table${i}`, table]] as const)
  return { sql: `FROM (\n${branches.join('\n  UNION ALL\n')}\n)`, params: Object.fromEntries(params) }
}

/** The column that tells where a row is from, to be selected behind others; '' where there is but one table. */
export const sourceSql = (tables: Tables) => typeof tables === 'string' ? '' : `, ${SOURCE_COLUMN} AS source`

/** What tells questions of these tables from those of others. */
export const tablesKey = (tables: Tables): string | readonly string[] => typeof tables === 'string' ? tables : tables.asked

/** The order of rows: by time, then by identity, and by source where there are several. */
export function orderSql(tables: Tables, direction: 'ASC' | 'DESC'): string {
  return positionColumns(tables).map(column => `${column} ${direction}`).join(', ')
}

export const positionColumns = (tables: Tables): readonly string[] =>
  ['Timestamp', 'Segment', 'Ordinal', ...typeof tables === 'string' ? [] : [SOURCE_COLUMN]]
