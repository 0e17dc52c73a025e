import { printNumber } from '../numbers'
import { GoTime } from './time'

/** The labels of a line as a template sees them: a map that answers '' for what it has not. */
export interface LabelMap {
  get(name: string): string | undefined
  names(): string[]
}

export class LabelValues {
  constructor(readonly labels: LabelMap) {}
}

/** What a template calculates with. Go's integers are bigint, its floats number; undefined is no value at all. */
export type Value = string | bigint | number | boolean | null | undefined | GoTime | LabelValues | Value[] | Map<string, Value>

/** As `{{if}}` sees it. */
export function isTrue(value: Value): boolean {
  if (Array.isArray(value)) return value.length > 0
  if (value instanceof Map) return value.size > 0
  if (value instanceof LabelValues) return value.labels.names().length > 0
  if (typeof value === 'number') return value !== 0
  return Boolean(value)
}

/** What Go calls the type. */
export function typeName(value: Value): string {
  switch (typeof value) {
    case 'string': return 'string'
    case 'bigint': return 'int'
    case 'number': return 'float64'
    case 'boolean': return 'bool'
    default:
      if (value instanceof GoTime) return 'time.Time'
      if (value instanceof LabelValues) return 'map[string]string'
      if (Array.isArray(value)) return '[]interface {}'
      return value instanceof Map ? 'map[string]interface {}' : '<nil>'
  }
}

/** The pairs of a map, sorted by their keys. */
export function entriesOf(value: Map<string, Value> | LabelValues): [string, Value][] {
  const entries: [string, Value][] = value instanceof Map
    ? [...value]
    : value.labels.names().map((name): [string, Value] => [name, value.labels.get(name) ?? ''])
  return entries.sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0)
}

/** As Go's fmt prints it with `%v`. */
export function formatValue(value: Value): string {
  switch (typeof value) {
    case 'string': return value
    case 'bigint':
    case 'boolean': return String(value)
    case 'number': return printNumber(value)
    default:
      if (value instanceof GoTime) return value.format('2006-01-02 15:04:05.999999999 -0700 MST')
      if (Array.isArray(value)) return `[${value.map(formatValue).join(' ')}]`
      if (value instanceof Map || value instanceof LabelValues) return `map[${entriesOf(value).map(([key, item]) => `${key}:${formatValue(item)}`).join(' ')}]`
      return '<nil>'
  }
}

/** As an action prints it. */
export const printValue = (value: Value) => value === null || value === undefined ? '<no value>' : formatValue(value)
