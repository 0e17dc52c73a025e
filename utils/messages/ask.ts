import { formatBytes, formatElapsed, formatNumber } from '../format'

const read = (rows: number, bytes: number) => `${formatNumber(rows)} rows, ${formatBytes(bytes)} read`

/** The words of the bar that asks; those of the forms behind its chips are in ask-forms.ts. */
export const askTexts = {
  query: 'Query',
  format: 'Format the query',
  formatHint: 'Format (Shift+Alt+F)',
  clear: 'Clear the query',
  run: 'Run',
  runHint: 'Run (Ctrl+Enter)',
  cancel: 'Cancel',
  status: {
    progress: (share: number | null, rows: number, bytes: number) => `${share === null ? '' : `${Math.round(share * 100)} %, `}${read(rows, bytes)}`,
    searching: 'Searching…',
    edited: 'Edited: Enter runs it',
    cost: (rows: number, bytes: number, ms: number) => `${read(rows, bytes)} in ${formatElapsed(ms)}`,
  },
  notice: {
    words: 'Not LogQL: searched for as',
    translated: 'The same question as SQL. As long as you leave it as it is, there is a way back to LogQL.',
    noSql: 'A part of this query has no SQL, so it stays in LogQL:',
    noWayBack: 'SQL that was written by hand can’t be turned into LogQL. Your last LogQL was',
    goBack: 'Go back to it',
    close: 'Close the notice',
  },
  builder: {
    name: 'Query, step by step',
    noLogql: (reason: string) => `This is no LogQL: ${reason}`,
    mend: 'Mend it as LogQL',
    anew: 'Begin anew',
    change: (step: string) => `${step}: change (Delete removes, Alt with ← and → moves)`,
    remove: (step: string) => `Remove ${step}`,
  },
  add: {
    name: 'Add to the query',
    valueOf: (field: string | undefined) => `Value of ${field}`,
    whichField: 'Of which field?',
    whichValue: 'Which value?',
    first: 'Words, a field, or LogQL',
    next: 'Add…',
    emptyValue: '(none)',
  },
  looking: 'Looking…',
} as const
