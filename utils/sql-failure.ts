import { queriesTexts as texts } from './messages/queries'

/** Where a syntax error is, both counted from 1; the server says it so. */
export function failurePlace(message: string): { line: number, column: number } | undefined {
  const found = /at line (\d+), column (\d+)/.exec(message)
  return found ? { line: Number(found[1]), column: Number(found[2]) } : undefined
}

/** How the server names what it stumbled over. */
const NAMED = [
  /(?:identifier|function with name|column|table|source) [`'"]([^`'"]+)[`'"]/i, /^The (?:function|parameter) ([^\s]+) /, /^Table functions such as ([^\s]+) /,
  /^There is no (?:table|source) "([^"]+)"/, /^There is no variable (\{\w+\})/, /^"([^"]+)" behind IN /, /^The statement has (\{\w+\}),/, /^(SETTINGS|INTO OUTFILE|APPLY|STREAM|arrayReduce) /,
]

/** What of a statement a failure is about, as places in its text: what stands at the line and column, or the name that is told. */
export function failureRange(message: string, sql: string): { from: number, to: number } | undefined {
  const place = failurePlace(message)
  if (place) return wordAt(sql, place)
  const name = NAMED.map(pattern => pattern.exec(message)?.[1]).find(found => found !== undefined)
  return name === undefined ? undefined : findName(sql, name) ?? findName(sql, name.split('.').at(-1)!)
}

function wordAt(sql: string, { line, column }: { line: number, column: number }): { from: number, to: number } | undefined {
  const lines = sql.split('\n')
  if (line > lines.length) return undefined
  const from = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0) + column - 1
  const word = /^(?:\w+|\S)/.exec(sql.slice(from))?.[0]
  if (word !== undefined) return { from, to: from + word.length }
  // At the end there is nothing: what stands before it is where something is missing.
  const end = sql.trimEnd().length
  return end === 0 ? undefined : { from: end - 1, to: end }
}

/** Texts and comments are passed over. */
function findName(sql: string, name: string): { from: number, to: number } | undefined {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/ /g, '\\s+')
  const pattern = new RegExp(`'(?:[^'\\\\]|\\\\.|'')*'|--[^\\n]*|/\\*[^]*?\\*/|([\`"]${escaped}[\`"]|(?<![\\w$])${escaped}(?![\\w$]))`, 'gi')
  for (const match of sql.matchAll(pattern)) {
    if (match[1] !== undefined) return { from: match.index, to: match.index + match[0].length }
  }
  return undefined
}

/** What to do about a statement that was refused. */
export function failureHint(message: string, code: string | undefined): string {
  if (failurePlace(message)) return texts.advice.place
  switch (code) {
    case 'timeout': return texts.advice.timeout
    case 'too_large': return texts.advice.tooLarge
    case 'rate_limited': return texts.advice.rateLimited
    case 'unavailable': case 'unreachable': case 'internal': return texts.advice.unavailable
    case 'conflict': return texts.advice.conflict
    default: return texts.advice.other
  }
}
