import type { Attributes } from '#shared/types/log-record'
import { attributesOf } from '../decode/json-value'

/** Labels stand in every row of their stream: past this (characters) they would make rows of nothing else. */
export const MAX_LABELS = 65_536

type Pair = readonly [name: string, value: string]

/**
 * Reads a stream's labels as Loki's protocol writes them: `{a="b", c="d"}` with Go's escapes
 * (https://go.dev/ref/spec#String_literals). winston-loki writes the values as they are, quotes and all: where the
 * text is no valid one, it is read so. Undefined when it is neither.
 */
export function readLabels(text: string): Attributes | undefined {
  if (text.length > MAX_LABELS) return undefined
  const trimmed = text.trim()
  if (!trimmed.startsWith('{') || !trimmed.endsWith('}')) return undefined
  const inside = trimmed.slice(1, -1).trim().replace(/,$/, '').trimEnd()
  if (inside === '') return {}
  const pairs = readEscaped(inside) ?? readBare(inside)
  return pairs && attributesOf(pairs)
}

const escapedPair = /([^\s"'`=,{}!~]+)\s*=\s*(?:"([^"\\\n]*(?:\\[^\n][^"\\\n]*)*)"|`([^`]*)`)\s*(?:,\s*|$)/y

function readEscaped(inside: string): Pair[] | undefined {
  const pairs: Pair[] = []
  let at = 0
  while (at < inside.length) {
    escapedPair.lastIndex = at
    const [, name, quoted, raw] = escapedPair.exec(inside) ?? []
    const value = quoted === undefined ? raw : unescaped(quoted)
    if (name === undefined || value === undefined) return undefined
    pairs.push([name, value])
    at = escapedPair.lastIndex
  }
  return pairs
}

const escape = /\\(?:([abfnrtv\\'"])|x([\dA-Fa-f]{2})|u([\dA-Fa-f]{4})|U([\dA-Fa-f]{8})|([0-7]{3})|[^])/g
const plain: Record<string, string> = { 'a': '\x07', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v', '\\': '\\', '\'': '\'', '"': '"' }

/** The text of a Go string literal; undefined for an escape that Go does not know. `\xff` are bytes, of UTF-8 if they fit. */
function unescaped(literal: string): string | undefined {
  if (!literal.includes('\\')) return literal
  let fine = true
  let hasBytes = false
  const text = literal.replace(escape, (_whole, simple?: string, hex?: string, four?: string, eight?: string, octal?: string) => {
    if (simple !== undefined) return plain[simple]!
    const isByte = hex !== undefined || octal !== undefined
    const code = octal === undefined ? Number.parseInt(hex ?? four ?? eight ?? '', 16) : Number.parseInt(octal, 8)
    if (!(code <= (isByte ? 0xFF : 0x10_FFFF)) || (code >= 0xD800 && code < 0xE000)) {
      fine = false
      return ''
    }
    hasBytes ||= isByte && code >= 0x80
    return String.fromCodePoint(code)
  })
  if (!fine) return undefined
  return hasBytes && /^[\0-\xFF]*$/.test(text) ? Buffer.from(text, 'latin1').toString('utf8') : text
}

const bareName = /(?:^|"\s*,\s*)([^\s"'`=,{}!~]+)\s*=\s*"/g

/** Values that are not escaped: one ends where `", name="` follows, or the last quote. */
function readBare(inside: string): Pair[] | undefined {
  if (!inside.endsWith('"')) return undefined
  const starts = [...inside.matchAll(bareName)]
  if (starts[0]?.index !== 0) return undefined
  const pairs = starts.map((start, i): Pair =>
    [start[1]!, inside.slice(start.index + start[0].length, starts[i + 1]?.index ?? inside.length - 1)])
  // The quote at the end may be the one that opens the last value.
  const last = starts.at(-1)!
  return last.index + last[0].length < inside.length ? pairs : undefined
}
