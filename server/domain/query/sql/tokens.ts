/** A token of ClickHouse's SQL (https://clickhouse.com/docs/sql-reference/syntax), with where it lies in the text. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'text' | 'number' | 'sign'
  /** A quoted name without its quotes, as it stands between them; everything else as it stands. */
  readonly value: string
  readonly start: number
  readonly end: number
}

const PATTERNS: readonly (readonly [Token['kind'] | 'blank', RegExp])[] = [
  ['blank', /\s+|--[^\n]*|#[ !][^\n]*/y],
  ['word', /[A-Za-z_][\w$]*/y],
  ['number', /\d[\w.]*/y],
]
const HEREDOC = /\$\w*\$/y

/**
 * The tokens of a statement, without blanks and comments, in a time that grows with its length. Never throws: what has
 * no end is one sign up to the end of the text, and whether the statement is one is the engine's to say.
 */
export function tokensOf(sql: string): Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < sql.length;) {
    const { kind, end } = match(sql, at)
    if (kind !== 'blank') tokens.push({ kind, value: kind === 'quoted' ? sql.slice(at + 1, end - 1) : sql.slice(at, end), start: at, end })
    at = end
  }
  return tokens
}

interface Match { readonly kind: Token['kind'] | 'blank', readonly end: number }

function match(sql: string, at: number): Match {
  switch (sql[at]) {
    case '\'': return closed('text', quoteEnd(sql, at), sql)
    case '`': case '"': return closed('quoted', quoteEnd(sql, at), sql)
    case '/': return sql[at + 1] === '*' ? closed('blank', endOf(sql, '*/', at + 2), sql) : { kind: 'sign', end: at + 1 }
    case '$': return heredoc(sql, at)
  }
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at
    if (pattern.test(sql)) return { kind, end: pattern.lastIndex }
  }
  return { kind: 'sign', end: at + 1 }
}

const closed = (kind: Match['kind'], end: number | undefined, sql: string): Match => end === undefined ? { kind: 'sign', end: sql.length } : { kind, end }

function endOf(sql: string, closing: string, from: number): number | undefined {
  const at = sql.indexOf(closing, from)
  return at < 0 ? undefined : at + closing.length
}

/** Two quotes, and what follows a backslash, are inside. */
function quoteEnd(sql: string, start: number): number | undefined {
  const quote = sql[start]
  for (let at = start + 1; at < sql.length; at++) {
    if (sql[at] === '\\') at++
    else if (sql[at] === quote && sql[at + 1] === quote) at++
    else if (sql[at] === quote) return at + 1
  }
  return undefined
}

/** `$tag$ … $tag$` */
function heredoc(sql: string, at: number): Match {
  HEREDOC.lastIndex = at
  const tag = HEREDOC.exec(sql)?.[0]
  const end = tag === undefined ? undefined : endOf(sql, tag, at + tag.length)
  return end === undefined ? { kind: 'sign', end: at + 1 } : { kind: 'text', end }
}

export const isSign = (token: Token | undefined, sign: string): boolean => token?.kind === 'sign' && token.value === sign
/** Keywords are in capitals in the text that the engine has formatted. */
export const isKeyword = (token: Token | undefined, ...words: readonly string[]): boolean => token?.kind === 'word' && words.includes(token.value)
/** A name, quoted or not. */
export const isName = (token: Token | undefined): boolean => token?.kind === 'word' || token?.kind === 'quoted'

/** A piece of a text to be replaced. */
export interface Edit { readonly start: number, readonly end: number, readonly text: string }

/** @param edits in the order of the text, none over another */
export function replaced(sql: string, edits: readonly Edit[]): string {
  let at = 0
  let result = ''
  for (const { start, end, text } of edits) {
    result += sql.slice(at, start) + text
    at = end
  }
  return result + sql.slice(at)
}

/** Where a place of the text after the edits was before them; inside what was put in, where that begins. */
export function placeBefore(edits: readonly Edit[], place: number): number {
  let shift = 0
  for (const { start, end, text } of edits) {
    if (place < start + shift) break
    if (place < start + shift + text.length) return start
    shift += text.length - (end - start)
  }
  return place - shift
}

/** A name as ClickHouse reads it between backticks. */
export const quoted = (name: string): string => `\`${name.replace(/[\\`]/g, '\\$&')}\``
/** A text as ClickHouse reads it between quotes, on one line: so it stays what it is when lines are indented. */
export const quotedText = (text: string): string => `'${text.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n')}'`
