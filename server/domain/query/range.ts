import { AppError } from '../kernel'
import type { Moment } from '#shared/schemas/time'
import { momentNanos } from '#shared/utils/moment'

/** A half-open range of time, nanoseconds since 1970: `start` belongs to it, `end` does not. */
export interface Range {
  readonly start: bigint
  readonly end: bigint
}

/** What DateTime64(9) holds: 1900-01-01 to 2262-04-11. */
const EARLIEST = -2_208_988_800_000_000_000n
const LATEST = 9_223_372_036_854_775_807n

/** @throws AppError bad_request when a moment can't be read, or the range is empty */
export function readRange(start: Moment, end: Moment): Range {
  const from = readMoment('start', start)
  const to = readMoment('end', end)
  if (to <= from) {
    throw new AppError('bad_request', 'The time range is empty: `end` must be later than `start`', {
      issues: [{ path: 'end', message: 'Must be later than `start`' }],
    })
  }
  return { start: clamp(from), end: clamp(to) }
}

function readMoment(path: 'start' | 'end', value: Moment): bigint {
  const nanos = momentNanos(value)
  if (nanos !== undefined) return nanos
  const message = 'Expected RFC 3339 (2026-01-31T12:00:00Z) or a number of seconds, milliseconds, microseconds or nanoseconds since 1970'
  throw new AppError('bad_request', `\`${path}\` is not a time. ${message}`, { issues: [{ path, message }] })
}

/** The moment, or the next to it that a line can have: beyond these the engine’s numbers begin again on the other side. */
export const clamp = (nanos: bigint) => (nanos < EARLIEST ? EARLIEST : nanos > LATEST ? LATEST : nanos)
