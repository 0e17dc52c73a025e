import { formatCompact, formatMoment, formatNumber } from '../format'
import { counted } from './counted'

/** The words of the Patterns tab. */
export const patternTexts = {
  name: 'Patterns',
  counting: 'Counting…',
  loading: 'Counting the patterns',
  failed: 'The patterns could not be counted',
  find: 'Find a pattern',
  count: (shown: number, distinct: number, lines: number, unpatterned: number) =>
    `${shown < distinct ? `The ${formatNumber(shown)} most frequent of ${counted(distinct, 'pattern', 'patterns')}` : counted(distinct, 'pattern', 'patterns')} in ${counted(lines, 'line', 'lines')}${unpatterned > 0 ? `, ${formatNumber(unpatterned)} of them without one` : ''}`,
  none: 'No patterns',
  noneOfWords: 'None has these words.',
  noneOfLines: 'These lines have none: they are empty, or were written past Cordwood.',
  noLines: 'No lines match in this time range.',
  heads: { count: 'Lines', trend: 'Trend', change: 'Change', pattern: 'Pattern', first: 'First seen', last: 'Last seen' },
  orderBy: (head: string) => `Order by ${head.toLowerCase()}`,
  new: 'New',
  newHint: 'The source had no such line before this range',
  noText: '(its text was not kept)',
  nowAndBefore: (count: number, previous: number) => `${formatNumber(count)} in this range, ${formatNumber(previous)} in the time before`,
  example: 'Example',
  noExample: '(not kept)',
  inRange: 'In this range',
  times: (count: number, first: string, last: string) => `${formatNumber(count)}, from ${formatMoment(first)} to ${formatMoment(last)}`,
  before: 'In the time before',
  noneBefore: 'none before',
  since: 'First ever',
  unknown: 'not known',
  only: 'Show only',
  onlyHint: 'Show only these lines',
  hide: 'Hide',
  hideHint: 'Hide these lines',
  copy: 'Copy the pattern',
  sample: (lines: number, of: number) => `sample: ${formatCompact(lines)} of ${formatCompact(of)} lines`,
  sampleHint: (lines: number, of: number) => `Counted are ${formatNumber(lines)} lines from all over the range, of ${formatNumber(of)}`,
} as const
