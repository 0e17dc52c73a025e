import { absentLabels, labelPicker, Labels, SeriesLabels, type Sample, type Scan, type StepGrid } from '#shared/logql'
import type { RecordRow } from '#shared/types/record-row'
import { isMissingTable } from '../errors'
import type { Run } from '../executor'
import type { KnownPieces } from '../range-cache'
import type { Statement } from '../sql'
import type { LabelSettings } from './label-sql'
import type { SummedPieces } from './pieces'
import type { RangeQuery } from './range-sql'
import { FoundPieces, SeriesPieces, type Series } from './series-pieces'
import { metadataOf, RecordReader } from './record-rows'

/** Rows of series and pieces of time that one range aggregation may come to. */
const MOST_ROWS = 1_000_000

type Row = Omit<RecordRow, 'time' | 'segment' | 'ordinal' | 'line'> & { bucket: string, lines?: string, bytes?: string, value?: number, unsure: string | number } & Record<`l${number}`, string>

/** What a range aggregation is read with. */
export interface RangeReading {
  readonly settings: LabelSettings
  readonly maxSeries: number
  /** What is known of it already; undefined where nothing may be kept. */
  readonly known?: KnownPieces | undefined
}

/**
 * The series of each step of a range aggregation, from what the engine counted; undefined where it is in doubt about
 * a row. The engine is asked for those pieces of time only that are not known.
 * @throws AppError bad_request past `maxSeries`
 */
export async function readRange(
  run: Run, query: RangeQuery, scan: Scan, grid: StepGrid, { settings, maxSeries, known }: RangeReading,
): Promise<readonly (readonly Sample[])[] | undefined> {
  const labelsOf = query.names === undefined ? wholeLabels(scan, settings) : groupedLabels(query.names)
  const { pieces, summed } = query
  const all = new SeriesPieces(maxSeries)
  const missing = known ? all.addKnown(known.pieces, pieces) : [{ first: 0, last: pieces.count }]
  const found: FoundPieces | undefined = known && new FoundPieces(query)
  const readSpans = async (run: Run) => {
    for (const span of missing) await readPart(run, query.statement(span), labelsOf, all, found)
  }
  // What is beside the pieces is little, and mostly waiting: meanwhile.
  const readEdges = async (run: Run) => {
    if (summed && summed.edges.length > 0) await readPart(run, query.statement(summed.edges), labelsOf, all, undefined)
  }
  try {
    await run.together([readSpans, readEdges])
  }
  catch (error) {
    if (error instanceof InDoubt) return undefined
    throw error
  }
  if (known) {
    known.keep(found!.of(missing))
    run.scan.pieces = (run.scan.pieces ?? 0) + pieces.count
    run.scan.known = (run.scan.known ?? 0) + pieces.count - missing.reduce((sum, { first, last }) => sum + last - first, 0)
  }
  const answers = summed === undefined ? place(all.series(), grid) : slide(all.series(), scan, summed, grid)
  if (scan.range.operation !== 'absent_over_time') return answers
  const absent = { labels: absentLabels(scan.log), value: 1 }
  return answers.map(samples => samples.length > 0 ? [] : [absent])
}

/** The engine can’t tell of a row. */
class InDoubt extends Error {}

/** @throws InDoubt */
async function readPart(run: Run, statement: Statement, labelsOf: (row: Row) => SeriesLabels, all: SeriesPieces, found: FoundPieces | undefined): Promise<void> {
  try {
    for await (const row of run.stream<Row>(statement, MOST_ROWS)) {
      if (Number(row.unsure) > 0) throw new InDoubt()
      const value = { labels: labelsOf(row), lines: Number(row.lines ?? 0), bytes: Number(row.bytes ?? 0), value: Number(row.value ?? 0) }
      all.add(Number(row.bucket), value)
      found?.add(Number(row.bucket), value)
    }
  }
  catch (error) {
    if (!isMissingTable(error)) throw error
  }
}

const stepsIn = ({ start, end, step }: StepGrid) => step === 0n ? 1 : Number((end - start) / step) + 1

/** Where each piece is the answer of a step. */
function place(all: readonly Series[], grid: StepGrid): readonly (readonly Sample[])[] {
  const answers: Sample[][] = Array.from({ length: stepsIn(grid) }, () => [])
  for (const { labels, pieces } of all) for (const { bucket, value } of pieces) answers[bucket]!.push({ labels, value })
  return answers
}

function groupedLabels(names: readonly string[]): (row: Row) => SeriesLabels {
  const known = new Map<string, SeriesLabels>()
  return (row) => {
    const values = names.map((_, i) => row[`l${i}`] ?? '')
    const key = JSON.stringify(values)
    let labels = known.get(key)
    if (labels === undefined) known.set(key, labels = SeriesLabels.of(names.map((name, i) => [name, values[i]!] as const).filter(([, value]) => value !== '')))
    return labels
  }
}

function wholeLabels({ grouping }: Scan, settings: LabelSettings): (row: Row) => SeriesLabels {
  const reader = new RecordReader(settings)
  const pick = labelPicker(grouping, undefined)
  return row => pick(new Labels(reader.streamOf(row), metadataOf(row)))
}

/** Moves the window over each series' pieces. A window without lines has no value. */
function slide(all: readonly Series[], scan: Scan, { perWindow, perStep }: SummedPieces, grid: StepGrid): readonly (readonly Sample[])[] {
  const steps = stepsIn(grid)
  const answers: Sample[][] = Array.from({ length: steps }, () => [])
  const valueOf = valueFrom(scan)
  for (const { labels, pieces } of all) {
    pieces.sort((a, b) => a.bucket - b.bucket)
    let [first, next, lines, bytes] = [0, 0, 0, 0]
    for (let k = 0; k < steps; k++) {
      const from = k * perStep
      for (; next < pieces.length && pieces[next]!.bucket < from + perWindow; next++) {
        lines += pieces[next]!.lines
        bytes += pieces[next]!.bytes
      }
      for (; first < next && pieces[first]!.bucket < from; first++) {
        lines -= pieces[first]!.lines
        bytes -= pieces[first]!.bytes
      }
      if (lines > 0) answers[k]!.push({ labels, value: valueOf(lines, bytes) })
    }
  }
  return answers
}

function valueFrom({ range: { operation, range: { interval } } }: Scan): (lines: number, bytes: number) => number {
  const seconds = interval / 1e9
  switch (operation) {
    case 'rate': return lines => lines / seconds
    case 'bytes_rate': return (_lines, bytes) => bytes / seconds
    case 'bytes_over_time': return (_lines, bytes) => bytes
    default: return lines => lines
  }
}
