import type { Scope } from '#shared/types/scope'
import { definitionOf, type TableSchema } from '../storage'
import { unlessMissing } from './anchor'
import type { Run } from './executor'
import type { Statement } from './sql'

/** The statement that makes a source's table. */
export interface TableDefinition {
  readonly database: string
  readonly table: string
  /** False until the first lines have made the table: the statement is then what it will be made with. */
  readonly exists: boolean
  readonly sql: string
}

/** https://clickhouse.com/docs/sql-reference/statements/show#show-create-table--dictionary--view--database */
export function definitionStatement(database: string, table: string): Statement {
  return { sql: 'SHOW CREATE TABLE {database:Identifier}.{table:Identifier}', params: { database, table } }
}

/** As the engine has it, with what was altered since; as our schema has it where there is no table yet. */
export async function readDefinition(run: Run, ours: string, { table: name, retentionDays, custom }: Scope, schema: TableSchema): Promise<TableDefinition> {
  // Of a user's table the source's name is that of the view over it.
  const { database = ours, table } = custom ?? { table: name }
  const [row] = await unlessMissing(() => run.all<{ statement: string }>(definitionStatement(database, table)), [])
  return { database, table, exists: row !== undefined, sql: row?.statement ?? definitionOf(schema, { database, table, retentionDays }) }
}
