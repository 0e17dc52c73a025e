import type { GoTime } from './time'
import { DAYS, MONTHS, readLayout } from './time-layout'

const pad = (value: number, width = 2, fill = '0') => String(value).padStart(width, fill)
const hour12 = (date: Date) => date.getUTCHours() % 12 || 12

type Writer = (date: Date) => string

const WRITERS: Record<string, Writer> = {
  'January': date => MONTHS[date.getUTCMonth()]!,
  'Jan': date => MONTHS[date.getUTCMonth()]!.slice(0, 3),
  'Monday': date => DAYS[date.getUTCDay()]!,
  'Mon': date => DAYS[date.getUTCDay()]!.slice(0, 3),
  '2006': date => pad(date.getUTCFullYear(), 4),
  '06': date => pad(date.getUTCFullYear() % 100),
  '01': date => pad(date.getUTCMonth() + 1),
  '1': date => String(date.getUTCMonth() + 1),
  '02': date => pad(date.getUTCDate()),
  '_2': date => pad(date.getUTCDate(), 2, ' '),
  '2': date => String(date.getUTCDate()),
  '002': date => pad(dayOfYear(date), 3),
  '__2': date => pad(dayOfYear(date), 3, ' '),
  '15': date => pad(date.getUTCHours()),
  '03': date => pad(hour12(date)),
  '3': date => String(hour12(date)),
  '04': date => pad(date.getUTCMinutes()),
  '4': date => String(date.getUTCMinutes()),
  '05': date => pad(date.getUTCSeconds()),
  '5': date => String(date.getUTCSeconds()),
  'PM': date => date.getUTCHours() < 12 ? 'AM' : 'PM',
  'pm': date => date.getUTCHours() < 12 ? 'am' : 'pm',
}

export const dayOfYear = (date: Date) =>
  Math.floor((Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()) - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1

/** A moment written as Go's Time.Format writes it. */
export function formatTime(time: GoTime, layout: string): string {
  const date = time.local
  return readLayout(layout).map((piece) => {
    if ('text' in piece) return piece.text
    const { part } = piece
    const write = WRITERS[part]
    if (write !== undefined) return write(date)
    if (part === 'MST') return time.zoneName
    return part.startsWith('.') || part.startsWith(',') ? fraction(part, time.fraction) : zone(part, time.offset)
  }).join('')
}

/** `.000` writes that many digits, `.999` as many as are needed. */
function fraction(part: string, nanoseconds: number): string {
  const digits = pad(nanoseconds, 9).slice(0, part.length - 1).padEnd(part.length - 1, '0')
  if (part[1] === '0') return part[0]! + digits
  const short = digits.replace(/0+$/, '')
  return short === '' ? '' : part[0]! + short
}

function zone(part: string, offset: number): string {
  if (part.startsWith('Z') && offset === 0) return 'Z'
  const size = Math.abs(offset)
  const pieces = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60].map(piece => pad(piece))
  const digits = part.replace(/\D/g, '').length / 2
  return (offset < 0 ? '-' : '+') + pieces.slice(0, digits).join(part.includes(':') ? ':' : '')
}
