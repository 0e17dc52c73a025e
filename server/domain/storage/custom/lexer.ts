/**
 * A piece of SQL text.
 * - `word`: a bare name or keyword, as written
 * - `name`: a quoted name, its content
 * - `text`: a literal, its content
 */
export interface Token {
  readonly kind: 'word' | 'name' | 'text' | 'number' | 'symbol' | 'end'
  readonly value: string
  /** Position of its first character. */
  readonly at: number
}

/** The text is not SQL as we take it. `message` says where and what. */
export class SqlTextError extends Error {}

const SPACE = /(?:[ \t\r\n\f\v]|--[^\n]*(?:\n|$)|\/\*[^]*?\*\/)+/y
const WORD = /[A-Z_]\w*/yi
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?!\w)/y
const SYMBOL = /(?:->|<=|>=|<>|!=|==|::|[()[\],.=<>+\-*/%;:])/y

/** The pieces of a text, the last one `end`. @throws SqlTextError for characters that have no place in a statement */
export function tokensOf(sql: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  const take = (pattern: RegExp) => {
    pattern.lastIndex = at
    return pattern.exec(sql)?.[0]
  }
  while (at < sql.length) {
    const space = take(SPACE)
    if (space !== undefined) {
      at += space.length
      continue
    }
    const token = quoted(sql, at) ?? bare(take, at)
    if (token === undefined) throw new SqlTextError(`${placeOf(sql, at)}: ${JSON.stringify(String.fromCodePoint(sql.codePointAt(at)!))} has no place here`)
    tokens.push(token)
    at = token.end
  }
  return [...tokens, { kind: 'end', value: '', at: sql.length }]
}

type Found = Token & { readonly end: number }

function bare(take: (pattern: RegExp) => string | undefined, at: number): Found | undefined {
  for (const [kind, pattern] of [['word', WORD], ['number', NUMBER], ['symbol', SYMBOL]] as const) {
    const value = take(pattern)
    if (value !== undefined) return { kind, value, at, end: at + value.length }
  }
  return undefined
}

const KINDS = { '\'': 'text', '`': 'name', '"': 'name' } as const
const ESCAPES: Readonly<Record<string, string>> = { 'n': '\n', 't': '\t', 'r': '\r', '0': '\0', '\\': '\\', '\'': '\'', '"': '"', '`': '`', '/': '/' }

/** A literal or a quoted name: a backslash escapes, and so does the quote itself when it is doubled. */
function quoted(sql: string, at: number): Found | undefined {
  const quote = sql.charAt(at)
  if (!Object.hasOwn(KINDS, quote)) return undefined
  let value = ''
  for (let i = at + 1; i < sql.length; i++) {
    const letter = sql.charAt(i)
    if (letter === '\\') {
      const escaped = ESCAPES[sql.charAt(++i)]
      if (escaped === undefined) throw new SqlTextError(`${placeOf(sql, i - 1)}: the escape ${JSON.stringify(sql.slice(i - 1, i + 1))} is not taken`)
      value += escaped
    }
    else if (letter !== quote) value += letter
    else if (sql.charAt(i + 1) === quote) value += sql.charAt(i++)
    else return { kind: KINDS[quote as keyof typeof KINDS], value, at, end: i + 1 }
  }
  throw new SqlTextError(`${placeOf(sql, at)}: the quote that opens here is never closed`)
}

/** `line 2, column 5`. */
export function placeOf(sql: string, at: number): string {
  const before = sql.slice(0, at)
  const line = before.split('\n').length
  return `line ${line}, column ${at - before.lastIndexOf('\n')}`
}
