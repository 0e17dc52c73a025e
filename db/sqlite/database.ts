import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { drizzle, type BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import { migrate as runMigrations } from 'drizzle-orm/better-sqlite3/migrator'
import * as schema from './schema'

export type Database = BetterSQLite3Database<typeof schema> & { $client: BetterSqlite3.Database }

/**
 * Opens the settings database, making the file (and its folder) when missing. Its calls are synchronous.
 * @param file path of the SQLite file, or `:memory:`
 */
export function openDatabase(file: string): Database {
  if (file !== ':memory:') {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    // SQLite would make it readable by everybody; its side files take over this mode.
    closeSync(openSync(file, 'a', 0o600))
  }
  const client = new BetterSqlite3(file)
  client.pragma('journal_mode = WAL')
  // FULL: what was answered with a 2xx outlives a power cut.
  client.pragma('synchronous = FULL')
  client.pragma('foreign_keys = ON')
  client.pragma('busy_timeout = 5000')
  return drizzle(client, { schema })
}

/**
 * Brings the tables up to date; does nothing when they are.
 * @param folder the `migrations` folder, absolute
 * @throws when the folder is missing, or the file is not a database of ours
 */
export function migrate(db: Database, folder: string): void {
  runMigrations(db, { migrationsFolder: folder })
}
