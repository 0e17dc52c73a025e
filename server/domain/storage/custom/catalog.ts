import { ClickHouseError, type ClickHouseClient } from '@clickhouse/client'
import { MAX_COLUMNS, type ExistingTable } from '#shared/schemas/custom-table'
import type { CustomColumn, CustomTable } from '#shared/types/custom-table'
import { AppError } from '../../kernel'
import type { CreateTable } from './create-table'
import { databaseBehind } from './distributed'
import { OWN_COLUMN_CLAUSES, OWN_COLUMNS } from './own-columns'
import { isPrintable, quoteName, quoteText } from './quote'
import { typeText } from './column-type'
import type { TableName } from '../tables/schema'

/** What ClickHouse knows of the tables that sources may be made of. */
export interface Catalog {
  /** The tables that a source may be made of: not ours, not the system's. */
  list(): Promise<ListedTable[]>
  /** @throws AppError not_found, and bad_request for a table that can't be a source's */
  read(name: TableName): Promise<Omit<CustomTable, 'mapping'>>
  /** The columns of a table of ours as they are now; undefined when it is not there. */
  columnsOf(table: string): Promise<CustomColumn[] | undefined>
  /** Lets ClickHouse look at a table that is to be made, without making it. @throws AppError bad_request with what it objects to */
  tryOut(table: CreateTable): Promise<void>
}

/** A table of the connection, whatever sources there are. */
export type ListedTable = Omit<ExistingTable, 'taken'>

const MOST_TABLES = 1000
/** System tables are no place for lines, and ours belong to sources of their own. */
const HIDDEN = ['system', 'INFORMATION_SCHEMA', 'information_schema', '_temporary_and_external_tables']
const USABLE = String.raw`(MergeTree$|^Distributed$)`
/** Engines that keep each row as it was inserted: only there two columns tell what is missing. */
const KEEPS_ROWS = /^(?:Replicated|Shared)?MergeTree$/
const COLUMNS = `SELECT name, type, default_kind AS kind FROM system.columns
WHERE database = {database:String} AND table = {table:String} AND default_kind != 'EPHEMERAL' ORDER BY position`
const LIST = `SELECT t.database AS database, t.name AS table, t.engine AS engine, t.engine_full AS full, toUInt32(count()) AS columns
FROM system.tables AS t INNER JOIN system.columns AS c ON c.database = t.database AND c.table = t.name
WHERE NOT t.is_temporary AND t.database NOT IN {hidden:Array(String)} AND match(t.engine, {usable:String})
GROUP BY database, table, engine, full ORDER BY database, table LIMIT {limit:UInt32}`

interface ColumnRow { name: string, type: string, kind: string }

/** @param database ours */
export function createCatalog(client: ClickHouseClient, database: string): Catalog {
  async function rows<T>(query: string, query_params: Record<string, unknown>): Promise<T[]> {
    return (await client.query({ query, query_params, format: 'JSONEachRow' })).json<T>()
  }
  const hidden = [...HIDDEN, database]
  const columns = async (name: TableName) => (await rows<ColumnRow>(COLUMNS, { ...name })).map(toColumn)

  return {
    async list() {
      const found = await rows<ListedTable & { full: string }>(LIST, { hidden, usable: USABLE, limit: MOST_TABLES })
      return found.filter(({ full }) => !leadsTo(hidden, full)).map(({ full: _full, ...listed }) => listed)
    },
    async read(name) {
      const [found] = hidden.includes(name.database)
        ? []
        : await rows<{ engine: string, full: string }>('SELECT engine, engine_full AS full FROM system.tables WHERE database = {database:String} AND name = {table:String}', { ...name })
      if (found === undefined || leadsTo(hidden, found.full)) throw new AppError('not_found', `There is no table ${JSON.stringify(`${name.database}.${name.table}`)} that a source could be made of`)
      return existingTable(name, found.engine, await columns(name))
    },
    async columnsOf(table) {
      const found = (await columns({ database, table })).filter(({ name }) => !OWN_COLUMNS.has(name))
      return found.length === 0 ? undefined : found
    },
    tryOut: table => tryOut(client, table),
  }
}

