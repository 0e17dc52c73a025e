import type { StoredSource } from '../identity'
import { AppError } from '../kernel'

interface TablePlace { readonly database: string, readonly table: string }

const keyOf = ({ database, table }: TablePlace) => JSON.stringify([database, table])

/** Tells whether a table of the connection is that of a source, of whatever project. */
export function isTakenBy(sources: readonly StoredSource[]): (table: TablePlace) => boolean {
  const taken = new Set(sources.flatMap(({ custom }) => custom?.database === undefined ? [] : keyOf({ database: custom.database, table: custom.table })))
  return table => taken.has(keyOf(table))
}

/** A table belongs to one source: else the lines of one project could be read in another. @throws AppError conflict */
export function requireFreeTable(sources: readonly StoredSource[], place: TablePlace): void {
  if (!isTakenBy(sources)(place)) return
  const message = 'It is the table of a source already, in this project or another. Use that source, or another table.'
  throw new AppError('conflict', `The table ${JSON.stringify(`${place.database}.${place.table}`)} can’t be a second source’s. ${message}`, { issues: [{ path: 'table', message }] })
}
