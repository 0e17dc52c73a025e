import type { Reject } from '#shared/types/log-record'

/** A single line or JSON value longer than this (bytes) is refused: ClickHouse and the browser both choke on such rows. */
export const MAX_LINE = 1_048_576
/** Of a refused piece the dead letters keep at most this many bytes. */
export const MAX_RAW = 65_536
/** Values nested deeper than this are refused: what reads them later recurses. */
export const MAX_DEPTH = 100

/** Services and levels are columns of few different values; longer texts (characters) there are a mistake. */
export const MAX_SERVICE = 512
export const MAX_LEVEL = 64

export const TOO_LONG = 'The line is longer than 1 MB (1,048,576 bytes); send it in pieces'
export const TOO_DEEP = `The value is nested more than ${MAX_DEPTH} levels deep`

/** A reject of `body[start, end)`. The bytes are copied, so that a kept reject does not hold on to the whole request. */
export function rejectOf(body: Buffer, start: number, end: number, reason: string): Reject {
  return { reason, raw: Uint8Array.prototype.slice.call(body, start, Math.min(end, start + MAX_RAW)) }
}
