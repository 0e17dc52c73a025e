import type { Order } from '#shared/schemas/query'
import type { Range } from './range'

const MINUTE = 60_000_000_000n
const HOUR = 60n * MINUTE
const DAY = 24n * HOUR

/** How far each window reaches from where reading starts; the last one takes the rest. */
const REACHES = [MINUTE, 15n * MINUTE, 6n * HOUR, 2n * DAY, 16n * DAY]

/**
 * Cuts a range into windows that grow from the end where reading starts: most pages are full after the first or
 * second. It takes back whether the window had no row at all: then a size is left out, so that a query without
 * matches costs a few small reads more.
 */
export function* windowsOf(range: Range, order: Order): Generator<Range, void, boolean | undefined> {
  const all = range.end - range.start
  let rest = range
  for (let size = 0; rest.start < rest.end; size++) {
    const reach = smaller(REACHES[size] ?? all, all)
    const window = order === 'desc' ? { start: range.end - reach, end: rest.end } : { start: rest.start, end: range.start + reach }
    rest = order === 'desc' ? { start: range.start, end: window.start } : { start: window.end, end: range.end }
    if (yield window) size++
  }
}

const smaller = (a: bigint, b: bigint) => a < b ? a : b
