import { cellText, isNumberColumn, isTimeColumn, timeOf, type ResultColumn, type ResultRow } from './sql-result'

/** A moment, in milliseconds since 1970, with a number for each series. */
export interface ChartPoint { time: number, values: (number | undefined)[] }
export interface ChartData { series: string[], points: ChartPoint[], /** Series that are left out. */ more: number }

export const MOST_SERIES = 8

/**
 * A table as a chart over its first column of time: a series for each column of numbers, and where texts stand beside
 * a single one, a series for each of these texts, the largest first. Undefined where there is nothing of that kind.
 */
export function chartOf(columns: readonly ResultColumn[], rows: readonly ResultRow[]): ChartData | undefined {
  const time = columns.findIndex(isTimeColumn)
  const numbers = columns.flatMap((column, index) => isNumberColumn(column) ? [index] : [])
  if (time < 0 || numbers.length === 0 || rows.length === 0) return undefined
  const texts = columns.flatMap((column, index) => index !== time && !numbers.includes(index) ? [index] : [])
  const cells = rows.flatMap((row) => {
    const at = timeOf(row[time], columns[time]!)
    if (!Number.isFinite(at)) return []
    const group = texts.map(index => cellText(row[index])).join(' · ')
    return numbers.map(index => ({ at, name: nameOf(columns[index]!.name, group, numbers.length), value: row[index] === null ? undefined : Number(row[index]) }))
  })
  return pivot(cells)
}

function nameOf(column: string, group: string, columns: number): string {
  if (group === '') return column
  return columns === 1 ? group : `${group} · ${column}`
}

function pivot(cells: readonly { at: number, name: string, value: number | undefined }[]): ChartData | undefined {
  const sums = new Map<string, number>()
  for (const { name, value } of cells) sums.set(name, (sums.get(name) ?? 0) + Math.abs(value ?? 0))
  const names = [...sums].sort(([, a], [, b]) => b - a).map(([name]) => name)
  const series = names.slice(0, MOST_SERIES)
  const place = new Map(series.map((name, index) => [name, index]))
  const points = new Map<number, ChartPoint>()
  for (const { at, name, value } of cells) {
    const index = place.get(name)
    if (index === undefined || value === undefined || !Number.isFinite(value)) continue
    const point = points.get(at) ?? { time: at, values: series.map(() => undefined) }
    point.values[index] = value
    points.set(at, point)
  }
  if (points.size === 0) return undefined
  return { series, points: [...points.values()].sort((a, b) => a.time - b.time), more: names.length - series.length }
}

/** The place of the point that is nearest to a moment. */
export function nearestPoint(points: readonly ChartPoint[], time: number): number {
  let best = 0
  points.forEach((point, index) => {
    if (Math.abs(point.time - time) < Math.abs(points[best]!.time - time)) best = index
  })
  return best
}
