import type { Token } from '../lexer/tokens'
import { touchingCaptures } from '../pipeline/patterns'
import type { Cursor } from './cursor'

/** The regexp parser keeps something. @throws LogqlError */
export function checkCaptures(cursor: Cursor, names: readonly string[], token: Token): void {
  if (names.length === 0) throw cursor.error('semantic', 'the regexp parser needs a named group', token, 'Write one like (?P<name>…)')
}

/** The captures of a pattern: `<name>`, or `<_>` for what is not kept. */
const CAPTURE = /<([a-zA-Z_][a-zA-Z0-9_]*)>/g

/** The pattern parser keeps something, and tells its captures apart. @throws LogqlError */
export function checkPattern(cursor: Cursor, expression: string, token: Token): void {
  const names = [...expression.matchAll(CAPTURE)].map(found => found[1]!).filter(name => name !== '_')
  if (names.length === 0) throw cursor.error('semantic', 'the pattern parser needs a capture', token, 'Write one like <name>')
  const touching = touchingCaptures(expression)
  if (touching !== undefined) throw cursor.error('semantic', `${touching}: captures must have text between them`, token)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) throw cursor.error('semantic', `the label ${twice} is captured twice`, token)
}
