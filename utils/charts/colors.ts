import { isLevel, levelColor } from '../levels'
import { MOST_SERIES, type ChartSeries } from './answer'

const LEVEL_LABELS = ['detected_level', 'level']

/** The colour of a series: a level has its own everywhere; what is summed up is grey. */
export function seriesColor({ labels }: ChartSeries, index: number): string {
  const level = LEVEL_LABELS.map(name => labels[name]).find(value => value !== undefined)
  const names = Object.keys(labels)
  if (level !== undefined && isLevel(level) && names.length === 1) return levelColor(level)
  return `var(--chart-${index % MOST_SERIES + 1})`
}

export const REST_COLOR = 'var(--level-trace)'
