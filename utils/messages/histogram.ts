import { formatNumber } from '../format'
import { counted } from './counted'

/** The words of the chart of lines by time. */
export const histogramTexts = {
  name: 'Lines over time',
  lines: (count: number) => counted(count, 'line', 'lines'),
  levels: 'Levels',
  splitBy: (label: string) => `Split by ${label}: split by level again`,
  step: (step: string) => `${step} a bar`,
  compare: 'Compare with the time before',
  compareHint: 'Compare with the time before, as long: as a line',
  earlier: 'Earlier',
  later: 'Later',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  without: (label: string) => `without ${label}`,
  otherValues: 'other values',
  failed: 'The chart could not be made.',
  refused: 'No chart, as the query can’t be run.',
  older: 'The chart could not be made anew: it is older than the rest.',
  retry: 'Try again',
  loading: 'Loading the chart',
  legend: (count: number, name: string) => `${formatNumber(count)} ${name}: filter for it; with Alt or Ctrl, leave it out`,
} as const
