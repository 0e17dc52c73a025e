import { MINUTE_COLUMN } from '../storage'
import { clamp, type Range } from './range'
import type { SqlPart } from './sql'

/** Within these (1970 to 2106) toStartOfFiveMinutes, a 32-bit DateTime, grows with the time; outside it wraps around. */
const FIVE_MINUTES_FROM = 0n
const FIVE_MINUTES_TO = 4_294_967_295_000_000_000n

/** Whether toStartOfFiveMinutes may stand for the times of the range. */
export const isPrunable = (range: Range) => range.start >= FIVE_MINUTES_FROM && range.end <= FIVE_MINUTES_TO

/**
 * A row's time lies in the range. The sort key begins with toStartOfFiveMinutes(Timestamp), which the engine doesn't
 * derive from Timestamp by itself (tried in 26.7): said once more in its terms, a minute of 2.5 million lines reads
 * 1 granule instead of 21.
 */
export function timePart(range: Range): SqlPart {
  const start = 'fromUnixTimestamp64Nano({start:Int64})'
  const end = 'fromUnixTimestamp64Nano({end:Int64})'
  const prune = isPrunable(range)
    ? [`toStartOfFiveMinutes(Timestamp) >= toStartOfFiveMinutes(${start})`, `toStartOfFiveMinutes(Timestamp) <= toStartOfFiveMinutes(${end})`]
    : []
  return {
    sql: [...prune, `Timestamp >= ${start}`, `Timestamp < ${end}`],
    params: { start: String(clamp(range.start)), end: String(clamp(range.end)) },
  }
}

const MINUTE = 60_000_000_000n

/** Whether whole minutes, (from, to], may go by their column. */
export const isOfMinutes = (from: bigint, to: bigint) => from % MINUTE === 0n && to % MINUTE === 0n && from >= MINUTE && to <= FIVE_MINUTES_TO

/** A row’s time lies in these minutes, (from, to]; the sort key is asked by a hint alone, so that no row’s time is read. */
export function minutePart(from: bigint, to: bigint): SqlPart {
  const block = (name: string) => `toStartOfFiveMinutes(fromUnixTimestamp64Nano({${name}:Int64}))`
  return {
    sql: [
      `indexHint(toStartOfFiveMinutes(Timestamp) >= ${block('start')} AND toStartOfFiveMinutes(Timestamp) <= ${block('end')})`,
      `${MINUTE_COLUMN} >= {firstMinute:Int32}`, `${MINUTE_COLUMN} < {endMinute:Int32}`,
    ],
    params: { start: String(from), end: String(to), firstMinute: Number(from / MINUTE), endMinute: Number(to / MINUTE) },
  }
}
