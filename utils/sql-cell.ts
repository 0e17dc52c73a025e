import { cellText, isTimeColumn, type ResultColumn } from './sql-result'
import { clockAt, timeZoneName } from './time-zone'

/** More of a text than the widest column shows only slows the page down. */
const LONGEST_IN_TABLE = 500
const LONGEST_WHOLE = 50_000

const TIME = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.\d+)?$/

/**
 * A time in the reader's zone, with all of its digits; undefined for what is none, and for times that the statement has
 * put into a zone itself. Those without a zone come in UTC.
 */
export function localTime(value: unknown, column: ResultColumn): string | undefined {
  if (!isTimeColumn(column) || column.type.includes('\'')) return undefined
  const [, day, clock, fraction = ''] = TIME.exec(cellText(value)) ?? []
  if (day === undefined) return undefined
  const { year, month, day: date, hour, minute, second } = clockAt(Date.parse(`${day}T${clock}Z`))
  const two = (number: number) => String(number).padStart(2, '0')
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(date)} ${two(hour)}:${two(minute)}:${two(second)}${fraction}`
}

/** A cell as the table shows it, and what is told about it while the pointer is there. */
export function shownCell(value: unknown, column: ResultColumn): { text: string, title?: string } {
  const local = localTime(value, column)
  if (local !== undefined) return { text: local, title: `${local} ${timeZoneName()}\n${cellText(value)} UTC` }
  return { text: cellText(value).slice(0, LONGEST_IN_TABLE).replace(/\s+/g, ' ') }
}

/** A cell as far as a page bears it, and how much there is. */
export function wholeCell(value: unknown): { text: string, length: number, cut: boolean } {
  const text = value !== null && typeof value === 'object' ? JSON.stringify(value, null, 2) : cellText(value)
  return { text: text.slice(0, LONGEST_WHOLE), length: text.length, cut: text.length > LONGEST_WHOLE }
}
