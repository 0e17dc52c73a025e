import { isDateMath, resolveDateMath, tidyDateMath } from './date-math'
import { parseMoment, type TypedMoment } from './moment-text'
import { formatSpan } from './format'
import { timeTexts as texts } from './messages/time'
import { absoluteRange, movingRange, parseDuration, QUICK_RANGES, sameRange, type TimeRange } from './time-range'

/** What is shown around a single moment, to either side. */
const AROUND_MS = 5 * 60_000
/** A moment that names more than this is a range by itself: a day. */
const OWN_RANGE_MS = 3_600_000
/** The clearest first: a minus with spaces may belong to date math. */
const SEPARATORS = [/\s+(?:to|until|till)\s+|\s*(?:\.\.\.?|→|;|–|—)\s*/i, /\s+-\s+/]

/**
 * The range that a text says: `15m`, `last 2h`, `now-1h`, `now-1d/d to now/d`, two moments, or one (then the time around
 * it, or the day that it names). Undefined when it says none.
 */
export function parseRangeText(typed: string, now: number): TimeRange | undefined {
  const text = typed.trim()
  if (text === '' || text.length > 200) return undefined
  const duration = /^(?:last\s+)?(\d{1,6})\s*([smhdw])$/i.exec(text)
  if (duration) return relative(`${duration[1]}${duration[2]!.toLowerCase()}`)
  if (isDateMath(text)) return between(text, text.includes('/') ? text : 'now', now)
  const moment = parseMoment(text, now)
  if (moment) return around(moment)
  const sides = SEPARATORS.map(separator => text.split(separator)).find(({ length }) => length === 2)
  return sides && between(sides[0]!, sides[1]!, now)
}

const relative = (duration: string): TimeRange | undefined => parseDuration(duration) === undefined ? undefined : { kind: 'relative', duration }

function around({ ms, width }: TypedMoment): TimeRange {
  return width >= OWN_RANGE_MS ? absoluteRange({ start: ms, end: ms + width }) : absoluteRange({ start: ms - AROUND_MS, end: ms + AROUND_MS })
}

/** Two sides that both move with time stay so; else both are moments. */
function between(from: string, to: string, now: number): TimeRange | undefined {
  if (isDateMath(from) && isDateMath(to)) return movingRange(tidyDateMath(from), tidyDateMath(to), now)
  const start = resolveDateMath(from, now, 'start') ?? parseMoment(from, now)?.ms
  const end = resolveDateMath(to, now, 'end') ?? endOf(parseMoment(to, now))
  return start !== undefined && end !== undefined && start < end ? absoluteRange({ start, end }) : undefined
}

/** “Until the 22nd” has that day in it. */
const endOf = (moment: TypedMoment | undefined) => moment && (moment.width >= OWN_RANGE_MS ? moment.ms + moment.width : moment.ms)

/** What a range is called: `Last hour`, `Yesterday`, `now-2d to now-1d`, or from when to when. */
export function rangeLabel(range: TimeRange): string {
  const quick = QUICK_RANGES.find(each => sameRange(each.range, range))
  if (quick) return quick.label
  if (range.kind === 'relative') return texts.last(range.duration)
  return range.kind === 'moving' ? texts.between(range.from, range.to) : formatSpan(range.from, range.to)
}
