import { PATTERN_LABEL } from '#shared/logql'
import type { CompareResponse } from '#shared/schemas/compare'
import type { Sampled } from '#shared/schemas/facets'

/** Lines on both sides: of a value, or of all. */
export interface Sides { readonly selected: number, readonly baseline: number }
/** Lines on both sides that have a value, or a pattern. */
export interface ValueCount extends Sides { readonly field: string, readonly value: string }
export interface PatternCount extends Sides { readonly hash: string }
/** What was counted on both sides, and of how many lines. */
export interface Comparison {
  readonly lines: Sides
  readonly sampled: { readonly selected?: Sampled | undefined, readonly baseline?: Sampled | undefined }
  readonly values: readonly ValueCount[]
  readonly patterns: readonly PatternCount[]
  /** What the patterns are counted of. */
  readonly patternLines: Sides
  readonly patternsSampled: boolean
}

/** They name a line or its trace, and say nothing of others; patterns have lists of their own. */
export const IDENTITIES = new Set(['trace_id', 'span_id', PATTERN_LABEL])

export type Difference = Omit<CompareResponse['values'][number], 'field' | 'value'>

/** Standard errors that the intervals reach to either side: of a thousand values without any difference about five have intervals apart. */
const REACH = 2

/**
 * How the shares of both sides differ. Neither the ratio nor its significance alone is a good order: a value in 3 of a
 * million lines would lead by the one, half the lines against 49 % of them by the other. So the ratio is that of the
 * near ends of the shares’ intervals (Wilson, Journal of the American Statistical Association 22 (1927), 209: they hold
 * for counts of zero too), and weighed with the share of lines that it is about, as the terms of the Kullback-Leibler
 * divergence are.
 * @param counts lines that have it
 * @param lines all lines, none of them 0
 */
export function differenceOf(counts: Sides, lines: Sides): Difference {
  const [selectedShare, baselineShare] = [counts.selected / lines.selected, counts.baseline / lines.baseline]
  const isMore = selectedShare >= baselineShare
  const atLeast = isMore ? leastRatio(counts.selected, lines.selected, counts.baseline, lines.baseline) : leastRatio(counts.baseline, lines.baseline, counts.selected, lines.selected)
  const isSure = atLeast > 1
  return {
    ...counts, selectedShare, baselineShare,
    lift: counts.baseline === 0 ? null : counts.selected * lines.baseline / (counts.baseline * lines.selected),
    direction: isMore ? 'more' : 'less',
    atLeast: isSure ? atLeast : null,
    score: isSure ? Math.max(selectedShare, baselineShare) * Math.log(atLeast) : 0,
  }
}

/** What a of n lines are to b of m at the least: the lower end of the one interval to the upper end of the other. */
const leastRatio = (a: number, n: number, b: number, m: number) => endOfInterval(a, n, -1) / endOfInterval(b, m, 1)

/** An end of Wilson's interval for a share of which `count` of `lines` were seen. */
function endOfInterval(count: number, lines: number, side: -1 | 1): number {
  const square = REACH ** 2
  const middle = count + square / 2
  const reach = REACH * Math.sqrt(count * (lines - count) / lines + square / 4)
  return (middle + side * reach) / (lines + square)
}

/** Greatest first; equals by how many lines they are about. */
export const byScore = (a: Difference, b: Difference) => b.score - a.score || b.selected + b.baseline - a.selected - a.baseline
