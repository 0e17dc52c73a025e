import { formatNumber } from '../format'

/** Some names at most: there may be hundreds. */
function names(all: readonly string[]): string {
  const shown = all.slice(0, 5)
  return all.length > shown.length ? `${shown.join(', ')} and ${formatNumber(all.length - shown.length)} more` : shown.join(', ')
}

/** The words of the What changed tab. */
export const changeTexts = {
  name: 'What changed',
  comparing: 'Comparing…',
  loading: 'Comparing',
  failed: 'The lines could not be compared',
  summary: (selected: number, baseline: number) => `${formatNumber(selected)} lines, compared with ${formatNumber(baseline)}`,
  compare: 'Compare',
  ways: {
    range: 'this range with the time before', day: 'this range with a day before', week: 'this range with a week before', chosen: 'this range with another',
    errors: 'errors with the other lines', value: 'lines of a value with the others',
  },
  from: 'Compare from',
  to: 'Compare to',
  between: 'to',
  wrongRange: 'The end must be later than the start.',
  field: (name: string | undefined) => `Field to compare by${name === undefined ? '' : `: ${name}`}`,
  fieldHint: 'field',
  value: (value: string | undefined) => `Value to compare by${value === undefined ? '' : `: ${value}`}`,
  valueHint: 'value',
  chooseValue: 'Choose a field and one of its values: lines that have it are compared with those that have not.',
  noSelected: 'No lines match in this time range.',
  noBaseline: 'There are no lines to compare with. Choose another time.',
  direction: 'Direction',
  directions: { all: 'All', more: 'More often', less: 'Less often' },
  fields: 'Fields',
  numberFields: (fields: readonly string[]) => `Of ${names(fields)}, with many different numbers, single ones are shown only where a tenth of the lines have them. Statistics tells how the numbers changed.`,
  noFields: 'No field differs by more than chance.',
  patterns: 'Patterns',
  noPatterns: 'No pattern differs by more than chance.',
  allPatterns: 'All patterns',
  appeared: 'New',
  vanished: 'Gone',
  aPattern: 'this pattern',
  filterFor: (what: string) => `Filter for ${what}`,
  filterOut: (what: string) => `Filter out ${what}`,
  selectedLines: (lines: number) => `Selected: ${formatNumber(lines)} lines`,
  baselineLines: (lines: number) => `Compared with: ${formatNumber(lines)} lines`,
  onlyHere: 'only here',
  onlyThere: 'only there',
  often: (factor: string) => `${factor} × as often`,
  rare: (factor: string) => `${factor} × as rare`,
  shares: (selected: string, baseline: string) => `In ${selected} of the selected lines, and in ${baseline} of those they are compared with`,
  chance: (shares: string) => `${shares}: chance alone may explain it.`,
  atLeast: (shares: string, factor: string, direction: 'more' | 'less') =>
    `${shares}: at least ${factor} times as ${direction === 'more' ? 'often' : 'rarely'}, allowing for chance (95 % intervals of both shares).`,
} as const
