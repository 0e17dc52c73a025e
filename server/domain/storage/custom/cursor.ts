import { placeOf, SqlTextError, tokensOf, type Token } from './lexer'

/** Nothing honest is nested deeper. */
const MAX_DEPTH = 16

/** Walks over the pieces of a SQL text. Its errors name the place. */
export class Cursor {
  private readonly tokens: readonly Token[]
  private index = 0
  private depth = 0

  /** @throws SqlTextError */
  constructor(private readonly sql: string) {
    this.tokens = tokensOf(sql)
  }

  get token(): Token {
    return this.tokens[this.index]!
  }

  /** The piece after the next one. */
  get ahead(): Token {
    return this.tokens[Math.min(this.index + 1, this.tokens.length - 1)]!
  }

  next(): Token {
    const { token } = this
    if (token.kind !== 'end') this.index++
    return token
  }

  /** Whether the next piece is this symbol, or this word in any case. */
  is(value: string): boolean {
    const { kind, value: found } = this.token
    return kind === 'symbol' ? found === value : kind === 'word' && found.toUpperCase() === value.toUpperCase()
  }

  /** Takes these, one after the other, if the first is there. @throws SqlTextError when the rest is not */
  accept(...values: string[]): boolean {
    const [first = '', ...rest] = values
    if (!this.is(first)) return false
    this.next()
    for (const value of rest) this.expect(value)
    return true
  }

  expect(value: string): void {
    if (!this.is(value)) this.fail(`expected ${value}`)
    this.next()
  }

  /** A name, quoted or not. */
  name(what: string): string {
    const { kind, value } = this.token
    if (kind !== 'word' && kind !== 'name') this.fail(`expected ${what}`)
    this.next()
    return value
  }

  text(what: string): string {
    if (this.token.kind !== 'text') this.fail(`expected ${what} between quotes`)
    return this.next().value
  }

  /** A whole number within bounds. */
  integer(what: string, least: number, most: number): number {
    const { kind, value } = this.token
    const number = kind === 'number' && /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN
    if (!(number >= least && number <= most)) this.fail(`expected ${what} from ${least} to ${most}`)
    this.next()
    return number
  }

  /** What stands between brackets that were just opened, separated by commas; takes the closing one. */
  list<T>(item: () => T, close = ')'): T[] {
    const items: T[] = []
    if (this.accept(close)) return items
    do items.push(item())
    while (this.accept(','))
    this.expect(close)
    return items
  }

  /** Runs `work` one level deeper. */
  nested<T>(work: () => T): T {
    if (++this.depth > MAX_DEPTH) this.fail('nested too deep')
    const result = work()
    this.depth--
    return result
  }

  /** @throws SqlTextError always */
  fail(message: string, token: Token = this.token): never {
    const found = token.kind === 'end' ? 'the end' : JSON.stringify(token.value.slice(0, 60))
    throw new SqlTextError(`${placeOf(this.sql, token.at)}: ${message}, found ${found}`)
  }

  /** A complaint about a piece that is understood. @throws SqlTextError always */
  refuse(message: string, token: Token = this.token): never {
    throw new SqlTextError(`${placeOf(this.sql, token.at)}: ${message}`)
  }
}
