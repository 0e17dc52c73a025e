import { MOST_SOURCES } from '../explore-sources'
import { formatNumber } from '../format'

/** `a, b and c`. */
const listed = (names: readonly string[]) => new Intl.ListFormat('en', { type: 'conjunction' }).format(names)

/** The words of choosing sources in Explore. */
export const sourceTexts = {
  name: 'Sources',
  choose: 'Choose the sources',
  button: (names: string) => `Sources: ${names}`,
  some: (count: number) => `${formatNumber(count)} sources`,
  all: 'All sources',
  allHint: 'Read all sources of the project as one',
  tooMany: `At most ${MOST_SOURCES} can be read at once`,
  find: 'Find a source',
  noneFound: 'No source of the project is called so.',
  only: 'Only',
  onlyHint: (name: string) => `Only ${name}`,
  isDefault: 'default',
  newest: 'When its newest line is from',
  noLines: 'no lines yet',
  nothingSent: (count: number) => `Nothing has been sent to ${count > 1 ? 'these sources' : 'this source'}.`,
  newestIsFrom: (count: number, ago: string, isAhead: boolean) => isAhead
    ? `The newest line of ${count > 1 ? 'these sources' : 'this source'} lies ahead, ${ago}: a sender’s clock may be wrong.`
    : `The newest line of ${count > 1 ? 'these sources' : 'this source'} is from ${ago}.`,
  missingTitle: (count: number) => count === 1 ? 'You can’t see a source of this link' : 'You can’t see some sources of this link',
  missing: (names: readonly string[], project: string) =>
    `${listed(names)} ${names.length === 1 ? 'is not among the sources' : 'are not among the sources'} of ${project}: removed, called otherwise, or of another project.`,
  goOn: (names: readonly string[]) => `Show ${listed(names)}`,
  showDefault: 'Show the default source',
  /** Between two things that are told beside each other. */
  apart: ' · ',
  ofSql: (first: string) => `{source} is ${first}`,
  othersOfSql: (others: readonly string[]) => `Statements read ${listed(others)} by ${others.length === 1 ? 'its name' : 'their names'}.`,
  sqlOfOne: (first: string, others: readonly string[]) => `It asks ${first} alone, not ${listed(others)}: in SQL, {source} is one source. Others are read by their names, as with UNION ALL.`,
} as const
