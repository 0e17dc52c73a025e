import { SIZES } from '../byte-sizes'

const FLOAT = /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+)?$/
const HEXADECIMAL = /^([+-]?)0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?\d+)$/
const INFINITE = /^[+-]?inf(?:inity)?$/i
const UNITS: Record<string, number> = { ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9, m: 6e10, h: 3.6e12 }
/** Nanoseconds of Go's time.Duration, and bytes of its uint64. */
const LONGEST = 2 ** 63
const LARGEST = 2 ** 64
const PIECE = /(\d*)(?:\.(\d*))?([^\d.]*)/y

/** As Go's strconv.ParseFloat; a text is its error. */
export function parseGoFloat(text: string): number | string {
  if (FLOAT.test(text)) {
    const value = Number(text.replaceAll('_', ''))
    return Number.isFinite(value) ? value : `strconv.ParseFloat: parsing ${JSON.stringify(text)}: value out of range`
  }
  if (INFINITE.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  if (/^[+-]?nan$/i.test(text)) return Number.NaN
  const hex = HEXADECIMAL.exec(text)
  if (hex !== null && hex[2]! + hex[3]! !== '') {
    const size = Number.parseInt(hex[2]! + hex[3]!, 16) * 2 ** (Number(hex[4]) - 4 * hex[3]!.length)
    return hex[1] === '-' ? -size : size
  }
  return `strconv.ParseFloat: parsing ${JSON.stringify(text)}: invalid syntax`
}

/** As Go's time.ParseDuration, which knows no days: nanoseconds; a text is its error. */
export function parseGoDuration(text: string): number | string {
  const invalid = `time: invalid duration ${JSON.stringify(text)}`
  let at = /^[+-]/.test(text) ? 1 : 0
  if (text.slice(at) === '0') return 0
  if (at === text.length) return invalid
  let total = 0
  while (at < text.length) {
    PIECE.lastIndex = at
    const [whole, digits = '', fraction = '', unit = ''] = PIECE.exec(text)!
    if (digits === '' && fraction === '') return invalid
    if (unit === '') return `time: missing unit in duration ${JSON.stringify(text)}`
    const size = UNITS[unit]
    if (size === undefined) return `time: unknown unit ${JSON.stringify(unit)} in duration ${JSON.stringify(text)}`
    total += Number(digits || '0') * size + (fraction === '' ? 0 : Number(`0.${fraction}`) * size)
    at += whole.length
  }
  if (total >= LONGEST) return invalid
  return text.startsWith('-') ? -total : total
}

/** As go-humanize's ParseBytes: `1,000 kb`, whatever the case; a text is its error. */
export function readByteSize(text: string): number | string {
  const number = /^[\d.,]*/.exec(text)![0]
  const value = parseGoFloat(number.replaceAll(',', ''))
  if (typeof value === 'string') return value
  const unit = text.slice(number.length).trim().toLowerCase()
  const size = unit === '' ? 1 : SIZES.get(unit)
  if (size === undefined) return `unhandled size name: ${unit}`
  return value * size >= LARGEST ? `too large: ${text}` : Math.floor(value * size)
}
