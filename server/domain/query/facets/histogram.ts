import type { HistogramRequest, HistogramResponse, Sampled } from '#shared/schemas/facets'
import { levelOf } from '#shared/utils/severity'
import { isMissingTable } from '../errors'
import type { Run } from '../executor'
import { BAND_SQL, levelOfBand } from '../level'
import { valueOf } from '../logql/record-rows'
import type { Range } from '../range'
import type { Statement } from '../sql'
import type { OpenScope } from '../tables'
import { alignDown, stepFor, type Step } from '../steps'
import { countPlan, type CountPlan } from './plan'
import { readSample } from './sample'
import { readSelection, selectStatement, type Selection } from './selection'
import { countValues } from './values'

/** Where the bars are. */
export interface Bars { readonly origin: bigint, readonly step: bigint }
interface Row { bucket: string, band: number, lines: string, unsure: string | number }
/** Lines of one bar with one value; undefined for the values that are not told apart. */
export interface Piece { readonly bar: number, readonly value: string | undefined, readonly lines: number }
/** Of 500 bars with 52 values, or of the trends of 500 patterns. */
const MOST_PIECES = 1_000_000
interface Pieces { readonly pieces: readonly Piece[], readonly sampled?: Sampled | undefined }

/**
 * Lines by bar and band; `origin` is the start of bar 0. As UInt64 the difference is right even where it is more than
 * an Int64 holds (a range from 1900 to 2262).
 * @param band what each bar is split by: a small number
 */
export function histogramStatement(selection: Selection, plan: CountPlan, { origin, step }: Bars, band: string): Statement {
  return selectStatement(selection, plan, {
    columns: `intDiv(toUInt64(toUnixTimestamp64Nano(Timestamp) - {origin:Int64}), {step:UInt64}) AS bucket,
  ${band} AS band,
  count() AS lines,
  countIf(${plan.unsure}) AS unsure`,
    tail: 'GROUP BY bucket, band',
    params: { origin: String(origin), step: String(step) },
  })
}

/** The place of a row's value in a list, from 1 on; 0 is for all others. */
export const placeSql = ({ value, params }: CountPlan, values: readonly string[]) =>
  `indexOf(${params.bind(values, 'Array(String)')}, toString(${value!}))`

/** Counts in bars of a readable step, aligned to it in UTC; bars without lines are there, with no counts. */
export async function readHistogram(
  run: Run, scope: OpenScope, { buckets: wanted, by, top = 10, ...request }: HistogramRequest, elapsed: () => number,
): Promise<HistogramResponse> {
  const selection = readSelection(scope, request)
  const { range } = selection
  const step = stepFor(range, wanted)
  const bars = { origin: alignDown(range.start, step), step: step.nanos }
  const { pieces, sampled } = await (by === undefined ? byLevel(run, selection, bars) : byLabel(run, selection, bars, by, top))
  return {
    start: isoOf(bars.origin), stepMs: Number(step.nanos / 1_000_000n),
    ...answerOf(pieces, emptyBars(bars.origin, range, step)),
    ...sampled && { sampled }, scannedRows: run.scan.rows, elapsedMs: elapsed(),
  }
}

async function byLevel(run: Run, selection: Selection, bars: Bars): Promise<Pieces> {
  const plan = countPlan(selection)
  const exact = plan && await barsInEngine(run, histogramStatement(selection, plan, bars, BAND_SQL), levelOfBand)
  return exact ? { pieces: exact } : barsOfLines(run, selection, bars, undefined)
}

/** The most frequent values are told apart, and lines without one. */
async function byLabel(run: Run, selection: Selection, bars: Bars, label: string, top: number): Promise<Pieces> {
  const plan = countPlan(selection, { label })
  const counts = plan && await countValues(run, selection, { label, limit: top })
  if (plan && counts && !counts.sampled) {
    const values = [...counts.values.map(({ value }) => value), '']
    const exact = await barsInEngine(run, histogramStatement(selection, plan, bars, placeSql(plan, values)), place => values[place - 1])
    if (exact) return { pieces: exact }
  }
  const { pieces, sampled } = await barsOfLines(run, selection, bars, label)
  const known = new Set([...totalsOf(pieces)].filter(([value]) => value !== '').slice(0, top).map(([value]) => value)).add('')
  return { sampled, pieces: pieces.map(piece => known.has(piece.value) ? piece : { ...piece, value: undefined }) }
}

/** Undefined where the engine is in doubt. */
export async function barsInEngine(run: Run, statement: Statement, valueOf: (band: number) => string | undefined): Promise<Piece[] | undefined> {
  const pieces: Piece[] = []
  try {
    for await (const { unsure, bucket, band, lines } of run.stream<Row>(statement, MOST_PIECES)) {
      if (Number(unsure) > 0) return undefined
      pieces.push({ bar: Number(bucket), value: valueOf(Number(band)), lines: Number(lines) })
    }
  }
  catch (error) {
    if (!isMissingTable(error)) throw error
  }
  return pieces
}

async function barsOfLines(run: Run, selection: Selection, { origin, step }: Bars, label: string | undefined): Promise<Pieces> {
  const pieces = new Map<string, { bar: number, value: string, lines: number }>()
  const sampled = await readSample(run, selection, label === undefined ? undefined : { label }, ({ timestamp, labels }, { severity }) => {
    const bar = Number((timestamp - origin) / step)
    const value = label === undefined ? levelOf(severity) : valueOf(labels, label)
    const key = `${bar} ${value}`
    const piece = pieces.get(key)
    if (piece) piece.lines++
    else pieces.set(key, { bar, value, lines: 1 })
  })
  return { pieces: [...pieces.values()], sampled }
}

/** Lines of each value, most frequent first. */
function totalsOf(pieces: readonly Piece[]): Map<string | undefined, number> {
  const totals = new Map<string | undefined, number>()
  for (const { value, lines } of pieces) totals.set(value, (totals.get(value) ?? 0) + lines)
  return new Map([...totals].sort(([a = '', x], [b = '', y]) => y - x || (a < b ? -1 : 1)))
}

type Bar = HistogramResponse['buckets'][number]

function answerOf(pieces: readonly Piece[], buckets: Bar[]): Pick<HistogramResponse, 'total' | 'values' | 'other' | 'buckets'> {
  for (const { bar, value, lines } of pieces) {
    const bucket = buckets[bar]
    if (bucket === undefined) continue
    if (value === undefined) bucket.other = (bucket.other ?? 0) + lines
    else bucket.counts[value] = (bucket.counts[value] ?? 0) + lines
  }
  const totals = totalsOf(pieces)
  return {
    total: [...totals.values()].reduce((sum, lines) => sum + lines, 0),
    values: [...totals].flatMap(([value, count]) => value === undefined ? [] : [{ value, count }]),
    other: totals.get(undefined) ?? 0,
    buckets,
  }
}

function emptyBars(start: bigint, { end }: Range, step: Step): Bar[] {
  const count = Number((end - start + step.nanos - 1n) / step.nanos)
  // A value may be called as what every object has.
  return Array.from({ length: count }, (_, i) => ({ time: isoOf(start + BigInt(i) * step.nanos), counts: Object.create(null) as Record<string, number> }))
}

/** Steps are whole milliseconds, so is their start. */
export const isoOf = (nanos: bigint) => new Date(Number(nanos / 1_000_000n)).toISOString()
