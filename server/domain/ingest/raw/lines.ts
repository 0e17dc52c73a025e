import type { Reject } from '#shared/types/log-record'
import type { Bounds } from '../decode/bounds'
import { rejectOf } from '../decode/limits'

/**
 * A line without its end, and the bytes where it lies. Empty when it holds nothing but white space. `index` counts the
 * lines that are not empty.
 */
export type TakeLine = (line: string, start: number, end: number, index: number) => void

/**
 * Hands the lines of a body on, without CR, LF and a byte order mark; a line beyond the bound becomes one of `rejects`.
 * Invalid UTF-8 is replaced by U+FFFD; NUL and other control characters stay.
 * @throws AppError too_large past the number of records in `bounds`, where rejects count; `take` counts its own
 */
export function forEachLine(body: Buffer, bounds: Bounds, rejects: Reject[], take: TakeLine): void {
  let at = body[0] === 0xEF && body[1] === 0xBB && body[2] === 0xBF ? 3 : 0
  let index = 0
  while (at < body.length) {
    const feed = body.indexOf(10, at)
    const next = feed === -1 ? body.length : feed
    const end = next > at && body[next - 1] === 13 ? next - 1 : next
    if (end - at > bounds.maxLineBytes) {
      bounds.count()
      rejects.push(rejectOf(body, at, end, bounds.tooLong, index++))
    }
    else if (isBlank(body, at, end)) take('', at, end, index)
    else take(body.toString('utf8', at, end), at, end, index++)
    at = next + 1
  }
}

/** Found out in the bytes, before there is a string: a body may be millions of blank lines. */
function isBlank(body: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = body[at]!
    if (byte !== 32 && byte !== 9 && (byte < 11 || byte > 13)) return false
  }
  return true
}
