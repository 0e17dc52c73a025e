import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'

/** How long a server that is just stopping may take to let go, in milliseconds. */
const PATIENCE_MS = 5_000

/**
 * Takes a data directory for this process alone: two servers on one spool would insert each other's segments. The
 * lock is SQLite's on a file of its own, which the system lets go of when the process ends, however it ends.
 * @returns lets go of it
 * @throws Error that says what to do when another process has it
 */
export function lockDirectory(directory: string): () => void {
  const client = new BetterSqlite3(join(directory, 'cordwood.lock'), { timeout: PATIENCE_MS })
  try {
    client.pragma('journal_mode = DELETE')
    client.exec('BEGIN EXCLUSIVE')
  }
  catch (error) {
    client.close()
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error
    throw new Error(`Another Cordwood uses the data directory ${directory}. Stop it, or set CORDWOOD_DATA_DIR to another one.`, { cause: error })
  }
  return () => client.close()
}
