/** A column of a table that was answered; the type is ClickHouse's. */
export interface ResultColumn { name: string, type: string }
export type ResultRow = readonly unknown[]
export interface ResultSort { column: number, descending: boolean }

/** What stands inside Nullable and LowCardinality. */
const bare = (type: string): string => type.replace(/^(?:(?:Nullable|LowCardinality)\()+/, '')

export const isNumberColumn = ({ type }: ResultColumn): boolean => /^(?:U?Int\d|B?Float\d|Decimal)/.test(bare(type))
export const isTimeColumn = ({ type }: ResultColumn): boolean => /^Date/.test(bare(type))

/** A cell as people read and copy it: JSON for what is nested, nothing for NULL. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Milliseconds since 1970. Times without a zone of their own come in UTC; others are taken as the reader's clock, so that they look the same. */
export function timeOf(value: unknown, { type }: ResultColumn): number {
  const text = cellText(value)
  const iso = text.length <= 10 ? `${text}T00:00:00` : text.replace(' ', 'T').replace(/(\.\d{3})\d+/, '$1')
  return Date.parse(type.includes('\'') && !type.includes('\'UTC\'') ? iso : `${iso}Z`)
}

/** The rows in the order of a column; those without a value come last. */
export function sortRows(rows: readonly ResultRow[], columns: readonly ResultColumn[], sort: ResultSort | undefined): readonly ResultRow[] {
  const column = sort && columns[sort.column]
  if (!sort || !column) return rows
  const compare = comparer(column)
  const sign = sort.descending ? -1 : 1
  return [...rows].sort((a, b) => {
    const [left, right] = [a[sort.column], b[sort.column]]
    if (left === null || right === null) return Number(left === null) - Number(right === null)
    return sign * compare(left, right)
  })
}

/** How values of a column are ordered: numbers by size, addresses by their numbers, all else as text. NaN comes last. */
export function comparer(column: ResultColumn): (a: unknown, b: unknown) => number {
  if (isNumberColumn(column)) return compareNumbers
  return /^IPv4/.test(bare(column.type)) ? compareAddresses : compareTexts
}

const INTEGER = /^-?\d+$/

/** Whether a text in a column of numbers is one that a double holds to the last digit. */
export const isExactNumber = (text: string, column: ResultColumn): boolean => isNumberColumn(column) && INTEGER.test(text) && Number.isSafeInteger(Number(text))

/** Integers of 64 bits and more come as texts: they have more digits than a number holds. */
function compareNumbers(a: unknown, b: unknown): number {
  const [left, right] = [cellText(a), cellText(b)]
  if (!INTEGER.test(left) || !INTEGER.test(right)) return compareDoubles(numberOf(left), numberOf(right))
  const [low, high] = [BigInt(left), BigInt(right)]
  return low < high ? -1 : Number(low > high)
}

/** ClickHouse writes `inf`, `-inf` and `nan`. */
const numberOf = (text: string) => /^[-+]?inf$/i.test(text) ? (text.startsWith('-') ? -Infinity : Infinity) : Number(text)

function compareDoubles(left: number, right: number): number {
  if (Number.isNaN(left) || Number.isNaN(right)) return Number(Number.isNaN(left)) - Number(Number.isNaN(right))
  return left < right ? -1 : Number(left > right)
}

const compareAddresses = (a: unknown, b: unknown) => compareTexts(padded(a), padded(b))
const padded = (address: unknown) => cellText(address).replace(/\d+/g, number => number.padStart(3, '0'))

function compareTexts(a: unknown, b: unknown): number {
  const [left, right] = [cellText(a), cellText(b)]
  return left < right ? -1 : Number(left > right)
}

/** The next order when a column's head is chosen: up, down, as it came. */
export function nextSort(sort: ResultSort | undefined, column: number): ResultSort | undefined {
  if (sort?.column !== column) return { column, descending: false }
  return sort.descending ? undefined : { column, descending: true }
}

const quoteCsv = (text: string) => /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
/** https://www.iana.org/assignments/media-types/text/tab-separated-values: it has no quotes. */
const flatTsv = (text: string) => text.replace(/[\t\r\n]+/g, ' ')

/** Rows as RFC 4180 has it, their header first. */
export const toCsv = (columns: readonly ResultColumn[], rows: readonly ResultRow[]): string =>
  [columns.map(({ name }) => name), ...rows].map(row => row.map(cell => quoteCsv(cellText(cell))).join(',')).join('\r\n')

/** Rows for a spreadsheet, their header first. */
export const toTsv = (columns: readonly ResultColumn[], rows: readonly ResultRow[]): string =>
  [columns.map(({ name }) => name), ...rows].map(row => row.map(cell => flatTsv(cellText(cell))).join('\t')).join('\n')

const LETTER_PX = 7.4
const SAMPLE_ROWS = 60

/** How wide a column is at first, in pixels: as its first rows need, within bounds. */
export function columnWidths(columns: readonly ResultColumn[], rows: readonly ResultRow[]): number[] {
  const sample = rows.slice(0, SAMPLE_ROWS)
  return columns.map(({ name }, index) => {
    const longest = sample.reduce((length, row) => Math.max(length, cellText(row[index]).length), name.length + 3)
    return Math.round(Math.min(520, Math.max(72, longest * LETTER_PX + 26)))
  })
}
