import type { Position } from '../errors'

/** `symbol` is punctuation and operators; `range` is `[5m]` with its brackets; `end` stands behind the last one. */
export type TokenKind = 'identifier' | 'number' | 'duration' | 'bytes' | 'string' | 'range' | 'flag' | 'symbol' | 'end'

export interface Token {
  readonly kind: TokenKind
  /** As it stands in the query. */
  readonly text: string
  readonly position: Position
}

/** Longest first. */
export const SYMBOLS = [
  '|=', '|~', '|>', '!=', '!~', '!>', '=~', '==', '>=', '<=',
  '{', '}', '(', ')', ',', '|', '=', '>', '<', '+', '-', '*', '/', '%', '^',
] as const
