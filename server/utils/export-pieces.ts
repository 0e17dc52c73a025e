import { csvLine } from '#shared/utils/csv'
import { formatNanos } from '#shared/utils/moment'
import type { LogqlPiece, SqlPiece } from '../domain/query'
import { lineOf, valueOf } from './logql-answer'
import { logqlCells, sqlCells } from './query-pieces'

/** A piece of a file, and how many rows of the answer it has. */
export interface FilePiece { readonly text: string, readonly rows: number }

/** Makes pieces of a file of those of an answer. */
export type Write<Piece> = (piece: Piece) => FilePiece

const ndjson = (items: readonly object[]): FilePiece => ({ text: items.map(item => `${JSON.stringify(item)}\n`).join(''), rows: items.length })

/** With a line of names before the first row. */
function csv<Piece>(cellsOf: (piece: Piece) => unknown[][], headersIn: (piece: Piece, isFirst: boolean) => number): Write<Piece> {
  let isFirst = true
  return (piece) => {
    const cells = cellsOf(piece)
    const headers = headersIn(piece, isFirst)
    isFirst = false
    return { text: cells.map(csvLine).join(''), rows: cells.length - headers }
  }
}

export const logqlFile = (format: 'csv' | 'ndjson'): Write<LogqlPiece> =>
  format === 'csv' ? csv(logqlCells(), (piece, isFirst) => isFirst || 'numbers' in piece ? 1 : 0) : piece => ndjson(logqlObjects(piece))

function logqlObjects(piece: LogqlPiece): object[] {
  if ('entry' in piece) {
    const { id, source, time, line, stream, metadata, parsed } = lineOf(piece.entry)
    return [{ time: formatNanos(BigInt(time)), id, ...source !== undefined && { source }, line, labels: { ...stream, ...metadata, ...parsed } }]
  }
  const { numbers } = piece
  switch (numbers.kind) {
    case 'scalar': return [{ time: formatNanos(numbers.timestamp), labels: {}, value: valueOf(numbers.value) }]
    case 'vector': return numbers.samples.map(({ labels, value }) => ({ time: formatNanos(numbers.timestamp), labels, value: valueOf(value) }))
    case 'matrix': return numbers.series.flatMap(({ labels, points }) => points.map(([time, value]) => ({ time: formatNanos(time), labels, value: valueOf(value) })))
  }
}

export function sqlFile(format: 'csv' | 'ndjson'): Write<SqlPiece> {
  if (format === 'csv') return csv(sqlCells(), piece => 'columns' in piece ? 1 : 0)
  let names: readonly string[] = []
  return (piece) => {
    if ('row' in piece) return ndjson([Object.fromEntries(piece.row.map((value, i) => [names[i]!, value]))])
    names = distinct(piece.columns.map(({ name }) => name))
    return { text: '', rows: 0 }
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
