import type { HistogramResponse } from '#shared/schemas/facets'
import { offsetAt } from '#shared/logql/templates/zones'
import { zoned } from './format'
import { LEVEL_LABEL, levelColor, levelLabel, STACK_ORDER } from './levels'
import { histogramTexts as texts } from './messages/histogram'
import type { Span } from './time-range'
import { timeZoneName } from './time-zone'

/** One bar: the lines of each level, or of each value of a field, from `time` on. */
export interface Bar { time: number, counts: Readonly<Record<string, number>> }

/** What the bars are split into: lines of one level or value, from the baseline up. */
export interface BarSeries { key: string, name: string, color: string, total: number }

/** The lines with values that are not told apart. No value has a zero byte in it. */
export const REST = '\0rest'

const MAX_BARS = 2000
/** Values that are told apart: more colours are not. */
export const MOST_VALUES = 8

/** The bars of a whole span, with the empty ones that the server leaves out. */
export function fillBars(histogram: HistogramResponse, span: Span): Bar[] {
  const { stepMs } = histogram
  if (!(stepMs > 0)) return []
  const known = new Map(histogram.buckets.map(({ time, counts, other }) => [Date.parse(time), other ? { ...counts, [REST]: other } : counts]))
  const origin = Date.parse(histogram.buckets[0]?.time ?? histogram.start)
  const first = origin - Math.ceil(Math.max(0, origin - span.start) / stepMs) * stepMs
  const bars: Bar[] = []
  for (let time = first; time < span.end && bars.length < MAX_BARS; time += stepMs) {
    bars.push({ time, counts: known.get(time) ?? {} })
  }
  return bars
}

/** What a histogram is split into: by level the worst first, by a field its most frequent values, those without and the rest last. */
export function barSeries(histogram: HistogramResponse, by: string | undefined): BarSeries[] {
  const totals = new Map(histogram.values.map(({ value, count }) => [value, count]))
  if (by === undefined) return STACK_ORDER.map(level => ({ key: level, name: levelLabel(level), color: levelColor(level), total: totals.get(level) ?? 0 }))
  return [
    ...histogram.values.filter(({ value }) => value !== '').map(({ value, count }, place) => ({ key: value, name: value, color: `var(--chart-${place % MOST_VALUES + 1})`, total: count })),
    ...totals.has('') ? [{ key: '', name: texts.without(by), color: 'var(--level-unknown)', total: totals.get('')! }] : [],
    ...histogram.other > 0 ? [{ key: REST, name: texts.otherValues, color: 'var(--level-trace)', total: histogram.other }] : [],
  ]
}

/** Those that are filtered for; all where none is, or none of them. */
export function chosenSeries(series: readonly BarSeries[], chosen: readonly string[]): BarSeries[] {
  const wanted = series.filter(({ key }) => chosen.includes(key))
  return wanted.length > 0 ? wanted : [...series]
}

/** The label by whose values a histogram is split. */
export const splitLabel = (by: string | undefined) => by ?? LEVEL_LABEL

/** From the first bar to the end of the last: the span may cut both. */
export function spanOfBars(bars: readonly Bar[], stepMs: number, span: Span): Span {
  const [first, last] = [bars[0], bars.at(-1)]
  return first && last ? { start: Math.min(first.time, span.start), end: Math.max(last.time + stepMs, span.end) } : span
}

/** `30 s`, `5 min`, `2 h`: how much time one bar covers. */
export function stepLabel(ms: number): string {
  const units: [number, string][] = [[86_400_000, 'd'], [3_600_000, 'h'], [60_000, 'min'], [1000, 's']]
  const unit = units.find(([size]) => ms >= size && ms % size === 0)
  return unit ? `${ms / unit[0]} ${unit[1]}` : `${ms} ms`
}

/** How the moments below the chart are written: the wider the span, the coarser. */
export function tickFormatter(span: Span): (ms: number) => string {
  const width = span.end - span.start
  const day: Intl.DateTimeFormatOptions = { month: 'short', day: 'numeric' }
  const time: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
  const options: Intl.DateTimeFormatOptions = width > 4 * 86_400_000
    ? day
    : width > 86_400_000
      ? { ...day, ...time }
      : { ...time, ...(width <= 15 * 60_000 && { second: '2-digit' }), ...(width <= 10_000 && { fractionalSecondDigits: 3 }) }
  const format = zoned(options)
  return ms => format().format(ms)
}

const ROUND_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000, 3_600_000, 7_200_000, 10_800_000, 21_600_000, 43_200_000, 86_400_000, 172_800_000, 604_800_000, 2_592_000_000]

/** Round moments of the chosen zone within a span, at most `count` of them. */
export function ticksOf(span: Span, count: number): number[] {
  const step = ROUND_STEPS.find(size => (span.end - span.start) / size <= count) ?? 2_592_000_000
  const offset = -offsetAt(timeZoneName(), span.start) * 1000
  const ticks: number[] = []
  for (let tick = Math.ceil((span.start - offset) / step) * step + offset; tick < span.end; tick += step) ticks.push(tick)
  return ticks
}

/** Round counts up to the highest bar, zero included: a few lines across the chart. */
export function countTicks(peak: number): number[] {
  const rough = Math.max(1, peak / 4)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map(factor => factor * power).find(size => size >= rough) ?? rough
  return Array.from({ length: Math.floor(peak / step) + 1 }, (_, index) => index * step)
}
