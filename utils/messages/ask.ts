import type { BuilderFault, LineFilterOperator } from '#shared/logql/light'
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
  },
  /** What the builder’s input offers. */
  additions: {
    json: { label: 'Parse JSON', detail: 'fields of the line' },
    logfmt: { label: 'Parse logfmt', detail: 'key=value in the line' },
    pattern: { label: 'Parse by a pattern', detail: '<_> <level> <_>' },
    regexp: { label: 'Parse by an expression', detail: '(?P<name>…)' },
    template: { label: 'Write the line anew', detail: 'line_format' },
    count: { label: 'Count the lines', detail: 'count_over_time' },
    rate: { label: 'Lines a second', detail: 'rate' },
    sum: { label: 'Sum of the series', detail: 'sum by (…)' },
    topk: { label: 'The greatest series', detail: 'topk' },
    compare: { label: 'Compare with a number', detail: '> 0' },
    number: { label: 'A number of each line', detail: 'average, sum, quantile' },
    typed: { detail: 'as LogQL' },
    search: { label: (words: string) => `Search for “${words}”`, detail: 'whole words' },
    contains: { label: (text: string) => `Lines that contain “${text}”`, detail: 'exactly so' },
  },
  /** What stands on the chips. */
  chips: {
    line: {
      '|=': 'contains', '!=': 'without', '|~': 'matches', '!~': 'does not match', '|>': 'has pattern', '!>': 'without pattern',
    } satisfies Record<LineFilterOperator, string>,
    anyOf: (values: readonly string[]) => values.join(' or '),
    search: 'words',
    parser: 'parse',
    format: 'format',
    rawStage: 'stage',
    rawQuery: 'query',
    unwrap: 'number from',
    otherSide: 'these',
    allSeries: 'all series',
  },
  /** Why steps make no query. */
  faults: {
    'unused-number': 'a number is taken from the lines, and nothing is made of it',
    'late-label': 'labels come first',
    'late-query': 'a whole query can only come first',
    'second-number': 'a number is taken from lines, once',
    'no-lines': 'there are no lines any more here',
    'counted-twice': 'lines are counted once',
    'not-counted': 'lines have to be counted before',
    'lines-as-number': 'lines can’t be calculated with',
  } satisfies Record<BuilderFault, string>,
  faultOf: (step: number, fault: string) => `Step ${formatNumber(step)}: ${fault}`,
  severalSteps: 'That is more than one step: write whole queries in the LogQL face.',
  looking: 'Looking…',
} as const
