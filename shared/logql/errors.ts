/** Where in a query something stands: line and column from 1, offset in UTF-16 units from 0. */
export interface Position { readonly offset: number, readonly line: number, readonly column: number }

/** What kind of mistake it is, in Loki's order of finding them; `compile` is found by `checkQuery`. */
export type LogqlErrorKind = 'lex' | 'syntax' | 'semantic' | 'compile'

export interface LogqlErrorDetails {
  readonly position: Position
  /** UTF-16 units that the mistake takes, at least 1 (0 at the end of the query). */
  readonly length: number
  /** What could have stood there. */
  readonly expected?: readonly string[]
  /** What to write instead. */
  readonly hint?: string
}

/** A query that is refused. `message` says line, column, what is wrong and, where known, what to do. */
export class LogqlError extends Error {
  readonly position: Position
  readonly length: number
  readonly expected: readonly string[]
  readonly hint: string | undefined

  constructor(readonly kind: LogqlErrorKind, readonly reason: string, { position, length, expected = [], hint }: LogqlErrorDetails) {
    const wanted = expected.length > 0 ? `, expected ${oneOf(expected)}` : ''
    super(`line ${position.line}, column ${position.column}: ${reason}${wanted}${hint === undefined ? '' : `. ${hint}`}`)
    this.name = 'LogqlError'
    this.position = position
    this.length = length
    this.expected = expected
    this.hint = hint
  }
}

const oneOf = (items: readonly string[]) => items.length === 1 ? items[0]! : `${items.slice(0, -1).join(', ')} or ${items.at(-1)!}`
