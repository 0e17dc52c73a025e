import { GoTime } from './time'
import { DAYS, MONTHS, readLayout } from './time-layout'
import { offsetAt } from './zones'

interface Fields { year: number, month: number, day: number, yearDay?: number, hour: number, minute: number, second: number, nanoseconds: number, afternoon?: boolean, zone?: string }

/** How a part is found in a text, and what it says. */
type Reader = readonly [RegExp, (fields: Fields, text: string) => void]

const number = (form: RegExp, key: 'month' | 'day' | 'hour' | 'minute' | 'second' | 'year' | 'yearDay'): Reader =>
  [form, (fields, text) => { fields[key] = Number(text) }]
const named = (names: readonly string[], length?: number) => new RegExp(names.map(name => name.slice(0, length)).join('|'), 'iy')
const monthOf: Reader[1] = (fields, text) => { fields.month = MONTHS.findIndex(name => name.slice(0, 3).toLowerCase() === text.slice(0, 3).toLowerCase()) + 1 }
const half: Reader = [/AM|PM/iy, (fields, text) => { fields.afternoon = /^p/i.test(text) }]

const READERS: Record<string, Reader> = {
  'January': [named(MONTHS), monthOf],
  'Jan': [named(MONTHS, 3), monthOf],
  'Monday': [named(DAYS), () => {}],
  'Mon': [named(DAYS, 3), () => {}],
  '2006': number(/\d{4}/y, 'year'),
  '06': [/\d{2}/y, (fields, text) => { fields.year = Number(text) + (Number(text) >= 69 ? 1900 : 2000) }],
  '01': number(/\d{2}/y, 'month'),
  '1': number(/\d{1,2}/y, 'month'),
  '02': number(/\d{2}/y, 'day'),
  '_2': number(/ ?\d{1,2}/y, 'day'),
  '2': number(/\d{1,2}/y, 'day'),
  '002': number(/\d{3}/y, 'yearDay'),
  '__2': number(/ {0,2}\d{1,3}/y, 'yearDay'),
  '15': number(/\d{2}/y, 'hour'),
  '03': number(/\d{2}/y, 'hour'),
  '3': number(/\d{1,2}/y, 'hour'),
  '04': number(/\d{2}/y, 'minute'),
  '4': number(/\d{1,2}/y, 'minute'),
  '05': number(/\d{2}/y, 'second'),
  '5': number(/\d{1,2}/y, 'second'),
  'PM': half,
  'pm': half,
  'MST': [/UTC|GMT|[A-Z]{3,5}|[+-]\d{2}(?:\d{2})?/y, (fields, text) => { if (text === 'UTC' || text === 'GMT') fields.zone = 'UTC' }],
}

const FRACTION: Reader = [/[.,]\d+/y, (fields, text) => { fields.nanoseconds = Number(text.slice(1, 10).padEnd(9, '0')) }]

/**
 * Reads a moment as Go's time.ParseInLocation does.
 * @param zone is where it stands when the text names none
 * @returns undefined when the text is not as the layout has it
 */
export function parseTime(layout: string, text: string, zone: string): GoTime | undefined {
  const fields: Fields = { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0, nanoseconds: 0 }
  let at = 0
  const take = ([form, set]: Reader): boolean => {
    form.lastIndex = at
    const found = form.exec(text)
    if (found === null) return false
    set(fields, found[0])
    at = form.lastIndex
    return true
  }
  const pieces = readLayout(layout)
  for (const [i, piece] of pieces.entries()) {
    if ('text' in piece) {
      if (!text.startsWith(piece.text, at)) return undefined
      at += piece.text.length
      continue
    }
    const { part } = piece
    if (/^[.,]/.test(part)) {
      if (!take(FRACTION) && part[1] === '0') return undefined
      continue
    }
    if (!take(READERS[part] ?? zoneReader(part))) return undefined
    // A fraction may follow the seconds though the layout has none.
    const next = pieces[i + 1]
    if (/^0?5$/.test(part) && !(next && 'part' in next && /^[.,]/.test(next.part))) take(FRACTION)
  }
  return at === text.length ? timeOf(fields, zone) : undefined
}

function zoneReader(part: string): Reader {
  const digits = part.replace(/\D/g, '').length / 2
  const colon = part.includes(':') ? ':' : ''
  const form = `[+-]${Array.from({ length: digits }, () => '\\d{2}').join(colon)}`
  return [new RegExp(part.startsWith('Z') ? `Z|${form}` : form, 'y'), (fields, text) => {
    const bare = text.replaceAll(':', '')
    fields.zone = text === 'Z' ? 'UTC' : `${bare.slice(0, 3)}:${bare.slice(3, 5) || '00'}`
  }]
}

function timeOf({ year, month, day, yearDay, hour, minute, second, nanoseconds, afternoon, zone: own }: Fields, zone: string): GoTime | undefined {
  const hours = afternoon === undefined ? hour : hour % 12 + (afternoon ? 12 : 0)
  const local = new Date(Date.UTC(2000, 0, 1, hours, minute, second))
  if (yearDay === undefined) local.setUTCFullYear(year, month - 1, day)
  else local.setUTCFullYear(year, 0, yearDay)
  const isDay = yearDay !== undefined || (local.getUTCMonth() === month - 1 && local.getUTCDate() === day)
  if (!isDay || hours > 23 || minute > 59 || second > 59) return undefined
  const place = own ?? zone
  const guess = local.getTime() - offsetAt(place, local.getTime()) * 1000
  const moment = local.getTime() - offsetAt(place, guess) * 1000
  return new GoTime(BigInt(moment) * 1_000_000n + BigInt(nanoseconds), place === '+00:00' ? 'UTC' : place)
}
