import { sqlTexts } from './messages/sql'
import { cellText, isExactNumber, toCsv, toTsv, type ResultColumn, type ResultRow } from './sql-result'

/** A way to take rows along. */
export interface CopyFormat { label: string, write: (columns: readonly ResultColumn[], rows: readonly ResultRow[]) => string }

/** An array with an object for each row; a name that comes twice gets a number. Integers beyond what JSON's readers hold stay texts. */
export function toJson(columns: readonly ResultColumn[], rows: readonly ResultRow[]): string {
  const names = distinct(columns.map(({ name }) => name))
  const lines = rows.map(row => JSON.stringify(Object.fromEntries(names.map((name, at) => [name, jsonValue(row[at], columns[at]!)]))))
  return lines.length === 0 ? '[]' : `[\n${lines.map(line => `  ${line}`).join(',\n')}\n]`
}

const jsonValue = (value: unknown, column: ResultColumn) => typeof value === 'string' && isExactNumber(value, column) ? Number(value) : value

function distinct(names: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return names.map((name) => {
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    return times === 1 ? name : `${name}_${times}`
  })
}

/** https://github.github.com/gfm/#tables-extension- */
export function toMarkdown(columns: readonly ResultColumn[], rows: readonly ResultRow[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    line(columns.map(({ name }) => markdownCell(name))), line(columns.map(() => '---')),
    ...rows.map(row => line(columns.map((_, at) => markdownCell(cellText(row[at]))))),
  ].join('\n')
}

const markdownCell = (text: string) => text.replace(/[\\|<>`*_]/g, '\\$&').replace(/\r?\n|\r/g, '<br>')

export const copyFormats: readonly CopyFormat[] = [
  { label: sqlTexts.formats.tsv, write: toTsv },
  { label: sqlTexts.formats.csv, write: toCsv },
  { label: sqlTexts.formats.json, write: toJson },
  { label: sqlTexts.formats.markdown, write: toMarkdown },
]

/** What stands in a column, a line each. */
export const columnText = (rows: readonly ResultRow[], column: number): string => rows.map(row => cellText(row[column])).join('\n')
