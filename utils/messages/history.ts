import { formatBytes, formatElapsed, formatNumber } from '../format'
import { counted } from './counted'

/** The words of what one asked before. */
export const historyTexts = {
  title: 'History',
  hint: 'What you asked in this project: the newest 500, for 90 days. Nobody else sees it.',
  text: 'Text of the query',
  search: 'Search in the history',
  noneMatches: 'Nothing that you asked has this text.',
  none: 'Nothing was run yet.',
  older: 'Show older ones',
  clear: 'Clear history',
  clearQuestion: 'Forget all that you asked in this project?',
  clearYes: 'Forget it',
  clearNo: 'Keep it',
  failed: 'Failed',
  cancelled: (ms: number) => `Cancelled after ${formatElapsed(ms)}`,
  answered: (rows: number, scannedRows: number, scannedBytes: number, ms: number) =>
    `${counted(rows, 'row', 'rows')} · ${formatNumber(scannedRows)} rows, ${formatBytes(scannedBytes)} read in ${formatElapsed(ms)}`,
  times: (count: number) => `Asked ${formatNumber(count)} times in a row`,
  open: 'Open',
  again: 'Run again',
  forget: 'Forget this run',
  forgotten: 'Forgotten',
  undo: 'Undo',
  everything: 'All lines',
} as const
