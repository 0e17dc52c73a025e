import { parseDuration } from '../durations'

const FLOAT = /^[+-]?(?:\d+(?:_\d+)*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const INFINITE = /^[+-]?inf(?:inity)?$/i

/** As Go's strconv.ParseFloat; a text is its error. */
export function parseGoFloat(text: string): number | string {
  if (FLOAT.test(text)) return Number(text)
  if (INFINITE.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  if (/^nan$/i.test(text)) return Number.NaN
  return `strconv.ParseFloat: parsing ${JSON.stringify(text)}: invalid syntax`
}

/** As Go's time.ParseDuration, which knows no days: nanoseconds; a text is its error. */
export function parseGoDuration(text: string): number | string {
  if (text === '') return 'time: invalid duration ""'
  if (/[dwy]/.test(text)) return `time: unknown unit in duration ${JSON.stringify(text)}`
  return parseDuration(text) ?? `time: invalid duration ${JSON.stringify(text)}`
}