/** A Distributed table must not be a way round: who reads it reads what is behind it. */
function leadsTo(hidden: readonly string[], engine: string): boolean {
  if (!engine.startsWith('Distributed')) return false
  const behind = databaseBehind(engine)
  return behind === undefined || hidden.includes(behind)
}

const KINDS: Readonly<Record<string, CustomColumn['kind']>> = { DEFAULT: 'default', MATERIALIZED: 'computed', ALIAS: 'computed' }
const toColumn = ({ name, type, kind }: ColumnRow): CustomColumn => ({ name, type, kind: KINDS[kind] ?? 'plain' })

function existingTable({ database, table }: TableName, engine: string, columns: readonly CustomColumn[]): Omit<CustomTable, 'mapping'> {
  const refuse = (why: string) => new AppError('bad_request', `The table ${JSON.stringify(`${database}.${table}`)} can’t be a source’s: ${why}`, { issues: [{ path: 'table', message: why }] })
  if (!new RegExp(USABLE).test(engine)) throw refuse(`its engine is ${engine}, and lines go into a table of the MergeTree family or a Distributed one`)
  if (columns.length > MAX_COLUMNS) throw refuse(`it has more than ${MAX_COLUMNS} columns`)
  if (!columns.every(({ name }) => isPrintable(name))) throw refuse('the name of a column has control characters')
  const hasIdentity = KEEPS_ROWS.test(engine) && ['Segment', 'Ordinal'].every(own =>
    columns.some(({ name, type, kind }) => name === own && kind === 'plain' && type === typeText(OWN_COLUMNS.get(own)!)))
  return {
    database, table, owned: false, hasIdentity,
    columns: hasIdentity ? columns.filter(({ name }) => name !== 'Segment' && name !== 'Ordinal') : columns,
  }
}

/** A temporary table lives as long as the request that makes it. */
async function tryOut(client: ClickHouseClient, { clauses, columns, expressions }: CreateTable): Promise<void> {
  const settings = clauses.settings.length === 0 ? '' : `\nSETTINGS ${clauses.settings.join(', ')}`
  const create = `CREATE TEMPORARY TABLE source_check (
${[...OWN_COLUMN_CLAUSES, ...clauses.elements].join(',\n')}
)
ENGINE = ${clauses.engine}
${clauses.keys.join('\n')}${settings}`
  await attempt(() => client.command({ query: create }))
  if (expressions.length === 0) return
  const values = [...OWN_COLUMNS].map(([name, type]) => [name, typeText(type)] as const).concat(columns.map(({ name, type }) => [name, type] as const))
    .map(([name, type]) => `materialize(defaultValueOfTypeName(${quoteText(type)})) AS ${quoteName(name)}`)
  await attempt(() => client.command({ query: `SELECT ${expressions.map(({ sql }) => `ignore(${sql})`).join(', ')} FROM (SELECT ${values.join(', ')}) FORMAT Null` }))
}

/** Codes that say nothing of the statement: ClickHouse is short of something, or doesn't let us make temporary tables. */
const NOT_ABOUT_IT = new Set(['159', '202', '209', '210', '241', '439', '497'])

async function attempt(work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  }
  catch (error) {
    if (!(error instanceof ClickHouseError)) throw error
    if (error.code === '497') return
    if (NOT_ABOUT_IT.has(error.code)) throw new AppError('unavailable', 'ClickHouse is busy. Try again in a moment.', { retryAfter: 5, origin: error })
    const message = `ClickHouse refuses the table: ${objectionOf(error)}`
    throw new AppError('bad_request', message, { issues: [{ path: 'ddl', message }], origin: error })
  }
}

/** What it says, without what follows about its inside. */
const objectionOf = (error: ClickHouseError) => error.message.split(/: In scope |: while |: default expression | \(version /)[0]!.slice(0, 300).trim()
