import type { Column } from '../../storage'
import { schemaOfSource } from '../../storage'
import { quoted, quotedText } from './tokens'
import type { SqlSource, SqlSources } from './types'

/** What the database of a project's sources may be called; shown is the first, or the one that the client asked for. */
const DATABASES = ['logs', 'default', 'cordwood']

export const shownDatabase = ({ database }: SqlSources): string => database ?? DATABASES[0]!

/** A table of the engine. */
export interface RealTable { readonly database: string, readonly name: string }

/** Where a source's lines are: the user's own table, where it is one, with all its columns. */
export function realTable({ scope }: SqlSource, ours: string): RealTable {
  return scope.custom === undefined ? { database: ours, name: scope.table } : { database: scope.custom.database ?? ours, name: scope.custom.table }
}

export const databasesOf = ({ databases = [] }: SqlSources, ours: string): ReadonlySet<string> => new Set([...DATABASES, ours, ...databases])

/** What stands behind FROM for a source: its table, or nothing in its columns while there is none. */
export function tableSql(source: SqlSource, ours: string, exists: (table: RealTable) => boolean): string {
  const table = realTable(source, ours)
  if (exists(table)) return `${quoted(table.database)}.${quoted(table.name)}`
  const columns = columnsOf(source).map(([name, type]) => `defaultValueOfTypeName(${quotedText(type)}) AS ${quoted(name)}`)
  return `(SELECT ${columns.join(', ')} WHERE 0)`
}

function columnsOf({ scope }: SqlSource): readonly (readonly [name: string, type: string])[] {
  const columns: readonly Column[] = schemaOfSource(scope).columns
  return scope.custom === undefined ? columns.map(([name, type]) => [name, type] as const) : scope.custom.columns.map(({ name, type }) => [name, type] as const)
}

/**
 * Tables of the database `system` as the project may see them: about its sources only. Programs such as Grafana and
 * DBeaver ask them to show what there is.
 */
export function systemTables(all: SqlSources, ours: string, exists: (table: RealTable) => boolean): Map<string, string> {
  const { sources } = all
  const shown = quotedText(shownDatabase(all))
  const real = sources.map(source => ({ source, table: realTable(source, ours) }))
  const there = real.filter(({ table }) => exists(table))
  return new Map([
    ['one', '(SELECT 0 AS dummy)'],
    ['databases', `(SELECT ${shown} AS name, 'Atomic' AS engine, '' AS data_path, '' AS metadata_path, ${NO_UUID}, '' AS engine_full, '' AS comment)`],
    ['tables', tablesSql(sources, shown)],
    ['columns', `(${[...there.map(column => realColumns(column, shown)), ...real.filter(({ table }) => !exists(table)).map(({ source }) => plannedColumns(source, shown)), NO_COLUMNS].join(' UNION ALL ')})`],
    ...NOTHING_TOLD,
  ])
}

const NO_UUID = `toUUID('00000000-0000-0000-0000-000000000000') AS uuid`

function tablesSql(sources: readonly SqlSource[], shown: string): string {
  const names = `CAST([${sources.map(({ name, scope }) => `(${quotedText(name)}, ${quotedText(`Logs, schema ${scope.schema}`)})`).join(', ')}], 'Array(Tuple(String, String))')`
  return `(SELECT ${shown} AS database, source.1 AS name, ${NO_UUID}, 'MergeTree' AS engine, 0 AS is_temporary, CAST([], 'Array(String)') AS data_paths, `
    + `'' AS metadata_path, CAST([], 'Array(String)') AS dependencies_database, CAST([], 'Array(String)') AS dependencies_table, '' AS create_table_query, '' AS engine_full, `
    + `'' AS as_select, '' AS partition_key, '' AS sorting_key, '' AS primary_key, '' AS sampling_key, CAST(NULL, 'Nullable(UInt64)') AS total_rows, `
    + `CAST(NULL, 'Nullable(UInt64)') AS total_bytes, source.2 AS comment FROM (SELECT arrayJoin(${names}) AS source))`
}

/** Name, type, and how a column that nobody stores is told of. */
const COLUMN_FACTS = [
  ['default_kind', 'String'], ['default_expression', 'String'], ['data_compressed_bytes', 'UInt64'], ['data_uncompressed_bytes', 'UInt64'], ['marks_bytes', 'UInt64'],
  ['comment', 'String'], ['is_in_partition_key', 'UInt8'], ['is_in_sorting_key', 'UInt8'], ['is_in_primary_key', 'UInt8'], ['is_in_sampling_key', 'UInt8'],
  ['compression_codec', 'String'], ['character_octet_length', 'Nullable(UInt64)'], ['numeric_precision', 'Nullable(UInt64)'],
  ['numeric_precision_radix', 'Nullable(UInt64)'], ['numeric_scale', 'Nullable(UInt64)'], ['datetime_precision', 'Nullable(UInt64)'],
] as const

const told = (name: string, shown: string) => `SELECT ${shown} AS database, ${quotedText(name)} AS table, `

function realColumns({ source, table }: { source: SqlSource, table: RealTable }, shown: string): string {
  const facts = COLUMN_FACTS.map(([name, type]) => `CAST(${name}, ${quotedText(type)}) AS ${name}`).join(', ')
  return `${told(source.name, shown)}name, type, position, ${facts} FROM system.columns AS c WHERE c.database = ${quotedText(table.database)} AND c.table = ${quotedText(table.name)}`
}

const noFacts = COLUMN_FACTS.map(([name, type]) => `defaultValueOfTypeName(${quotedText(type)}) AS ${name}`).join(', ')

function plannedColumns(source: SqlSource, shown: string): string {
  const columns = columnsOf(source).map(([name, type]) => `(${quotedText(name)}, ${quotedText(type)})`).join(', ')
  return `${told(source.name, shown)}column.1.1 AS name, column.1.2 AS type, column.2 AS position, ${noFacts} `
    + `FROM (SELECT arrayJoin(arrayZip([${columns}], arrayMap(i -> toUInt64(i), arrayEnumerate([${columns}])))) AS column)`
}

const NO_COLUMNS = `SELECT '' AS database, '' AS table, '' AS name, '' AS type, toUInt64(0) AS position, ${noFacts} WHERE 0`

/** Asked by some programs at their start, and good to be empty. */
const NOTHING_TOLD: readonly (readonly [string, string])[] = [
  ['functions', `(SELECT '' AS name, toUInt8(0) AS is_aggregate, toUInt8(0) AS case_insensitive, '' AS alias_to, '' AS create_query, '' AS origin, '' AS description WHERE 0)`],
  ['settings', `(SELECT '' AS name, '' AS value, toUInt8(0) AS changed, '' AS description, toUInt8(1) AS readonly, '' AS type WHERE 0)`],
  ['dictionaries', `(SELECT '' AS database, '' AS name, '' AS status, '' AS origin, '' AS type, '' AS comment WHERE 0)`],
  ['table_functions', `(SELECT '' AS name, '' AS description WHERE 0)`],
  ['table_engines', `(SELECT '' AS name WHERE 0)`],
  ['data_type_families', `(SELECT '' AS name, toUInt8(0) AS case_insensitive, '' AS alias_to WHERE 0)`],
]
