import { ESCAPES } from './escapes'
import { ClickHouseException } from './exceptions'

/**
 * A token of a statement, with where it lies in the bytes. The text of names and literals is that without quotes and
 * escapes; `end` is the end of the bytes.
 */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'text' | 'number' | 'sign' | 'end'
  readonly text: string
  readonly start: number
  readonly end: number
}

const LINE_FEED = 10
const BACKSLASH = 92

const isSpace = (byte: number) => byte === 32 || (byte >= 9 && byte <= 13)
const isDigit = (byte: number) => byte >= 48 && byte <= 57
const isLetter = (byte: number) => (byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90) || byte === 95 || byte >= 128
const isWordByte = (byte: number) => isLetter(byte) || isDigit(byte) || byte === 36

/**
 * Reads the tokens of ClickHouse's SQL (https://clickhouse.com/docs/sql-reference/syntax) that an INSERT can have, one
 * by one: what follows them may be data. A bare name may have hyphens, as the names of sources do.
 */
export class Lexer {
  private at = 0

  constructor(private readonly bytes: Buffer) {}

  /** @throws ClickHouseException SYNTAX_ERROR for a quote or a comment without its end */
  next(): Token {
    this.skipBlank()
    const { bytes, at } = this
    const byte = bytes[at]
    if (byte === undefined) return { kind: 'end', text: '', start: at, end: at }
    switch (byte) {
      case 34: return this.quoted('quoted', byte)
      case 96: return this.quoted('quoted', byte)
      case 39: return this.quoted('text', byte)
    }
    if (isLetter(byte)) return this.take('word', this.wordEnd())
    if (isDigit(byte) || (byte === 45 && isDigit(bytes[at + 1] ?? 0))) return this.take('number', this.numberEnd())
    return this.take('sign', at + 1)
  }

  /** The next token, which stays the next one. */
  peek(): Token {
    const { at } = this
    const token = this.next()
    this.at = at
    return token
  }

  private take(kind: Token['kind'], end: number): Token {
    const start = this.at
    this.at = end
    return { kind, text: this.bytes.toString('utf8', start, end), start, end }
  }

  private wordEnd(): number {
    const { bytes } = this
    let end = this.at + 1
    while (isWordByte(bytes[end] ?? 0) || (bytes[end] === 45 && isWordByte(bytes[end + 1] ?? 0))) end++
    return end
  }

  private numberEnd(): number {
    const { bytes } = this
    let end = this.at + 1
    while (isWordByte(bytes[end] ?? 0) || bytes[end] === 46) end++
    return end
  }

  /** Two quotes, or a quote behind a backslash, stand for one. */
  private quoted(kind: Token['kind'], quote: number): Token {
    const { bytes } = this
    const start = this.at
    const pieces: string[] = []
    let from = start + 1
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at]
      if (byte === BACKSLASH) {
        const escaped = bytes.toString('latin1', at + 1, at + 2)
        const known = ESCAPES[escaped]
        pieces.push(bytes.toString('utf8', from, at), known ?? '')
        from = known === undefined ? at + 1 : at + 2
        at++
      }
      else if (byte === quote) {
        pieces.push(bytes.toString('utf8', from, at))
        if (bytes[at + 1] !== quote) {
          this.at = at + 1
          return { kind, text: pieces.join(''), start, end: this.at }
        }
        from = at + 1
        at++
      }
    }
    throw new ClickHouseException('SYNTAX_ERROR', `Syntax error: the ${String.fromCharCode(quote)} at position ${start + 1} is not closed`)
  }

  /** White space, and comments of one line (two hyphens or a hash) or of several, as in C. */
  private skipBlank(): void {
    const { bytes } = this
    for (;;) {
      const byte = bytes[this.at]
      if (byte === undefined) return
      const next = bytes[this.at + 1]
      if (isSpace(byte)) this.at++
      else if ((byte === 45 && next === 45) || (byte === 35 && (next === 32 || next === 33))) this.at = this.lineEnd()
      else if (byte === 47 && next === 42) this.at = this.commentEnd()
      else return
    }
  }

  private lineEnd(): number {
    const feed = this.bytes.indexOf(LINE_FEED, this.at)
    return feed === -1 ? this.bytes.length : feed + 1
  }

  private commentEnd(): number {
    const end = this.bytes.indexOf('*/', this.at + 2, 'latin1')
    if (end === -1) throw new ClickHouseException('SYNTAX_ERROR', 'Syntax error: a comment has no end')
    return end + 2
  }
}
