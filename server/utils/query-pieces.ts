import { formatNanos } from '#shared/utils/moment'
import type { LogqlPiece, SqlPiece } from '../domain/query'
import { lineOf, seriesOf, valueOf } from './logql-answer'

/** A piece of an answer, named by what it is. */
export type PieceEvent = readonly [kind: 'line' | 'columns' | 'row' | 'series' | 'sample' | 'scalar', item: object]

export function logqlEvents(piece: LogqlPiece): PieceEvent[] {
  if ('entry' in piece) return [['line', lineOf(piece.entry)]]
  const { numbers } = piece
  switch (numbers.kind) {
    case 'scalar': return [['scalar', { time: String(numbers.timestamp), value: valueOf(numbers.value) }]]
    case 'vector': return numbers.samples.map(({ labels, value }) => ['sample', { time: String(numbers.timestamp), labels, value: valueOf(value) }])
    case 'matrix': return numbers.series.map(series => ['series', seriesOf(series)])
  }
}

export const sqlEvents = (piece: SqlPiece): PieceEvent[] =>
  'columns' in piece ? [['columns', piece.columns]] : [['row', piece.row]]

/** Cells of a table, its header first. Lines with their labels as JSON; numbers with a column for each label. */
export function logqlCells(): (piece: LogqlPiece) => unknown[][] {
  let isFirst = true
  return (piece) => {
    const header = isFirst
    isFirst = false
    if ('entry' in piece) {
      const { id, source, time, line, stream, metadata, parsed } = lineOf(piece.entry)
      const told = source === undefined ? [] : [source]
      return [...header ? [['time', 'id', ...told.map(() => 'source'), 'line', 'labels']] : [], [formatNanos(BigInt(time)), id, ...told, line, { ...stream, ...metadata, ...parsed }]]
    }
    const { numbers } = piece
    if (numbers.kind === 'scalar') return [['time', 'value'], [formatNanos(numbers.timestamp), valueOf(numbers.value)]]
    const all = numbers.kind === 'vector'
      ? numbers.samples.map(({ labels, value }) => ({ labels, points: [[numbers.timestamp, value] as const] }))
      : numbers.series
    const names = [...new Set(all.flatMap(({ labels }) => Object.keys(labels)))].sort()
    return [['time', ...names, 'value'], ...all.flatMap(({ labels, points }) => points.map(([time, value]) => [formatNanos(time), ...names.map(name => labels[name]), valueOf(value)]))]
  }
}

export const sqlCells = () => (piece: SqlPiece): unknown[][] =>
  'columns' in piece ? [piece.columns.map(({ name }) => name)] : [[...piece.row]]
