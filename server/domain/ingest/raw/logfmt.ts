import type { Attributes, AttributeValue } from '#shared/types/log-record'
import { attributesOf } from '../decode/json-value'

const key = /[^\s="]+/y
const quoted = /"([^"\\]*(?:\\.[^"\\]*)*)"(?=\s|$)/y
const bare = /[^\s"]*(?=\s|$)/y

/** A number where the text is exactly how a number is written, so that `007` and `1.50` stay as they are. */
function typed(text: string): AttributeValue {
  if (text === '' || text.length > 17) return text
  const number = Number(text)
  return Number.isFinite(number) && String(number) === text ? number : text
}

function unquoted(text: string): string {
  if (!text.includes('\\')) return text
  try {
    return JSON.parse(`"${text}"`) as string
  }
  catch {
    return text.replace(/\\(["\\])/g, '$1')
  }
}

/**
 * Reads a line of logfmt (https://brandur.org/logfmt): `key=value` pairs, values quoted where needed, a key alone is
 * true; of two equal keys the first counts, as in Loki. Undefined when the line is anything else or has no pair.
 */
export function readLogfmt(line: string): Attributes | undefined {
  const pairs = new Map<string, AttributeValue>()
  let hasValue = false
  for (let at = skipSpace(line, 0); at < line.length; at = skipSpace(line, at)) {
    key.lastIndex = at
    const name = key.exec(line)?.[0]
    if (name === undefined) return undefined
    at += name.length
    let value: AttributeValue = true
    if (line[at] === '=') {
      hasValue = true
      quoted.lastIndex = bare.lastIndex = at + 1
      const inQuotes = line[at + 1] === '"' ? quoted.exec(line) : null
      const plain = inQuotes === null ? bare.exec(line) : null
      if (inQuotes === null && plain === null) return undefined
      value = inQuotes !== null ? unquoted(inQuotes[1]!) : typed(plain![0])
      at = inQuotes !== null ? quoted.lastIndex : bare.lastIndex
    }
    else if (at < line.length && !isSpace(line, at)) return undefined
    if (!pairs.has(name)) pairs.set(name, value)
  }
  return hasValue ? attributesOf(pairs) : undefined
}

function isSpace(line: string, at: number): boolean {
  const code = line.charCodeAt(at)
  return code === 32 || code === 9
}

function skipSpace(line: string, at: number): number {
  while (at < line.length && isSpace(line, at)) at++
  return at
}
