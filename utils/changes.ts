import type { CompareRequest, CompareResponse } from '#shared/schemas/compare'
import type { ExploreQuestion } from './explore-state'
import { formatFactor, formatShare } from './format'
import { changeTexts as texts } from './messages/changes'
import { chosenValues, withFilter, withoutLabel } from './query-edit'
import type { Span } from './time-range'

/** What lines are compared with. */
export type Comparison
  = | { kind: 'before', by: 'range' | 'day' | 'week' }
    | { kind: 'range', span: Span }
    /** Lines of the same range that have these values of a label, against those that have not. */
    | { kind: 'rest', label: string, values: readonly string[] }

export type Difference = CompareResponse['values'][number]
export type PatternDifference = CompareResponse['patterns'][number]
type Shares = Pick<Difference, 'selectedShare' | 'baselineShare' | 'lift' | 'atLeast' | 'direction'>

const DAY = 86_400_000
/** What is worth looking into, and what it is held against. */
export const BAD_LEVELS = ['fatal', 'error'] as const

/** What is asked: undefined while a value to compare by is missing. */
export function comparisonRequest({ query, start, end, ...where }: ExploreQuestion, comparison: Comparison): CompareRequest | undefined {
  const selected = { query, start, end }
  const limit = 50
  switch (comparison.kind) {
    case 'before': return { ...where, selected, baseline: { query, ...iso(spanBefore({ start: Date.parse(start), end: Date.parse(end) }, comparison.by)) }, limit }
    case 'range': return { ...where, selected, baseline: { query, ...iso(comparison.span) }, limit }
    case 'rest': {
      const { label, values } = comparison
      if (label === '' || values.length === 0) return undefined
      const base = withoutLabel(query, label)
      const filtered = (operator: '=' | '!=') => values.reduce((text, value) => withFilter(text, { label, operator, value }), base)
      return { ...where, selected: { ...selected, query: filtered('=') }, baseline: { ...selected, query: filtered('!=') }, limit }
    }
  }
}

/** The range before one: as long as it, or the same hours a day or a week before. */
export function spanBefore({ start, end }: Span, by: 'range' | 'day' | 'week'): Span {
  const shift = by === 'range' ? end - start : by === 'day' ? DAY : 7 * DAY
  return { start: start - shift, end: end - shift }
}

const iso = ({ start, end }: Span) => ({ start: new Date(start).toISOString(), end: new Date(end).toISOString() })

/** The values of a label that a query filters for: what its lines are likely to be compared by. */
export const valuesInQuery = (query: string, label: string): string[] => chosenValues(query, label)

/** In a few words: `12 × as often`, `only here`. */
export function liftText({ selectedShare, baselineShare, lift }: Shares): string {
  if (baselineShare === 0) return texts.onlyHere
  if (selectedShare === 0 || lift === null || lift === 0) return texts.onlyThere
  return lift >= 1 ? texts.often(formatFactor(lift)) : texts.rare(formatFactor(1 / lift))
}

/** In a sentence, with what chance may have to do with it. */
export function explanation(difference: Shares): string {
  const { selectedShare, baselineShare, atLeast, direction } = difference
  const shares = texts.shares(formatShare(selectedShare), formatShare(baselineShare))
  return atLeast === null ? texts.chance(shares) : texts.atLeast(shares, formatFactor(atLeast), direction)
}
