import { chartTexts } from '../messages/charts'
import { cellText, isNumberColumn, isTimeColumn, timeOf, type ResultColumn, type ResultRow } from '../sql-result'
import type { ChartAnswer, ChartSeries, SeriesPoint } from './answer'

/**
 * A table as numbers: over its first column of time, where it has one. A series for each column of numbers; where texts
 * stand beside them, for each of these texts. Undefined where there is nothing to draw.
 */
export function fromTable(columns: readonly ResultColumn[], rows: readonly ResultRow[]): ChartAnswer | undefined {
  const time = columns.findIndex(isTimeColumn)
  const numbers = columns.flatMap((column, index) => isNumberColumn(column) ? [index] : [])
  const texts = columns.flatMap((_, index) => index !== time && !numbers.includes(index) ? [index] : [])
  const series = new Map<string, ChartSeries & { points: SeriesPoint[] }>()
  rows.forEach((row, place) => {
    const at = time < 0 ? 0 : timeOf(row[time], columns[time]!)
    if (!Number.isFinite(at)) return
    const group = texts.map(index => cellText(row[index]) || chartTexts.empty).join(' · ')
    // Rows without a text of their own are told apart by their place.
    const own = time < 0 && texts.length === 0 && rows.length > 1 ? chartTexts.row(place + 1) : group
    for (const index of numbers) {
      const value = row[index] === null ? NaN : Number(row[index])
      if (!Number.isFinite(value)) continue
      const name = nameOf(columns[index]!.name, own, numbers.length)
      let known = series.get(name)
      if (!known) series.set(name, known = { name, labels: Object.fromEntries(texts.map(text => [columns[text]!.name, cellText(row[text])])), points: [] })
      known.points.push({ time: at, value })
    }
  })
  if (series.size === 0) return undefined
  for (const { points } of series.values()) points.sort((a, b) => a.time - b.time)
  return { series: [...series.values()], isOverTime: time >= 0 }
}

function nameOf(column: string, group: string, columns: number): string {
  if (group === '') return column
  return columns === 1 ? group : `${group} · ${column}`
}
