import type { Order } from '#shared/schemas/query'
import type { Range } from './range'

const MINUTE = 60_000_000_000n
const HOUR = 60n * MINUTE
const DAY = 24n * HOUR

/** How far each window reaches from where reading starts; the last one takes the rest. */
const REACHES = [MINUTE, 15n * MINUTE, 6n * HOUR, 2n * DAY, 16n * DAY]

/**
 * Cuts a range into windows that grow from the end where reading starts: most pages are full after the first or
 * second, and a query without matches costs a handful of small reads more.
 */
export function windowsOf(range: Range, order: Order): Range[] {
  const windows: Range[] = []
  let { start, end } = range
  for (const reach of REACHES) {
    if (order === 'desc') {
      const from = range.end - reach
      if (from <= start) break
      windows.push({ start: from, end })
      end = from
    }
    else {
      const to = range.start + reach
      if (to >= end) break
      windows.push({ start, end: to })
      start = to
    }
  }
  if (start < end) windows.push({ start, end })
  return windows
}
