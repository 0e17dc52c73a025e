import { timeZone } from './time-zone'

const numberFormat = new Intl.NumberFormat()
const digitFormat = new Intl.NumberFormat(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const roundFormat = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 })
const compactFormat = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 })
const timeFormat = zoned({ month: 'short', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hourCycle: 'h23' })
const momentFormat = zoned({ dateStyle: 'medium', timeStyle: 'medium' })
const rangeFormat = zoned({ month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
const OFFSET_UNITS: [number, string][] = [[86_400_000, 'd'], [3_600_000, 'h'], [60_000, 'min'], [1000, 's']]
const relativeFormat = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' })

/** `1,234,567`, as the reader's language writes it. */
export function formatNumber(value: number): string {
  return numberFormat.format(value)
}

/** `1.2M`, for narrow places. */
export function formatCompact(value: number): string {
  return value < 10_000 ? numberFormat.format(value) : compactFormat.format(value)
}

/** `950`, `1.2K`, `3M`: for the few digits beside an axis. */
export function formatTick(value: number): string {
  return compactFormat.format(value)
}

/** `3.2`, `100`: how many times as much. */
export function formatFactor(factor: number): string {
  return factor < 10 ? digitFormat.format(factor) : numberFormat.format(Math.round(factor))
}

/** A share of 1: `0.3 %`, `47 %`, `<0.1 %`, `100 %` only for all. */
export function formatShare(share: number): string {
  const percent = share * 100
  if (percent > 0 && percent < 0.1) return `<${roundFormat.format(0.1)} %`
  if (percent < 10) return `${roundFormat.format(percent)} %`
  return `${percent >= 99.5 && percent < 100 ? '>99' : Math.round(percent)} %`
}

/** `1.4 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${value < 10 && unit > 0 ? digitFormat.format(value) : numberFormat.format(Math.round(value))} ${units[unit]}`
}

/** A length of time from its milliseconds: `840 ms`, `2.4 s`, `4 min 13 s`, `3 h 5 min`. */
export function formatElapsed(ms: number): string {
  if (ms < 10) return `${digitFormat.format(ms)} ms`
  if (ms < 1000) return `${Math.round(ms)} ms`
  const seconds = Math.round(ms / 1000)
  if (seconds < 100) return `${digitFormat.format(ms / 1000)} s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 100 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** How far a moment is from another, both in nanoseconds since 1970 as text: `+2.4 s`, `−310 ms`. */
export function formatOffset(time: string, from: string): string {
  const ms = Number(BigInt(time) - BigInt(from)) / 1e6
  const size = Math.abs(ms)
  const [unit, name] = OFFSET_UNITS.find(([step]) => size >= step) ?? [1, 'ms']
  const value = size / unit
  return `${ms < 0 ? '−' : '+'}${value >= 100 || value === 0 ? numberFormat.format(Math.round(value)) : digitFormat.format(value)} ${name}`
}

/** The time column of the list: in the chosen zone, to the millisecond. */
export function formatLineTime(timestamp: string): string {
  const date = new Date(timestamp)
  return Number.isNaN(date.getTime()) ? timestamp : timeFormat().format(date)
}

/** A moment with its date, to the second. */
export function formatMoment(moment: string | number): string {
  const date = new Date(moment)
  return Number.isNaN(date.getTime()) ? String(moment) : momentFormat().format(date)
}

/** A moment of a range, short. */
export function formatRangeMoment(moment: string | number): string {
  return rangeFormat().format(new Date(moment))
}

/** From one moment to another, saying the day once where it is the same. */
export function formatSpan(from: string | number, to: string | number): string {
  return rangeFormat().formatRange(new Date(from), new Date(to))
}

/** `5 minutes ago`. */
export function formatAgo(moment: string, now: number): string {
  const seconds = Math.round((Date.parse(moment) - now) / 1000)
  const steps: [Intl.RelativeTimeFormatUnit, number][] = [['day', 86_400], ['hour', 3600], ['minute', 60]]
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return relativeFormat.format(Math.round(seconds / size), unit)
  }
  return relativeFormat.format(seconds, 'second')
}

/** Times in the chosen zone, written as the reader's language does it. Making a format is slow: the last one is kept. */
export function zoned(options: Intl.DateTimeFormatOptions): () => Intl.DateTimeFormat {
  let kept: { zone: string | undefined, format: Intl.DateTimeFormat } | undefined
  return () => {
    const zone = timeZone()
    if (kept?.zone !== zone || kept === undefined) kept = { zone, format: new Intl.DateTimeFormat(undefined, { ...options, timeZone: zone }) }
    return kept.format
  }
}

/** `GMT+1`: how far a zone (undefined: the browser's) is from Greenwich at a moment. */
export function zoneOffset(zone: string | undefined, moment: number): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts(moment)
  return parts.find(part => part.type === 'timeZoneName')?.value ?? ''
}
