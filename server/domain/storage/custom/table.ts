import type { CustomTable } from '#shared/types/custom-table'
import { patternQuery, patternStatements, type PatternedLines } from '../tables/patterns'
import { ARRIVAL_PARTITION, arrivalTtl, identifier, rowSettings, type TableName, type TableSchema } from '../tables/schema'
import { OWN_COLUMN_CLAUSES } from './own-columns'
import { quoteName } from './quote'
import { patternedLines, viewSql } from './view'

/** Where a user's table is, quoted. @param database ours */
export const qualifiedName = ({ database: theirs, table }: CustomTable, database: string) => `${quoteName(theirs ?? database)}.${quoteName(table)}`

const schemas = new WeakMap<CustomTable, TableSchema>()

/** The schema of a user's table: the same object for the same definition. */
export function customSchema(custom: CustomTable): TableSchema {
  const known = schemas.get(custom)
  if (known !== undefined) return known
  const made = custom.owned ? ownedSchema(custom) : foreignSchema(custom)
  schemas.set(custom, made)
  return made
}

const common = (custom: CustomTable) => ({ name: 'custom', version: 1, columns: [], layout: 'rows' as const, custom })

function ownedSchema(custom: CustomTable): TableSchema {
  return {
    ...common(custom),
    createSql: retentionDays => ownTableSql(custom, `{database:Identifier}.${identifier(custom.table)}`, retentionDays),
    furtherSql: name => [
      viewStatement('CREATE VIEW IF NOT EXISTS', custom, name),
      ...patternStatements(name, linesOf(custom)),
    ],
  }
}

/** Whoever made the table keeps it: ours is the view alone. */
const foreignSchema = (custom: CustomTable): TableSchema => ({
  ...common(custom),
  createSql: () => 'CREATE DATABASE IF NOT EXISTS {database:Identifier}',
  furtherSql: name => [viewStatement('CREATE VIEW IF NOT EXISTS', custom, name)],
})

/** What shows a table anew after its columns or their meanings have changed. */
export function renewStatements(custom: CustomTable, name: TableName): string[] {
  const view = viewStatement('CREATE OR REPLACE VIEW', custom, name)
  return custom.owned
    ? [view, `ALTER TABLE ${identifier(name.database)}.${identifier(`${name.table}_patterns_view`)} MODIFY QUERY ${patternQuery(name.database, linesOf(custom))}`]
    : [view]
}

const linesOf = (custom: CustomTable): PatternedLines => ({ table: custom.table, ...patternedLines(custom) })

/** Makes a table from the checked pieces of a user's statement, with our columns before theirs. */
function ownTableSql({ clauses }: CustomTable, name: string, retentionDays: number): string {
  if (clauses === undefined) throw new Error('a table of ours has no clauses')
  return `CREATE TABLE IF NOT EXISTS ${name} (
${[...OWN_COLUMN_CLAUSES, ...clauses.elements].map(element => `  ${element}`).join(',\n')}
)
ENGINE = ${clauses.engine}
${ARRIVAL_PARTITION}
${clauses.keys.join('\n')}
TTL ${arrivalTtl(retentionDays)}
SETTINGS ${[rowSettings(), ...clauses.settings].join(', ')}`
}

function viewStatement(start: string, custom: CustomTable, { database, table }: TableName): string {
  return `${start} ${identifier(database)}.${identifier(table)} AS\n${viewSql(custom, qualifiedName(custom, database))}`
}
