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

/** What the columns of a table of lines are called; those of several sources tell which they are of. */
export const lineColumns = (ofSeveral: boolean): string[] => ['time', 'id', ...ofSeveral ? ['source'] : [], 'line', 'labels']

/** Cells of a table, its header first, row by row. Lines with their labels as JSON; numbers with a column for each label. */
export function logqlCells(): (piece: LogqlPiece) => Iterable<unknown[]> {
  let isFirst = true
  return (piece) => {
    const header = isFirst
    isFirst = false
    return 'entry' in piece ? lineCells(piece.entry, header) : numberCells(piece.numbers)
  }
}

type Entry = Extract<LogqlPiece, { entry: unknown }>['entry']
type Numbers = Extract<LogqlPiece, { numbers: unknown }>['numbers']

function lineCells(entry: Entry, header: boolean): unknown[][] {
  const { id, source, time, line, stream, metadata, parsed } = lineOf(entry)
  const told = source === undefined ? [] : [source]
  return [...header ? [lineColumns(source !== undefined)] : [], [formatNanos(BigInt(time)), id, ...told, line, { ...stream, ...metadata, ...parsed }]]
}

function* numberCells(numbers: Numbers): Generator<unknown[], void> {
  const names = [...new Set(seriesIn(numbers).flatMap(({ labels }) => Object.keys(labels)))].sort()
  yield ['time', ...names, 'value']
  for (const { time, labels, value } of pointsOf(numbers)) yield [formatNanos(time), ...names.map(name => labels[name]), valueOf(value)]
}

interface Point { readonly time: bigint, readonly labels: Readonly<Record<string, string>>, readonly value: number }

/** The numbers of an answer one by one: of all together there may be many millions. */
export function* pointsOf(numbers: Numbers): Generator<Point, void> {
  for (const { labels, points } of seriesIn(numbers)) for (const [time, value] of points) yield { time, labels, value }
}

function seriesIn(numbers: Numbers): readonly { readonly labels: Readonly<Record<string, string>>, readonly points: readonly (readonly [bigint, number])[] }[] {
  switch (numbers.kind) {
    case 'scalar': return [{ labels: {}, points: [[numbers.timestamp, numbers.value]] }]
    case 'vector': return numbers.samples.map(({ labels, value }) => ({ labels, points: [[numbers.timestamp, value]] }))
    case 'matrix': return numbers.series
  }
}

export const sqlCells = () => (piece: SqlPiece): unknown[][] =>
  'columns' in piece ? [piece.columns.map(({ name }) => name)] : [[...piece.row]]
