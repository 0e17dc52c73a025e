import { openPosition, sealPosition, unlessMissing, type Position, type Run, type SqlPart } from '../query'
import { toLetter, positionOf } from './letters'
import { pageStatement, type LetterRow } from './statements'
import type { LetterScope, StoredLetter } from './types'

export interface LetterPage {
  readonly letters: StoredLetter[]
  /** Where the next page begins; undefined at the end. */
  readonly next: Position | undefined
}

/** One page, newest first. No table means that nothing was ever refused. */
export async function readPage(run: Run, scope: LetterScope, filter: SqlPart, after: Position | undefined, limit: number): Promise<LetterPage> {
  // One row more than wanted tells whether there is a next page.
  const rows = await unlessMissing(() => run.all<LetterRow>(pageStatement(filter, after, limit + 1)), [])
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    letters: page.map(row => toLetter(scope, row)),
    next: rows.length > limit && last ? positionOf(last) : undefined,
  }
}

/** The cursor of a filter's position, and back: see the query room's cursors. */
export const writeCursor = (filter: SqlPart, position: Position | undefined): string | null =>
  position === undefined ? null : sealPosition(askedOf(filter), position)

/** @throws AppError bad_request when it is not a cursor of this filter */
export const readCursor = (filter: SqlPart, cursor: string | undefined): Position | undefined =>
  cursor === undefined ? undefined : openPosition(askedOf(filter), cursor)

/** Without the segments, which follow from the ids, and which JSON can't hold. */
function askedOf({ params: { segments: _, ...asked } }: SqlPart): unknown {
  return ['dead letters', asked]
}
