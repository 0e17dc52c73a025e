import type { ClickHouseClient } from '@clickhouse/client'
import type { TableSchema } from './tables/schema'

/** Where a table is and how it looks. */
export interface TableSpec {
  readonly table: string
  readonly schema: TableSchema
  readonly retentionDays: number
}

/** Makes and alters the tables of one connection. */
export interface Tables {
  /** Makes the database and the table where missing. Cheap when repeated. */
  ensure(spec: TableSpec): Promise<void>
  /** Forgets what `ensure` knows of a table: after the server said that it is missing. */
  forget(table: string): void
}

export function createTables(client: ClickHouseClient, database: string): Tables {
  const known = new Map<string, Promise<void>>()

  async function create(spec: TableSpec): Promise<void> {
    await client.command({
      query: 'CREATE DATABASE IF NOT EXISTS {database:Identifier}',
      query_params: { database },
    })
    const { schema, table, retentionDays } = spec
    const statements = [schema.createSql(retentionDays), ...schema.furtherSql?.({ database, table, retentionDays }) ?? []]
    for (const query of statements) await client.command({ query, query_params: { database, table } })
  }

  return {
    ensure(spec) {
      const running = known.get(spec.table) ?? create(spec)
      known.set(spec.table, running)
      return running.catch((error: unknown) => {
        known.delete(spec.table)
        throw error
      })
    },
    forget: table => void known.delete(table),
  }
}
