import { ClickHouseException } from './exceptions'
import { Lexer, type Token } from './lexer'
import { MAX_COLUMNS } from './rows'

/** `INSERT INTO [TABLE] [database.]table [(columns)] [SETTINGS …] FORMAT …` */
export interface InsertStatement {
  readonly database: string | undefined
  readonly table: string
  readonly columns: ColumnList | undefined
  /** Those of the clause SETTINGS. */
  readonly settings: ReadonlyMap<string, string>
  /** As it was written. */
  readonly format: string
  /** Where the rows begin in the bytes that were read. */
  readonly dataAt: number
}

/** The columns that an INSERT names; or, with `except`, all but these. */
export interface ColumnList { readonly names: readonly string[], readonly except: boolean }

/** Bytes of a statement, without its rows. */
export const MAX_STATEMENT = 64 * 1024

/** Values of `{name:Identifier}`. */
type Parameters = (name: string) => string | undefined

/**
 * Reads the statement at the beginning of `bytes`
 * (https://clickhouse.com/docs/sql-reference/statements/insert-into): an INSERT with a format.
 * @param parameters values of the request's `param_…`
 * @returns undefined where it ends too early: what is missing may stand in the body
 * @throws ClickHouseException SYNTAX_ERROR; NOT_IMPLEMENTED for every other statement; UNKNOWN_FORMAT for VALUES;
 *   UNKNOWN_QUERY_PARAMETER for a parameter that the request lacks
 */
export function readStatement(bytes: Buffer, parameters: Parameters): InsertStatement | undefined {
  return new StatementReader(new Lexer(bytes), bytes, parameters).read()
}

const ONLY = 'Rows go in by INSERT INTO … FORMAT … only'
const NO_FORMAT = 'rows need a format: INSERT INTO table FORMAT JSONEachRow'

/** Thrown where the statement ends too early. */
class Incomplete extends Error {}

class StatementReader {
  constructor(private readonly lexer: Lexer, private readonly bytes: Buffer, private readonly parameters: Parameters) {}

  read(): InsertStatement | undefined {
    try {
      const first = this.next()
      if (isWord(first, 'INSERT')) return this.insert()
      throw new ClickHouseException('NOT_IMPLEMENTED', ONLY)
    }
    catch (error) {
      if (error instanceof Incomplete) return undefined
      throw error
    }
  }

  private insert(): InsertStatement {
    if (isWord(this.lexer.peek(), 'INTO')) this.next()
    if (isWord(this.lexer.peek(), 'TABLE')) this.next()
    if (isWord(this.lexer.peek(), 'FUNCTION')) throw new ClickHouseException('NOT_IMPLEMENTED', `Table functions can’t be written to. ${ONLY}`)
    const first = this.name()
    const second = this.sign('.') ? this.name() : undefined
    const columns = this.sign('(') ? this.columns() : undefined
    const settings = new Map<string, string>()
    if (isWord(this.lexer.peek(), 'SETTINGS')) this.settings(settings)
    const { format, dataAt } = this.format()
    return {
      database: second === undefined ? undefined : first, table: second ?? first, columns, settings, format, dataAt,
    }
  }

  private format(): { format: string, dataAt: number } {
    const keyword = this.next()
    if (isWord(keyword, 'VALUES')) throw new ClickHouseException('UNKNOWN_FORMAT', `VALUES is not supported: ${NO_FORMAT}`)
    for (const other of ['SELECT', 'WITH', 'FROM', 'WATCH', 'PARTITION']) {
      if (isWord(keyword, other)) throw new ClickHouseException('NOT_IMPLEMENTED', `INSERT … ${other} is not supported. ${ONLY}`)
    }
    if (!isWord(keyword, 'FORMAT')) throw this.unexpected(keyword, 'FORMAT')
    const name = this.next()
    if (name.kind !== 'word') throw this.unexpected(name, 'the name of a format')
    return { format: name.text, dataAt: this.dataAt(name.end) }
  }

  /** Rows begin behind the line feed that ends the statement, or else behind its blanks. */
  private dataAt(end: number): number {
    const { bytes } = this
    let at = bytes[end] === 59 ? end + 1 : end
    while (bytes[at] === 32 || bytes[at] === 9 || bytes[at] === 12) at++
    if (bytes[at] === 13) at++
    if (bytes[at] === 10) at++
    return at
  }

  private columns(): ColumnList {
    const names: string[] = []
    if (this.sign('*')) {
      const keyword = this.next()
      if (isSign(keyword, ')')) return { names, except: true }
      if (!isWord(keyword, 'EXCEPT')) throw this.unexpected(keyword, 'EXCEPT')
      const bracket = this.sign('(')
      this.names(names)
      if (bracket) this.expectSign(')')
      this.expectSign(')')
      return { names, except: true }
    }
    this.names(names)
    this.expectSign(')')
    return { names, except: false }
  }

  private names(names: string[]): void {
    do {
      let name = this.name()
      while (this.sign('.')) name += `.${this.name()}`
      if (names.includes(name)) throw new ClickHouseException('SYNTAX_ERROR', `Syntax error: the column ${name} is named twice`)
      if (names.push(name) > MAX_COLUMNS) throw new ClickHouseException('SYNTAX_ERROR', `Syntax error: more than ${MAX_COLUMNS} columns`)
    } while (this.sign(','))
  }

  private settings(settings: Map<string, string>): void {
    this.next()
    do {
      const name = this.name()
      this.expectSign('=')
      const value = this.next()
      if (value.kind === 'sign' || value.kind === 'quoted') throw this.unexpected(value, 'a number or a text')
      settings.set(name, value.text)
    } while (this.sign(','))
  }

  /** A name, bare or quoted, or the value of `{name:Identifier}`. */
  private name(): string {
    const token = this.next()
    if (token.kind === 'word' || (token.kind === 'quoted' && token.text !== '')) return token.text
    if (!isSign(token, '{')) throw this.unexpected(token, 'a name')
    const parameter = this.next()
    this.expectSign(':')
    const type = this.next()
    if (parameter.kind !== 'word' || !isWord(type, 'IDENTIFIER')) throw this.unexpected(type, 'Identifier')
    this.expectSign('}')
    const value = this.parameters(parameter.text)
    if (!value) throw new ClickHouseException('UNKNOWN_QUERY_PARAMETER', `The request has no param_${parameter.text}, which the statement asks for`)
    return value
  }

  /** @throws Incomplete */
  private next(): Token {
    const token = this.lexer.next()
    if (token.kind === 'end') throw new Incomplete()
    return token
  }

  /** Whether this sign comes next; then it is behind. */
  private sign(sign: string): boolean {
    const found = isSign(this.lexer.peek(), sign)
    if (found) this.lexer.next()
    return found
  }

  private expectSign(sign: string): void {
    const token = this.next()
    if (!isSign(token, sign)) throw this.unexpected(token, sign)
  }

  private unexpected({ text, start }: Token, expected: string): ClickHouseException {
    return new ClickHouseException('SYNTAX_ERROR', `Syntax error: failed at position ${start + 1}: ${JSON.stringify(text.slice(0, 64))}. Expected ${expected}; ${NO_FORMAT}`)
  }
}

const isWord = ({ kind, text }: Token, word: string) => kind === 'word' && text.toUpperCase() === word
const isSign = ({ kind, text }: Token, sign: string) => kind === 'sign' && text === sign
