import type { PatternsResponse } from '#shared/schemas/facets'
import { formatFactor } from './format'
import { patternTexts as texts } from './messages/patterns'

export type Pattern = PatternsResponse['patterns'][number]
export const PATTERN_ORDERS = ['count', 'change', 'pattern', 'first', 'last'] as const
export type PatternOrder = typeof PATTERN_ORDERS[number]
export interface PatternSort { by: PatternOrder, descending: boolean }

const MASK = '<_>'

/** A colour, or what masking leaves of one: `ESC[32mINFO` is one word with digits. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const CUT_COLOR = /\u001B\[?(?:[\d;]*m)?/g

/** `user <_> came` in pieces, without colours; what is masked stands alone. */
export function patternPieces(pattern: string): { text: string, masked: boolean }[] {
  return pattern.replace(CUT_COLOR, '').split(/(<_>)/).filter(text => text !== '').map(text => ({ text, masked: text === MASK }))
}

/** How a count compares with the one before: a few times as many as a factor, less as a percentage. */
export function changeOf(count: number, previous: number): { kind: 'none-before' | 'more' | 'less' | 'same', text: string } {
  if (previous === 0) return { kind: 'none-before', text: texts.noneBefore }
  const percent = Math.round((count / previous - 1) * 100)
  if (percent === 0) return { kind: 'same', text: '±0 %' }
  if (percent < 0) return { kind: 'less', text: `−${-percent} %` }
  const factor = count / previous
  return { kind: 'more', text: factor < 2 ? `+${percent} %` : `× ${formatFactor(factor)}` }
}

/** Whether the source had the first line of a pattern in this range, which begins at `start` (milliseconds since 1970). */
export const isNewSince = ({ since }: Pattern, start: number): boolean => since !== null && Date.parse(since) >= start

const growth = ({ count, previous }: Pattern) => count / (previous || 0.5)

const moment = (text: string | null) => text === null ? 0 : Date.parse(text)

const COMPARE: Record<PatternOrder, (a: Pattern, b: Pattern) => number> = {
  count: (a, b) => a.count - b.count,
  change: (a, b) => growth(a) - growth(b),
  pattern: (a, b) => a.pattern.localeCompare(b.pattern),
  // What is not known is as old as can be.
  first: (a, b) => moment(a.since) - moment(b.since),
  last: (a, b) => (a.last < b.last ? -1 : Number(a.last > b.last)),
}

/** In an order of the reader's; equals stay most frequent first, as they came. */
export function sortPatterns(patterns: readonly Pattern[], { by, descending }: PatternSort): Pattern[] {
  const sign = descending ? -1 : 1
  return patterns.toSorted((a, b) => sign * COMPARE[by](a, b))
}

/** The next order when a column's head is chosen: numbers and times begin with the largest, texts with the first. */
export function nextPatternSort(sort: PatternSort, by: PatternOrder): PatternSort {
  return { by, descending: sort.by === by ? !sort.descending : by !== 'pattern' }
}

/** Those whose text or example has all of these words, upper and lower case alike. */
export function findPatterns(patterns: readonly Pattern[], words: string): readonly Pattern[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(word => word !== '')
  if (wanted.length === 0) return patterns
  return patterns.filter(({ pattern, example }) => {
    const text = `${pattern}\n${example}`.toLowerCase()
    return wanted.every(word => text.includes(word))
  })
}
