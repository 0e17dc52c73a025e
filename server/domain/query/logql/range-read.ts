import { absentLabels, labelPicker, Labels, SeriesLabels, type Sample, type Scan, type StepGrid } from '#shared/logql'
import type { RecordRow } from '#shared/types/record-row'
import { AppError } from '../../kernel'
import { isMissingTable } from '../errors'
import type { Run } from '../executor'
import type { LabelSettings } from './label-sql'
import type { Buckets, RangeStatement } from './range-sql'
import { metadataOf, RecordReader } from './record-rows'

/** Rows of series and pieces of time that one range aggregation may come to. */
const MOST_ROWS = 1_000_000

type Row = Omit<RecordRow, 'time' | 'segment' | 'ordinal' | 'line'> & { bucket: string, lines?: string, bytes?: string, value?: number, unsure: string | number } & Record<`l${number}`, string>

interface Piece { readonly bucket: number, lines: number, bytes: number, value: number }
interface Series { readonly labels: SeriesLabels, readonly pieces: Piece[] }

/**
 * The series of each step of a range aggregation, from what the engine counted; undefined where it is in doubt about
 * a row.
 * @throws AppError bad_request past `maxSeries`
 */
export async function readRange(
  run: Run, { statement, buckets, names }: RangeStatement, scan: Scan, grid: StepGrid, settings: LabelSettings, maxSeries: number,
): Promise<readonly (readonly Sample[])[] | undefined> {
  const labelsOf = names === undefined ? wholeLabels(scan, settings) : groupedLabels(names)
  const series = new Map<string, Series>()
  try {
    for await (const row of run.stream<Row>(statement, MOST_ROWS)) {
      if (Number(row.unsure) > 0) return undefined
      const labels = labelsOf(row)
      let known = series.get(labels.key)
      if (known === undefined) {
        series.set(labels.key, known = { labels, pieces: [] })
        if (series.size > maxSeries) throw tooManySeries(maxSeries)
      }
      known.pieces.push({ bucket: Number(row.bucket), lines: Number(row.lines ?? 0), bytes: Number(row.bytes ?? 0), value: Number(row.value ?? 0) })
    }
  }
  catch (error) {
    if (!isMissingTable(error)) throw error
  }
  const answers = buckets === undefined ? place([...series.values()], grid) : slide([...series.values()], scan, buckets, grid)
  if (scan.range.operation !== 'absent_over_time') return answers
  const absent = { labels: absentLabels(scan.log), value: 1 }
  return answers.map(samples => samples.length > 0 ? [] : [absent])
}

const stepsIn = ({ start, end, step }: StepGrid) => step === 0n ? 1 : Number((end - start) / step) + 1

/** Where each piece is the answer of a step. */
function place(all: readonly Series[], grid: StepGrid): readonly (readonly Sample[])[] {
  const answers: Sample[][] = Array.from({ length: stepsIn(grid) }, () => [])
  for (const { labels, pieces } of all) for (const { bucket, value } of pieces) answers[bucket]!.push({ labels, value })
  return answers
}

const tooManySeries = (most: number) =>
  new AppError('bad_request', `The query has more than ${most} series. Group by fewer labels, or select fewer streams`)

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
function slide(all: readonly Series[], scan: Scan, buckets: Buckets, grid: StepGrid): readonly (readonly Sample[])[] {
  const steps = stepsIn(grid)
  const answers: Sample[][] = Array.from({ length: steps }, () => [])
  const valueOf = valueFrom(scan)
  for (const { labels, pieces } of all) {
    pieces.sort((a, b) => a.bucket - b.bucket)
    let [first, next, lines, bytes] = [0, 0, 0, 0]
    for (let k = 0; k < steps; k++) {
      const from = k * buckets.perStep
      for (; next < pieces.length && pieces[next]!.bucket < from + buckets.perWindow; next++) {
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
