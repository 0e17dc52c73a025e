import { commonTexts } from '../messages/common'
import type { ChartAnswer, ChartSeries } from './answer'

type Labels = Readonly<Record<string, string>>
/** As `POST /api/v1/query` gives them: nanoseconds since 1970 as text; JSON knows no NaN and no infinity. */
export interface MetricSeries { labels: Labels, points: readonly (readonly [time: string, value: number | string])[] }

/** How a series is called: by its only label’s value, else as in LogQL. */
export function seriesName(labels: Labels): string {
  const pairs = Object.entries(labels)
  if (pairs.length === 0) return 'value'
  if (pairs.length === 1) return pairs[0]![1] || commonTexts.emptyText
  return `{${pairs.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ')}}`
}

const NUMBERS: Readonly<Record<string, number>> = { 'NaN': NaN, '+Inf': Infinity, '-Inf': -Infinity }
const numberOf = (value: number | string): number => typeof value === 'number' ? value : NUMBERS[value] ?? NaN
const millisOf = (nanos: string): number => Number(BigInt(nanos) / 1_000_000n)

/** What a metric query comes to, as far as it can be drawn: numbers that are finite. */
export function fromMetric(series: readonly MetricSeries[], asked: Pick<ChartAnswer, 'isOverTime' | 'stepMs' | 'span'>): ChartAnswer {
  const drawn = series.map(({ labels, points }): ChartSeries => ({
    name: seriesName(labels), labels,
    points: points.map(([time, value]) => ({ time: millisOf(time), value: numberOf(value) })).filter(({ value }) => Number.isFinite(value)),
  }))
  return { ...asked, endsStep: true, series: drawn.filter(({ points }) => points.length > 0) }
}
