import { CallError } from '../errors'
import { define, type TemplateFunction } from '../functions'
import { GoTime } from '../time'
import { parseTime } from '../time-parse'
import type { Value } from '../values'
import { isZone } from '../zones'

/** Nanoseconds of a unit, by how many digits a number of it has nowadays. */
const UNITS: Record<number, bigint> = { 5: 86_400_000_000_000n, 10: 1_000_000_000n, 13: 1_000_000n, 16: 1000n, 19: 1n }

/** Seconds since 1970 are a moment too; everything else is now. */
function momentOf(value: Value): GoTime {
  if (value instanceof GoTime) return value
  return new GoTime(typeof value === 'bigint' ? value * 1_000_000_000n : BigInt(Date.now()) * 1_000_000n, 'UTC')
}

function unixToTime(text: string): GoTime {
  if (!/^[+-]?\d+$/.test(text)) throw new CallError(`unable to parse time '${text}': strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`)
  const unit = UNITS[text.length]
  if (unit === undefined) throw new CallError(`unable to parse time '${text}': %!w(<nil>)`)
  return new GoTime(BigInt(text) * unit, 'UTC')
}

/** The zone of the server is UTC wherever it stands: answers must not depend on it. */
export const DATES: Record<string, TemplateFunction> = {
  now: define([], () => momentOf(null)),
  date: define(['string', 'any'], (layout, value) => momentOf(value).in('UTC').format(layout)),
  toDate: define(['string', 'string'], (layout, text) => parseTime(layout, text, 'UTC') ?? GoTime.zero),
  toDateInZone: define(['string', 'string', 'string'], (layout, zone, text) => parseTime(layout, text, isZone(zone) ? zone : 'UTC') ?? GoTime.zero),
  unixToTime: define(['string'], unixToTime),
  unixEpoch: define(['time'], time => String(time.unix)),
  unixEpochMillis: define(['time'], time => String(time.milliseconds)),
  unixEpochNanos: define(['time'], time => String(time.nanoseconds)),
}
