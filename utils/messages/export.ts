import { formatBytes, formatNumber } from '../format'

/** The words of exporting everything that matches. */
export const exportTexts = {
  title: 'Export everything that matches',
  hint: 'It goes to disk as it is read.',
  format: 'Format',
  formats: {
    csv: 'For spreadsheets. What they would take for a formula is marked as text.',
    ndjson: 'One JSON object a line, with all labels.',
    parquet: 'Typed columns, small; made by ClickHouse, of queries that it can answer alone.',
  },
  limit: (rows: number) => ` You may export ${formatNumber(rows)} rows at once.`,
  matches: (lines: number) => `${formatNumber(lines)} ${lines === 1 ? 'line matches' : 'lines match'}.`,
  tooMany: ' The newest are taken: narrow the time range for the rest.',
  size: (rows: number | null, bytes: number) => `${rows === null ? '' : `${formatNumber(rows)} rows, `}${formatBytes(bytes)}`,
  progress: 'How far the export is',
  writing: (soFar: string) => `Writing… ${soFar}`,
  failed: 'The export failed',
  cancelled: (soFar: string) => `Cancelled after ${soFar}. The file is not whole.`,
  done: (soFar: string) => `Done: ${soFar}.`,
  truncated: 'There is more: this is as many rows as you may export at once.',
  close: 'Close',
  cancel: 'Cancel the export',
  export: 'Export',
} as const
