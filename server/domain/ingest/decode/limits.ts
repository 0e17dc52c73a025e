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

const KB = 1024

export function tooLong(bytes: number): string {
  const size = bytes % (KB * KB) === 0 ? `${bytes / KB / KB} MB (${bytes.toLocaleString('en')} bytes)` : `${bytes.toLocaleString('en')} bytes`
  return `The line is longer than ${size}; send it in pieces`
}

export function tooDeep(levels: number): string {
  return `The value is nested more than ${levels} levels deep; send it flatter, or its inner part as text`
}

/**
 * A reject of `body[start, end)`. The bytes are copied, so that a kept reject does not hold on to the whole request.
 * @param index which item of the request it is, where that is known
 */
export function rejectOf(body: Buffer, start: number, end: number, reason: string, index?: number): Reject {
  const raw = Uint8Array.prototype.slice.call(body, start, Math.min(end, start + MAX_RAW))
  return index === undefined ? { reason, raw } : { reason, raw, index }
}
