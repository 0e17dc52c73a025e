import { formatNumber, formatRangeMoment } from '../format'
import type { ChartKind, Statistic } from '../charts/answer'
import { commonTexts } from './common'
import { counted } from './counted'

const reach = (from: number, to: number) => `from ${formatRangeMoment(from)} to ${formatRangeMoment(to)}`

/** The words of charts. */
export const chartTexts = {
  name: 'Chart',
  kindsName: 'Show as',
  kinds: {
    table: 'Table', lines: 'Lines', bars: 'Stacked bars', area: 'Stacked areas', distribution: 'Distribution', top: 'Top list', number: 'Number',
  } satisfies Record<ChartKind | 'table', string>,
  shares: 'Share of the whole',
  sharesHint: 'Each series as its share of the whole',
  statistic: 'Number of each series',
  statistics: { last: 'Last', min: 'Least', max: 'Most', avg: 'Average', sum: 'Sum' } satisfies Record<Statistic, string>,
  value: 'Value',
  save: 'Save the chart',
  picture: 'Picture (PNG)',
  numbers: 'Numbers (CSV)',
  summary: 'Summary of the series (CSV)',
  pictureFailed: 'The picture could not be made',
  legend: 'Series',
  legendHint: (name: string) => `${name}: click to show it alone, with Ctrl to take it in or out`,
  /** Of a table whose rows have no name. */
  row: (place: number) => `row ${place}`,
  empty: commonTexts.emptyText,
  noNumbers: 'No numbers',
  others: (count: number) => `${formatNumber(count)} others`,
  smaller: (count: number) => `and ${formatNumber(count)} more, smaller ones: see the table`,
  more: (count: number) => `and ${formatNumber(count)} more: see the table`,
  cutOff: (shown: number, all: number) => `${formatNumber(shown)} of ${formatNumber(all)} series: the file has all of them.`,
  topList: 'Largest first',
  tiles: 'Numbers',
  table: 'Series as a table',
  filterFor: (name: string) => `Filter for ${name}`,
  /** Charts in words, for those who can’t see them. */
  timeSummary: (names: string, points: number, span: { start: number, end: number }, most: string) =>
    `${names}: ${counted(points, 'point', 'points')} ${reach(span.start, span.end)}, at most ${most}. The table has the numbers.`,
  distributionSummary: (values: number, from: string, to: string, peak: number, width: string) =>
    `${counted(values, 'value', 'values')} between ${from} and ${to}, at most ${formatNumber(peak)} of them in a bar ${width} wide. The table has the numbers.`,
  histogramSummary: (lines: number, span: { start: number, end: number }, peak: number, zoomable: boolean) =>
    `${counted(lines, 'line', 'lines')} ${reach(span.start, span.end)}, at most ${formatNumber(peak)} in a bar.${zoomable ? ' Drag to zoom in, or use the zoom buttons.' : ''}`,
  trendSummary: (lines: number, from: string, to: string) => `${counted(lines, 'line', 'lines')} from ${formatRangeMoment(from)} to ${formatRangeMoment(to)}`,
  noLines: 'No lines',
  before: 'the time before',
  binValues: (count: number) => count === 1 ? 'value' : 'values',
  bin: (from: string, to: string) => `${from} to ${to}`,
} as const
