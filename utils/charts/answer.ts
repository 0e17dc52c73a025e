import { chartTexts } from '../messages/charts'
import type { Span } from '../time-range'

/** A number at a moment, milliseconds since 1970. */
export interface SeriesPoint { time: number, value: number }
/** Numbers under one name: over time, or one alone. */
export interface ChartSeries { name: string, labels: Readonly<Record<string, string>>, points: readonly SeriesPoint[] }

/** What can be drawn of an answer. */
export interface ChartAnswer {
  series: readonly ChartSeries[]
  /** Else every series is one number, and its point's time says nothing. */
  isOverTime: boolean
  /** What lies between two points, in milliseconds; the least distance where nobody says. */
  stepMs?: number
  /** A point is what came in the step before it, as in metric queries; else in the step after it. */
  endsStep?: boolean
  /** The time that was asked for. */
  span?: Span
}

export const CHART_KINDS = ['lines', 'bars', 'area', 'distribution', 'top', 'number'] as const
export type ChartKind = typeof CHART_KINDS[number]
const TIME_KINDS: readonly ChartKind[] = ['lines', 'bars', 'area']
export const isTimeKind = (kind: ChartKind): boolean => TIME_KINDS.includes(kind)

/** The kinds that say something about an answer, the best first. */
export function kindsOf({ series, isOverTime }: ChartAnswer): ChartKind[] {
  if (series.length === 0) return []
  const numbers = series.reduce((sum, { points }) => sum + points.length, 0)
  const distribution: ChartKind[] = numbers > 2 ? ['distribution'] : []
  if (isOverTime) return [...TIME_KINDS, ...distribution, 'top', 'number']
  return series.length === 1 ? ['number'] : ['top', ...distribution, 'number']
}

export const STATISTICS = ['last', 'min', 'max', 'avg', 'sum'] as const
export type Statistic = typeof STATISTICS[number]
export type SeriesStatistics = Record<Statistic, number>

/** What the points of a series come to; NaN where it has none. */
export function statisticsOf({ points }: ChartSeries): SeriesStatistics {
  if (points.length === 0) return { last: NaN, min: NaN, max: NaN, avg: NaN, sum: NaN }
  let [min, max, sum] = [Infinity, -Infinity, 0]
  for (const { value } of points) {
    min = Math.min(min, value)
    max = Math.max(max, value)
    sum += value
  }
  return { last: points.at(-1)!.value, min, max, avg: sum / points.length, sum }
}

/** So many series have a colour of their own. */
export const MOST_SERIES = 12
const weight = (series: ChartSeries) => series.points.reduce((sum, { value }) => sum + Math.abs(value), 0)

/** The largest series first, and what is left of them. */
export function largestSeries(series: readonly ChartSeries[], most = MOST_SERIES): { shown: ChartSeries[], rest: ChartSeries[] } {
  const ordered = series.map(each => ({ each, weight: weight(each) })).sort((a, b) => b.weight - a.weight).map(({ each }) => each)
  // One more of its own takes no more room than a rest of one.
  const count = ordered.length === most + 1 ? ordered.length : most
  return { shown: ordered.slice(0, count), rest: ordered.slice(count) }
}

/** Several series as one: a whole needs all its parts. */
export function sumOf(series: readonly ChartSeries[]): ChartSeries {
  const sums = new Map<number, number>()
  for (const { time, value } of series.flatMap(({ points }) => points)) sums.set(time, (sums.get(time) ?? 0) + value)
  return { name: chartTexts.others(series.length), labels: {}, points: [...sums].sort(([a], [b]) => a - b).map(([time, value]) => ({ time, value })) }
}

/** A moment with the value of each series; undefined where it has none. */
export interface ChartRow { time: number, values: (number | undefined)[] }

/** The series side by side, by time. */
export function rowsOf(series: readonly ChartSeries[]): ChartRow[] {
  const rows = new Map<number, ChartRow>()
  series.forEach(({ points }, index) => {
    for (const { time, value } of points) {
      let row = rows.get(time)
      if (!row) rows.set(time, row = { time, values: series.map(() => undefined) })
      row.values[index] = value
    }
  })
  return [...rows.values()].sort((a, b) => a.time - b.time)
}

/** The values whose series has none at the moments beside, by their moments. */
export function loneValues(rows: readonly ChartRow[]): Map<number, ChartRow['values']> {
  return new Map(rows.map(({ time, values }, place) => [time, values.map((value, index) =>
    [rows[place - 1], rows[place + 1]].some(beside => beside?.values[index] !== undefined) ? undefined : value)]))
}

/** Each value as a percentage of what its moment comes to. */
export function sharesOf(rows: readonly ChartRow[]): ChartRow[] {
  return rows.map(({ time, values }) => {
    const whole = values.reduce<number>((sum, value) => sum + Math.abs(value ?? 0), 0)
    return { time, values: values.map(value => value === undefined || whole === 0 ? value && 0 : Math.abs(value) / whole * 100) }
  })
}

/** From the least to the most that is drawn, zero included. */
export function limitsOf(rows: readonly ChartRow[], isStacked: boolean): [number, number] {
  let [low, high] = [0, 0]
  for (const { values } of rows) {
    let [below, above] = [0, 0]
    for (const value of values) {
      if (value === undefined || !Number.isFinite(value)) continue
      if (isStacked && value < 0) below += value
      else if (isStacked) above += value
      else {
        below = Math.min(below, value)
        above = Math.max(above, value)
      }
    }
    low = Math.min(low, below)
    high = Math.max(high, above)
  }
  return low === high ? [low, low + 1] : [low, high]
}

/** The distance of two points, in milliseconds. */
export function stepOf({ stepMs }: ChartAnswer, rows: readonly ChartRow[]): number {
  if (stepMs) return stepMs
  const gaps = rows.slice(1).map(({ time }, index) => time - rows[index]!.time).filter(gap => gap > 0)
  return gaps.length > 0 ? gaps.reduce((least, gap) => Math.min(least, gap)) : 1000
}

/** The place of the row that is nearest to a moment. */
export function nearestRow(rows: readonly ChartRow[], time: number): number {
  let best = 0
  rows.forEach((row, index) => {
    if (Math.abs(row.time - time) < Math.abs(rows[best]!.time - time)) best = index
  })
  return best
}
