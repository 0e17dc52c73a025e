import type { FrozenResult } from '#shared/schemas/shares'
import { toExploreLine } from './explore-line'
import { formatLineTime } from './format'
import { levelLabel } from './levels'
import { shareTexts } from './messages/share'

/** A label of a line. */
export interface SharedField { name: string, value: string }

/** Any answer as a table of texts. */
export interface SharedTable {
  names: string[]
  /** Of each column: whether it may have long texts. */
  isText: boolean[]
  /** Of each column: whether it has numbers. */
  isNumber: boolean[]
  rows: string[][]
  /** Of each row, what else is known of it: of lines. */
  fields?: SharedField[][]
  /** Rows are lines: on a phone their text is below what is said of them. */
  isLines: boolean
  truncated: boolean
}

const texts = shareTexts.columns

const fieldsOf = (labels: Readonly<Record<string, string>>): SharedField[] =>
  Object.entries(labels).map(([name, value]) => ({ name, value })).sort((a, b) => a.name < b.name ? -1 : 1)

const textOf = (value: unknown): string => value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean)
const time = (nanos: string) => formatLineTime(new Date(Number(BigInt(nanos) / 1_000_000n)).toISOString())

/** Makes the table that a shared result is shown as. */
export function sharedTable(result: FrozenResult['result']): SharedTable {
  switch (result.kind) {
    case 'lines': {
      const lines = result.lines.map(toExploreLine)
      const ofSeveral = lines.some(({ source }) => source !== undefined)
      const rows = lines.map(({ timestamp, level, source = '', service, message }) => [formatLineTime(timestamp), levelLabel(level), ...(ofSeveral ? [source] : []), service, message])
      const names = [texts.time, texts.level, ...(ofSeveral ? [texts.source] : []), texts.service, texts.line]
      const fields = lines.map(({ stream, metadata, parsed }) => fieldsOf({ ...stream, ...metadata, ...parsed }))
      return { names, isText: names.map((_, place) => place === names.length - 1), isNumber: names.map(() => false), rows, fields, isLines: true, truncated: result.cursor !== null }
    }
    case 'table':
      return { names: result.columns.map(({ name }) => name), isText: result.columns.map(({ type }) => /String|Map|JSON/.test(type)), isNumber: result.columns.map(({ type }) => /^(?:Nullable\()?(?:U?Int|Float|Decimal)/.test(type)), rows: result.rows.map(row => row.map(textOf)), isLines: false, truncated: result.truncated }
    case 'scalar':
      return numbers([{ labels: {}, points: [[result.time, result.value]] }])
    case 'vector':
      return numbers(result.samples.map(({ labels, value }) => ({ labels, points: [[result.time, value]] })))
    case 'matrix':
      return numbers(result.series)
  }
}

interface Series { labels: Record<string, string>, points: readonly (readonly [time: string, value: number | string])[] }

function numbers(series: readonly Series[]): SharedTable {
  const labels = [...new Set(series.flatMap(each => Object.keys(each.labels)))].sort()
  const rows = series.flatMap(each => each.points.map(([at, value]) => [time(at), ...labels.map(name => each.labels[name] ?? ''), String(value)]))
  return { names: [texts.time, ...labels, texts.value], isText: [false, ...labels.map(() => false), false], isNumber: [false, ...labels.map(() => false), true], rows, isLines: false, truncated: false }
}
