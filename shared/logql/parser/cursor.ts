import { LogqlError } from '../errors'
import { tokenize } from '../lexer/lexer'
import type { Token, TokenKind } from '../lexer/tokens'
import { similar } from '../similar'

/** Nesting of parentheses, calls and operators that a query may have. */
export const MAX_DEPTH = 200

/** What reading a query wants to know of a regular expression. */
export interface ReadRegex { readonly names: readonly string[], is(text: string): boolean }

export interface ParseOptions {
  /** `{}` means all lines, and `{a!="b"}` all but some. Loki refuses selectors that match the empty value alone. */
  readonly everything?: boolean
  /** Looks into regular expressions, and throws where one is none; left out, they are taken as they are. */
  readonly compile?: (expression: string) => ReadRegex
}

/** Words that stand between others; those that begin something are known where it is read. */
const KEYWORDS = ['offset', 'without', 'ignoring', 'group_left', 'group_right', 'and', 'unless', 'unwrap', 'bool'] as const

/** The tokens of a query, read from left to right. */
export class Cursor {
  private readonly tokens: readonly Token[]
  private index = 0
  private depth = 0

  /** @throws LogqlError `lex` */
  constructor(query: string, readonly options: ParseOptions = {}) {
    this.tokens = tokenize(query)
  }

  get token(): Token { return this.tokens[this.index]! }

  /** The token that was read last. */
  get last(): Token { return this.tokens[Math.max(0, this.index - 1)]! }

  peek(ahead = 1): Token {
    return this.tokens[Math.min(this.index + ahead, this.tokens.length - 1)]!
  }

  next(): Token {
    const { token } = this
    if (token.kind !== 'end') this.index++
    return token
  }

  is(text: string): boolean {
    return this.token.kind === 'symbol' && this.token.text === text
  }

  /** Keywords are not case-sensitive. */
  isWord(word: string, token = this.token): boolean {
    return token.kind === 'identifier' && token.text.toLowerCase() === word
  }

  accept(text: string): boolean {
    if (!this.is(text)) return false
    this.next()
    return true
  }

  acceptWord(word: string): boolean {
    if (!this.isWord(word)) return false
    this.next()
    return true
  }

  expect(text: string, others: readonly string[] = []): Token {
    if (!this.is(text)) throw this.unexpected([text, ...others])
    return this.next()
  }

  expectKind(kind: TokenKind, name: string, hint?: string): Token {
    if (this.token.kind !== kind) throw this.unexpected([name], hint)
    return this.next()
  }

  /** Items between commas, at least one. */
  list<T>(item: () => T): T[] {
    const items = [item()]
    while (this.accept(',')) items.push(item())
    return items
  }

  /** @throws LogqlError when the query is nested too deeply */
  nested<T>(read: () => T): T {
    if (++this.depth > MAX_DEPTH) throw this.error('semantic', `the query is nested more than ${MAX_DEPTH} deep`, this.token)
    try {
      return read()
    }
    finally {
      this.depth--
    }
  }

  unexpected(expected: readonly string[] = [], hint: string | undefined = this.meant(expected)): LogqlError {
    const { token } = this
    const what = token.kind === 'end' ? 'unexpected end of the query' : `unexpected ${token.text.length > 40 ? `${token.text.slice(0, 40)}…` : token.text}`
    return new LogqlError('syntax', what, { position: token.position, length: token.text.length, expected, ...(hint === undefined ? {} : { hint }) })
  }

  /** A word of the language that was probably meant. */
  private meant(expected: readonly string[]): string | undefined {
    const { kind, text } = this.token
    if ((kind !== 'identifier' && kind !== 'flag') || text.length < 3) return undefined
    const near = similar(text, [...expected.filter(word => /^[-a-z_]+$/.test(word)), ...kind === 'flag' ? [] : KEYWORDS])
    return near === undefined || near === text.toLowerCase() ? undefined : `Did you mean ${near}?`
  }

  /** As `unexpected`, of a word that should have been one of those. */
  unknownWord(known: readonly string[], what: string): LogqlError {
    const near = this.token.kind === 'identifier' ? similar(this.token.text, known) : undefined
    return this.unexpected([what], near === undefined ? undefined : `Did you mean ${near}?`)
  }

  error(kind: 'syntax' | 'semantic', reason: string, token: Token, hint?: string): LogqlError {
    return new LogqlError(kind, reason, { position: token.position, length: token.text.length, ...(hint === undefined ? {} : { hint }) })
  }
}
