import { ClickHouseError, type ClickHouseClient } from '@clickhouse/client'
import type { CustomTable } from '#shared/types/custom-table'
import { AppError } from '../kernel'
import { ownTableName, quoteName } from '../storage'

/** @throws AppError bad_request with what ClickHouse objects to */
export async function runStatements(client: ClickHouseClient, statements: readonly string[]): Promise<void> {
  for (const query of statements) {
    await client.command({ query }).catch((error: unknown) => {
      throw error instanceof ClickHouseError ? new AppError('bad_request', `ClickHouse refuses: ${error.message.slice(0, 300)}`, { origin: error }) : error
    })
  }
}

/** Drops what was made for a source that was not made after all. A table of the user's stays. */
export async function dropOwn(client: ClickHouseClient, { database, table }: { database: string, table: string }, custom: CustomTable): Promise<void> {
  const name = (which: string) => `${quoteName(database)}.${quoteName(which)}`
  const tables = custom.owned ? [`${table}_patterns_view`, `${table}_patterns`, ownTableName(table)] : []
  for (const query of [`DROP VIEW IF EXISTS ${name(table)}`, ...tables.map(each => `DROP TABLE IF EXISTS ${name(each)}`)]) await client.command({ query })
}
