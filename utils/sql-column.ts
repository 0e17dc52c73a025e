import { formatNumber } from './format'
import { sqlTexts } from './messages/sql'
import { shownCell } from './sql-cell'
import { cellText, comparer, isNumberColumn, type ResultColumn, type ResultRow } from './sql-result'

const texts = sqlTexts.column

/** What can be told of the rows that came: pairs of a word and a number or value. */
export function columnFacts(column: ResultColumn, rows: readonly ResultRow[], index: number): [name: string, value: string][] {
  const values = rows.map(row => row[index]).filter(value => value !== null && value !== undefined)
  const facts: [string, string][] = [[texts.distinct, formatNumber(new Set(values.map(cellText)).size)]]
  if (values.length < rows.length) facts.push([texts.null, formatNumber(rows.length - values.length)])
  if (values.length === 0) return facts
  const compare = comparer(column)
  const [least, greatest] = values.reduce<[unknown, unknown]>(([low, high], value) => [compare(value, low) < 0 ? value : low, compare(value, high) > 0 ? value : high], [values[0], values[0]])
  facts.push([texts.least, short(least, column)], [texts.greatest, short(greatest, column)])
  if (isNumberColumn(column)) {
    const numbers = values.map(Number).filter(Number.isFinite)
    if (numbers.length > 0) facts.push([texts.mean, formatNumber(numbers.reduce((sum, value) => sum + value / numbers.length, 0))])
  }
  return facts
}

function short(value: unknown, column: ResultColumn): string {
  const { text } = shownCell(value, column)
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
