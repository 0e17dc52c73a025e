import { Cursor } from './cursor'
import { SqlTextError } from './lexer'

/**
 * The database that a Distributed table reads and writes, of `engine_full` in system.tables: its second argument
 * (https://clickhouse.com/docs/engines/table-engines/special/distributed). Undefined where it does not name one.
 */
export function databaseBehind(engine: string): string | undefined {
  try {
    const cursor = new Cursor(engine)
    if (!cursor.accept('Distributed', '(')) return undefined
    named(cursor)
    cursor.expect(',')
    const database = named(cursor)
    return database !== '' && cursor.is(',') ? database : undefined
  }
  catch (error) {
    if (error instanceof SqlTextError) return undefined
    throw error
  }
}

const named = (cursor: Cursor) => cursor.token.kind === 'text' ? cursor.text('a name') : cursor.name('a name')
