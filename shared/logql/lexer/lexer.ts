import { parseByteSize } from '../byte-sizes'
import { parseDuration, parseRange } from '../durations'
import { LogqlError, type Position } from '../errors'
import { SYMBOLS, type Token, type TokenKind } from './tokens'

/** UTF-16 units of a query; as Loki's own limit. */
export const MAX_QUERY_LENGTH = 128 * 1024

/** Loki's comments, and those that its scanner of Go's tokens skips. */
const SPACE = /(?:\s|(?:#|\/\/)[^\n]*|\/\*[^]*?\*\/)+/y
/** Dots belong to names: OpenTelemetry's attributes have them. */
const IDENTIFIER = /[\p{L}_][\p{L}\p{Nd}_]*(?:\.[\p{L}_][\p{L}\p{Nd}_]*)*/uy
const NUMBER = /0[xX][0-9a-fA-F]*(?:\.[0-9a-fA-F]*)?(?:[pP][+-]?\d+)?|0[bB][01]+|0[oO][0-7]+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y
const DURATION = /(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|[smhdwy]))+(?![\p{L}\p{Nd}_.])/uy
const BYTES = /(?:\d+(?:\.\d*)?|\.\d+)[BikKMGTP]+(?![\p{L}\p{Nd}_.])/uy
const STRING = /"(?:[^"\\\n]|\\.)*"|`[^`]*`/y
const RANGE = /\[([^\]]*)\]/y
const FLAG = /--[a-z][a-z-]*/y

/** Cuts a query into tokens; the last one is the end. @throws LogqlError `lex` */
export function tokenize(query: string): Token[] {
  const lexer = new Lexer(query)
  if (query.length > MAX_QUERY_LENGTH) throw lexer.error(MAX_QUERY_LENGTH, 1, `the query is longer than ${MAX_QUERY_LENGTH} characters`)
  return lexer.run()
}

class Lexer {
  private readonly tokens: Token[] = []
  private readonly lineStarts: number[] = [0]
  private at = 0

  constructor(private readonly query: string) {
    for (let i = query.indexOf('\n'); i >= 0; i = query.indexOf('\n', i + 1)) this.lineStarts.push(i + 1)
  }

  run(): Token[] {
    for (this.skipSpace(); this.at < this.query.length; this.skipSpace()) this.next()
    this.add('end', '')
    return this.tokens
  }

  error(offset: number, length: number, reason: string, hint?: string): LogqlError {
    return new LogqlError('lex', reason, { position: this.positionOf(offset), length, ...(hint === undefined ? {} : { hint }) })
  }

  private next(): void {
    const char = this.query[this.at]!
    if (char === '"' || char === '`') this.string(char)
    else if (char === '[') this.range()
    else if (/[\d.]/.test(char) && this.number()) return
    else if (char === '-' && this.afterFlagWord() && this.take('flag', FLAG)) return
    else if (this.take('identifier', IDENTIFIER)) return
    else this.symbol()
  }

  private string(opening: string): void {
    if (this.take('string', STRING)) return
    const hint = opening === '"' ? 'Close it with ", and write \\" for a quote inside' : 'Close it with `'
    throw this.error(this.at, this.query.length - this.at, 'the string does not end', hint)
  }

  private range(): void {
    const start = this.at
    if (!this.take('range', RANGE)) throw this.error(start, this.query.length - start, 'missing closing ] of a range', 'A range looks like [5m]')
    const text = this.tokens.at(-1)!.text
    const duration = parseRange(text.slice(1, -1).trim())
    if (duration === undefined) throw this.error(start, text.length, `${text} is no duration`, 'Write one like [5m], [1h30m] or [7d]: whole numbers, the largest unit first')
    if (duration <= 0) throw this.error(start, text.length, 'a range must be longer than 0')
  }

  private number(): boolean {
    DURATION.lastIndex = this.at
    const duration = DURATION.exec(this.query)
    if (duration !== null && parseDuration(duration[0]) !== undefined) return this.take('duration', DURATION)
    BYTES.lastIndex = this.at
    const size = BYTES.exec(this.query)
    if (size !== null && parseByteSize(size[0]) !== undefined) return this.take('bytes', BYTES)
    return this.take('number', NUMBER)
  }

  /** `--strict` stands behind a parser only; elsewhere it is twice a minus. */
  private afterFlagWord(): boolean {
    const last = this.tokens.at(-1)
    return last !== undefined && (last.kind === 'flag' || (last.kind === 'identifier' && last.text.toLowerCase() === 'logfmt'))
  }

  private symbol(): void {
    if (this.query.startsWith('/*', this.at)) throw this.error(this.at, this.query.length - this.at, 'the comment does not end', 'Close it with */')
    const symbol = SYMBOLS.find(candidate => this.query.startsWith(candidate, this.at))
    if (symbol === undefined) {
      const char = String.fromCodePoint(this.query.codePointAt(this.at)!)
      const hint = char === '\'' ? 'Strings stand in double quotes or backquotes' : undefined
      throw this.error(this.at, char.length, `unexpected character ${JSON.stringify(char)}`, hint)
    }
    this.add('symbol', symbol)
  }

  private take(kind: TokenKind, form: RegExp): boolean {
    form.lastIndex = this.at
    const found = form.exec(this.query)
    if (found === null) return false
    this.add(kind, found[0])
    return true
  }

  private add(kind: TokenKind, text: string): void {
    this.tokens.push({ kind, text, position: this.positionOf(this.at) })
    this.at += text.length
  }

  private skipSpace(): void {
    SPACE.lastIndex = this.at
    this.at += SPACE.exec(this.query)?.[0].length ?? 0
  }

  private positionOf(offset: number): Position {
    let line = this.lineStarts.length
    while (this.lineStarts[line - 1]! > offset) line--
    return { offset, line, column: offset - this.lineStarts[line - 1]! + 1 }
  }
}
