import type { Range } from './range'

/** The width of a histogram's bars. */
export interface Step { readonly nanos: bigint }

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const WEEK = 7 * DAY

/** Widths, in milliseconds, at which an axis reads well. Beyond them: weeks, doubled. */
const READABLE = [
  1, 2, 5, 10, 20, 50, 100, 200, 500,
  ...[1, 2, 5, 10, 15, 30].map(n => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map(n => n * MINUTE),
  ...[1, 2, 3, 6, 12].map(n => n * HOUR),
  ...[1, 2, 7].map(n => n * DAY),
]

const NANOS_PER_MS = 1_000_000n

/** The smallest readable step with which the range has no more bars than wanted (one more where it starts mid-bar). */
export function stepFor(range: Range, buckets: number): Step {
  const span = range.end - range.start
  const fits = (ms: number) => BigInt(ms) * NANOS_PER_MS * BigInt(buckets) >= span
  let ms = READABLE.find(fits) ?? 2 * WEEK
  while (!fits(ms)) ms *= 2
  return { nanos: BigInt(ms) * NANOS_PER_MS }
}

/** 1970 began on a Thursday; weeks begin on Monday, 5 January. */
const FIRST_MONDAY = BigInt(4 * DAY) * NANOS_PER_MS
const WEEK_NANOS = BigInt(WEEK) * NANOS_PER_MS

/** The start of the bar in which a moment lies: a multiple of the step in UTC. */
export function alignDown(nanos: bigint, { nanos: step }: Step): bigint {
  const offset = step % WEEK_NANOS === 0n ? FIRST_MONDAY : 0n
  const past = (nanos - offset) % step
  return nanos - (past < 0n ? past + step : past)
}
