import type { Reject } from '#shared/types/log-record'
import { MAX_LINE, rejectOf, TOO_LONG } from '../decode/limits'

const blank = /^[ \t\f\v\r]*$/

/** A line without its end, and the bytes where it lies. Empty when it holds nothing but white space. */
export type TakeLine = (line: string, start: number, end: number) => void

/**
 * Hands the lines of a body on, without CR, LF and a byte order mark; a line longer than 1 MB becomes a reject.
 * Invalid UTF-8 is replaced by U+FFFD; NUL and other control characters stay.
 */
export function forEachLine(body: Buffer, take: TakeLine): Reject[] {
  const rejects: Reject[] = []
  let at = body[0] === 0xEF && body[1] === 0xBB && body[2] === 0xBF ? 3 : 0
  while (at < body.length) {
    const feed = body.indexOf(10, at)
    const next = feed === -1 ? body.length : feed
    const end = next > at && body[next - 1] === 13 ? next - 1 : next
    if (end - at > MAX_LINE) rejects.push(rejectOf(body, at, end, TOO_LONG))
    else {
      const line = body.toString('utf8', at, end)
      take(blank.test(line) ? '' : line, at, end)
    }
    at = next + 1
  }
  return rejects
}
