import { csvLine } from '#shared/utils/csv'
import { formatNanos } from '#shared/utils/moment'
import type { LogqlPiece, SqlPiece } from '../domain/query'
import { lineOf, valueOf } from './logql-answer'
import { lineColumns, logqlCells, pointsOf, sqlCells } from './query-pieces'

/** A piece of a file, and how many rows of the answer it has. */
export interface FilePiece { readonly text: string, readonly rows: 0 | 1 }

/** Makes pieces of a file of those of an answer, one by one: an answer of numbers is one piece of many rows. */
type Write<Piece> = (piece: Piece) => Iterable<FilePiece>

export interface FileForm<Piece> {
  readonly write: Write<Piece>
  /** The whole file where the answer has no piece. */
  readonly empty: string
}

const ndjsonLine = (item: object): FilePiece => ({ text: `${JSON.stringify(item)}\n`, rows: 1 })

/** With a line of names before the first row. */
function csv<Piece>(cellsOf: (piece: Piece) => Iterable<unknown[]>, headersIn: (piece: Piece, isFirst: boolean) => number): Write<Piece> {
  let isFirst = true
  return function* (piece) {
    let headers = headersIn(piece, isFirst)
    isFirst = false
    for (const cells of cellsOf(piece)) yield { text: csvLine(cells), rows: headers-- > 0 ? 0 : 1 }
  }
}

/** @param ofSeveral whether several sources are read */
export const logqlFile = (format: 'csv' | 'ndjson', ofSeveral: boolean): FileForm<LogqlPiece> => format === 'csv'
  ? { write: csv(logqlCells(), (piece, isFirst) => isFirst || 'numbers' in piece ? 1 : 0), empty: csvLine(lineColumns(ofSeveral)) }
  : { write: logqlLines, empty: '' }

function* logqlLines(piece: LogqlPiece): Generator<FilePiece, void> {
  if ('entry' in piece) {
    const { id, source, time, line, stream, metadata, parsed } = lineOf(piece.entry)
    yield ndjsonLine({ time: formatNanos(BigInt(time)), id, ...source !== undefined && { source }, line, labels: { ...stream, ...metadata, ...parsed } })
    return
  }
  for (const { time, labels, value } of pointsOf(piece.numbers)) yield ndjsonLine({ time: formatNanos(time), labels, value: valueOf(value) })
}

/** An answer to SQL has a piece in any case: its columns. */
export const sqlFile = (format: 'csv' | 'ndjson'): FileForm<SqlPiece> =>
  ({ write: format === 'csv' ? csv(sqlCells(), piece => 'columns' in piece ? 1 : 0) : sqlLines(), empty: '' })

function sqlLines(): Write<SqlPiece> {
  let names: readonly string[] = []
  return (piece) => {
    if ('row' in piece) return [ndjsonLine(Object.fromEntries(piece.row.map((value, i) => [names[i]!, value])))]
    names = distinct(piece.columns.map(({ name }) => name))
    return []
  }
}

/** Columns may have the same name, an object’s members may not. */
function distinct(names: readonly string[]): string[] {
  const taken = new Set<string>()
  return names.map((name) => {
    let free = name
    for (let n = 2; taken.has(free); n++) free = `${name}_${n}`
    taken.add(free)
    return free
  })
}
