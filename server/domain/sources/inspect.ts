import type { CustomMapping, InspectedTable, TableOrigin } from '#shared/schemas/custom-table'
import type { CustomTable } from '#shared/types/custom-table'
import { AppError } from '../kernel'
import {
  customSchema, definitionOf, mappingIssues, ownTableName, readCreateTable, rolesOf, SqlTextError, suggestMapping, whyNotFilled, type Catalog, type CreateTable,
} from '../storage'

/** A table that a source may be made of: what is known of it before anybody has said what its columns mean. */
export interface Candidate {
  readonly table: Omit<CustomTable, 'mapping'>
  readonly notes: readonly string[]
}

/**
 * Looks at where a table comes from. A statement is tried out by ClickHouse, a table is looked up.
 * @param name the name of the source's table, or what stands for it
 * @throws AppError bad_request, not_found, unavailable
 */
export async function candidateOf(catalog: Catalog, origin: TableOrigin, name: string): Promise<Candidate> {
  if (!('ddl' in origin)) return { table: await catalog.read(origin), notes: [] }
  const statement = readStatement(origin.ddl)
  await catalog.tryOut(statement)
  const { columns, clauses, notes } = statement
  return { table: { table: ownTableName(name), owned: true, hasIdentity: true, columns, clauses }, notes }
}

function readStatement(ddl: string): CreateTable {
  try {
    return readCreateTable(ddl)
  }
  catch (error) {
    if (!(error instanceof SqlTextError)) throw error
    throw new AppError('bad_request', `The statement can’t be used: ${error.message}`, { issues: [{ path: 'ddl', message: error.message }] })
  }
}

const AT_LEAST_ONCE = 'The table has no columns Segment UInt64 and Ordinal UInt32 by which Cordwood tells what is there already, or its engine merges rows: after a fault lines may be stored twice'
const OWN_TTL = 'The table keeps its own TTL: the source’s retention does not count for it'
const NO_REST = 'Attributes of a line for which there is no column are not kept. A column of the type Map(String, String) or JSON keeps them'

/** What people are shown of a table. @param retentionDays for the statement that makes it */
export function describe(table: Omit<CustomTable, 'mapping'>, mapping: InspectedTable['mapping'], notes: readonly string[], retentionDays?: number): InspectedTable {
  const delivery = table.hasIdentity ? 'exactly-once' : 'at-least-once'
  return {
    columns: table.columns.map((column) => {
      const note = whyNotFilled(column)
      return { name: column.name, type: column.type, fillable: note === undefined, ...(note === undefined ? {} : { note }), roles: rolesOf(column) }
    }),
    mapping,
    delivery,
    notes: [...notes, ...(table.hasIdentity ? [] : [AT_LEAST_ONCE]), ...(table.owned ? [] : [OWN_TTL]), ...(mapping.rest === undefined ? [NO_REST] : [])],
    ...(table.owned && retentionDays !== undefined ? { sql: sqlOf(table, retentionDays) } : {}),
  }
}

export const suggestionFor = (table: Candidate['table']) => suggestMapping(table.columns)

const sqlOf = (table: Omit<CustomTable, 'mapping'>, retentionDays: number) =>
  definitionOf(customSchema({ ...table, mapping: { time: '', fields: {} } }), { database: 'cordwood', table: table.table, retentionDays })

/** @throws AppError bad_request with what is wrong with it */
export function withMapping(table: Omit<CustomTable, 'mapping'>, mapping: CustomMapping): CustomTable {
  const issues = mappingIssues(table.columns, mapping)
  if (issues.length > 0) throw new AppError('bad_request', `The mapping does not fit the table: ${issues[0]!.message}`, { issues })
  return { ...table, mapping }
}
