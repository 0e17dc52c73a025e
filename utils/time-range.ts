import { isDateMath, resolveDateMath } from './date-math'
import { clockAt } from './time-zone'
import { timeTexts as texts } from './messages/time'

/** A span of time to look at: relative to now and kept so (`15m`; `now-1d/d` to `now-1d/d`, which is yesterday), or between two moments. */
export type TimeRange
  = | { kind: 'relative', duration: string }
    | { kind: 'moving', from: string, to: string }
    | { kind: 'absolute', from: string, to: string }

/** A range as numbers: milliseconds since 1970, `end` exclusive. */
export interface Span { start: number, end: number }

const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const
const MAX_SPAN = 366 * UNITS.d
const MIN_SPAN = 10

export const QUICK_RANGES = [
  { range: { kind: 'relative', duration: '5m' }, label: texts.ranges.minutes5 },
  { range: { kind: 'relative', duration: '15m' }, label: texts.ranges.minutes15 },
  { range: { kind: 'relative', duration: '1h' }, label: texts.ranges.hour },
  { range: { kind: 'relative', duration: '6h' }, label: texts.ranges.hours6 },
  { range: { kind: 'relative', duration: '24h' }, label: texts.ranges.hours24 },
  { range: { kind: 'relative', duration: '7d' }, label: texts.ranges.days7 },
  { range: { kind: 'relative', duration: '30d' }, label: texts.ranges.days30 },
  { range: { kind: 'moving', from: 'now/d', to: 'now' }, label: texts.ranges.today },
  { range: { kind: 'moving', from: 'now-1d/d', to: 'now-1d/d' }, label: texts.ranges.yesterday },
  { range: { kind: 'moving', from: 'now/w', to: 'now' }, label: texts.ranges.week },
] as const satisfies readonly { range: TimeRange, label: string }[]

export const DEFAULT_RANGE: TimeRange = { kind: 'relative', duration: '1h' }

/** `15m` → milliseconds; undefined when it is no duration, or one outside of a second to a year. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,6})([smhdw])$/.exec(text)
  if (!match) return undefined
  const ms = Number(match[1]) * UNITS[match[2] as keyof typeof UNITS]
  return ms >= 1000 && ms <= MAX_SPAN ? ms : undefined
}

/** Reads a range from its address parameters; undefined when they say nothing usable. */
export function parseRange(text: { range?: string, from?: string, to?: string }): TimeRange | undefined {
  if (text.from !== undefined && text.to !== undefined) {
    const moving = isDateMath(text.from) && isDateMath(text.to) ? movingRange(text.from, text.to, Date.now()) : undefined
    if (moving) return moving
    const from = Date.parse(text.from)
    const to = Date.parse(text.to)
    if (Number.isFinite(from) && Number.isFinite(to) && from < to) return absoluteRange({ start: from, end: to })
  }
  if (text.range !== undefined && parseDuration(text.range) !== undefined) return { kind: 'relative', duration: text.range }
  return undefined
}

/** A range as address parameters; nothing for the usual one. */
export function rangeParameters(range: TimeRange, usual: TimeRange): { range?: string, from?: string, to?: string } {
  if (sameRange(range, usual)) return {}
  return range.kind === 'relative' ? { range: range.duration } : { from: range.from, to: range.to }
}

/** The range between two texts of date math, in its shortest form; undefined when it has no length, or more than a year. */
export function movingRange(from: string, to: string, now: number): TimeRange | undefined {
  const past = /^now-(\d+[smhdw])$/.exec(from)?.[1]
  if (to === 'now' && past !== undefined && parseDuration(past) !== undefined) return { kind: 'relative', duration: past }
  const range: TimeRange = { kind: 'moving', from, to }
  const { start, end } = resolveRange(range, now)
  return end - start >= MIN_SPAN && end - start <= MAX_SPAN + UNITS.d ? range : undefined
}

/** The range between two moments. */
export function absoluteRange(span: Span): TimeRange {
  return { kind: 'absolute', from: new Date(span.start).toISOString(), to: new Date(span.end).toISOString() }
}

/** What a range means at the moment `now`. */
export function resolveRange(range: TimeRange, now: number): Span {
  if (range.kind === 'absolute') return { start: Date.parse(range.from), end: Date.parse(range.to) }
  if (range.kind === 'moving') return { start: resolveDateMath(range.from, now, 'start') ?? now - UNITS.h, end: resolveDateMath(range.to, now, 'end') ?? now }
  return { start: now - (parseDuration(range.duration) ?? UNITS.h), end: now }
}

/** A wider range: the next quick one when relative, else three times as wide around the same middle. */
export function zoomOut(range: TimeRange, now: number): TimeRange {
  const { start, end } = resolveRange(range, now)
  const width = end - start
  if (range.kind === 'relative') {
    return QUICK_RANGES.find(quick => quick.range.kind === 'relative' && (parseDuration(quick.range.duration) ?? 0) > width)?.range ?? range
  }
  const wider = Math.min(width * 3, MAX_SPAN)
  const middle = (start + end) / 2
  const newEnd = Math.min(middle + wider / 2, Math.max(now, end))
  return absoluteRange({ start: Math.floor(newEnd - wider), end: Math.ceil(newEnd) })
}

/** The middle half of a range, or the given span cut to a sensible least width. */
export function zoomIn(range: TimeRange, now: number, span?: Span): TimeRange {
  const { start, end } = resolveRange(range, now)
  const quarter = (end - start) / 4
  const wanted = span ?? { start: start + quarter, end: end - quarter }
  const low = Math.floor(Math.min(wanted.start, wanted.end))
  const high = Math.ceil(Math.max(wanted.start, wanted.end))
  return absoluteRange({ start: low, end: Math.max(high, low + MIN_SPAN) })
}

/** The same width, half a width earlier (-1) or later (1), never past now. */
export function shiftRange(range: TimeRange, now: number, direction: -1 | 1): TimeRange {
  const { start, end } = resolveRange(range, now)
  const step = (end - start) / 2
  const newEnd = Math.min(end + direction * step, Math.max(now, end))
  return absoluteRange({ start: Math.round(newEnd - (end - start)), end: Math.round(newEnd) })
}

/** Whether two ranges say the same. */
export function sameRange(a: TimeRange, b: TimeRange): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** `2026-11-22T13:45:10.250`, in the chosen zone, as `<input type="datetime-local">` wants it. */
export function toLocalInput(moment: number): string {
  const { year, month, day, hour, minute, second, ms } = clockAt(moment)
  const pad = (value: number, width = 2) => String(value).padStart(width, '0')
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}T${pad(hour)}:${pad(minute)}:${pad(second)}${ms ? `.${pad(ms, 3)}` : ''}`
}
