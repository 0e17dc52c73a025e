import type { Scan, StepGrid } from '#shared/logql'

/** Time in pieces of one width, nanoseconds: piece i is (origin + i · width, origin + (i + 1) · width]. */
export interface Pieces {
  readonly origin: bigint
  readonly width: bigint
  readonly count: number
}

/** Pieces first, first + 1, … up to last, without it. */
export interface Span { readonly first: number, readonly last: number }

/** A piece of time beside the pieces, (from, to]. */
export interface Edge { readonly from: bigint, readonly to: bigint }

/** How a range aggregation is put together of pieces: window k has pieces k · perStep … k · perStep + perWindow − 1. */
export interface SummedPieces extends Pieces {
  readonly perWindow: number
  readonly perStep: number
  /** What the one window of a moment has before its first piece and behind its last. */
  readonly edges: readonly Edge[]
}

/** More are cheaper line by line. */
const MOST_PIECES = 100_000n
/** The windows of a moment are cut into so many at most. */
const MOST_OF_WINDOW = 200n

export const MINUTE = 60_000_000_000n
const FIVE_MINUTES = 5n * MINUTE

/** The pieces of which every window is a whole number; undefined where these are too many. */
export function summedPieces(scan: Scan, { step }: StepGrid, hasMinute: boolean): SummedPieces | undefined {
  const { from, to } = scan
  const interval = BigInt(Math.round(scan.range.range.interval))
  if (step === 0n) return windowPieces(from, to, hasMinute)
  const width = divisor(interval, step)
  const count = (to - from) / width
  if (count > MOST_PIECES) return undefined
  return { origin: from, width, count: Number(count), perWindow: Number(interval / width), perStep: Number(step / width), edges: [] }
}

/** One window, of whatever moment: whole pieces of five minutes or more, which other moments have too, and what is left at its ends. */
function windowPieces(from: bigint, to: bigint, hasMinute: boolean): SummedPieces {
  let width = FIVE_MINUTES
  while ((to - from) / width > MOST_OF_WINDOW) width *= 2n
  const origin = (from + width - 1n) / width * width
  const end = to / width * width
  const count = Number((end - origin) / width)
  if (!hasMinute || from < 0n || count < 1) return { origin: from, width: to - from, count: 1, perWindow: 1, perStep: 1, edges: [] }
  const edges = [{ from, to: origin }, { from: end, to }].filter(edge => edge.from < edge.to)
  return { origin, width, count, perWindow: count, perStep: count, edges }
}

/** A piece for each step, which ends with it. */
export function stepPieces(scan: Scan, { start, step }: StepGrid): Pieces {
  const width = step === 0n ? BigInt(Math.round(scan.range.range.interval)) : step
  const origin = start - BigInt(Math.round(scan.range.range.offset)) - width
  return { origin, width, count: Number((scan.to - origin) / width) }
}

const divisor = (a: bigint, b: bigint): bigint => b === 0n ? a : divisor(b, a % b)

/** The number of a piece among all of its width and phase. */
export const numberOf = ({ origin, width }: Pieces, i: number) => (origin - phaseOf({ origin, width })) / width + BigInt(i)

/** Where the pieces of a width begin: questions of the same phase have the same pieces. */
export const phaseOf = ({ origin, width }: Pick<Pieces, 'origin' | 'width'>) => ((origin % width) + width) % width
