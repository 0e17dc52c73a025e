import { csvLine } from '#shared/utils/csv'
import { rowsOf, STATISTICS, statisticsOf, type ChartAnswer } from './answer'

/** The numbers of a chart as RFC 4180 has it: a column for each series over time, else a row for each. */
export function answerCsv({ series, isOverTime }: ChartAnswer): string {
  if (!isOverTime) return [['name', 'value'], ...series.map(({ name, points }) => [name, points.at(-1)?.value])].map(csvLine).join('')
  const rows = rowsOf(series).map(({ time, values }) => [new Date(time).toISOString(), ...values])
  return [['time', ...series.map(({ name }) => name)], ...rows].map(csvLine).join('')
}

/** What the series come to, a row for each. */
export function statisticsCsv({ series }: ChartAnswer): string {
  const rows = series.map((each) => {
    const statistics = statisticsOf(each)
    return [each.name, ...STATISTICS.map(name => statistics[name])]
  })
  return [['series', ...STATISTICS], ...rows].map(csvLine).join('')
}
