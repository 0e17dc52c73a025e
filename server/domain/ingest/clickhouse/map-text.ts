import type { Attributes } from '#shared/types/log-record'
import { attributesOf, DEEP, EXACT, inspect, isObject, parseExactly } from '../decode/json-value'
import { unescaped } from './escapes'

const pair = /\s*(?:'([^'\\]*(?:\\[^][^'\\]*)*)'|([^\s'{}:,]+))\s*:\s*(?:'([^'\\]*(?:\\[^][^'\\]*)*)'|([^\s'{}:,]+))\s*(,|\}\s*$)/y

/**
 * The entries of a map in a text cell: as ClickHouse writes it, `{'a':'b'}`
 * (https://clickhouse.com/docs/sql-reference/data-types/map), or a JSON object. Undefined when it is neither.
 */
export function readMap(text: string, maxNesting: number): Attributes | undefined {
  const trimmed = text.trim()
  if (!trimmed.startsWith('{') || !trimmed.endsWith('}')) return undefined
  if (/^\{\s*\}$/.test(trimmed)) return {}
  return readPairs(trimmed) ?? readJson(trimmed, maxNesting)
}

function readPairs(text: string): Attributes | undefined {
  const entries: [string, string][] = []
  pair.lastIndex = 1
  for (;;) {
    const found = pair.exec(text)
    if (found === null) return undefined
    const [, name, bareName, value, bareValue, separator] = found
    if (bareName?.startsWith('"')) return undefined
    entries.push([bareName ?? unescaped(name!), bareValue ?? unescaped(value!)])
    if (separator !== ',') return attributesOf(entries)
  }
}

function readJson(text: string, maxNesting: number): Attributes | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const seen = inspect(value, maxNesting)
    if (seen === DEEP) return undefined
    const exact = seen === EXACT ? value : parseExactly(text)
    return isObject(exact) ? exact : undefined
  }
  catch {
    return undefined
  }
}
