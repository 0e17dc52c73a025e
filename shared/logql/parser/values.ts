import { unquote } from '../strings'
import type { Token } from '../lexer/tokens'
import type { Cursor } from './cursor'

/** A string's value. @throws LogqlError */
export function readString(cursor: Cursor, what = 'a string in quotes', hint?: string): string {
  const token = cursor.expectKind('string', what, hint)
  const value = unquote(token.text)
  if (value === undefined) throw cursor.error('syntax', 'there is an escape in the string that does not exist', token, 'Write \\\\ for a backslash, or use backquotes')
  return value
}

/** The name of a label. @throws LogqlError */
export function readLabel(cursor: Cursor): string {
  const token = cursor.expectKind('identifier', 'a label')
  if (token.text.toLowerCase() === 'bool') throw cursor.error('syntax', 'bool can’t be the name of a label', token)
  return token.text
}

/** A number without a sign. @throws LogqlError */
export function readNumber(cursor: Cursor): { value: number, token: Token } {
  const token = cursor.expectKind('number', 'a number')
  const value = numberOf(token.text)
  if (value === undefined) throw cursor.error('semantic', `${token.text} is no decimal number`, token)
  return { value, token }
}

/** Decimal, or hexadecimal with an exponent (`0x1p3`), as Go reads numbers. */
function numberOf(text: string): number | undefined {
  const hex = /^0x([0-9a-f]*)(?:\.([0-9a-f]*))?p([+-]?\d+)$/i.exec(text)
  if (hex === null) return /^0[xbo]/i.test(text) ? undefined : Number(text)
  const [, whole = '', fraction = '', exponent] = hex
  return whole + fraction === '' ? undefined : Number.parseInt(whole + fraction, 16) * 2 ** (Number(exponent) - 4 * fraction.length)
}

/** Labels in parentheses, also none. */
export function readLabelList(cursor: Cursor): string[] {
  if (cursor.token.kind === 'identifier') throw cursor.unexpected(['('], `Labels stand in parentheses: (${cursor.token.text})`)
  cursor.expect('(')
  if (cursor.accept(')')) return []
  const labels = cursor.list(() => readLabel(cursor))
  cursor.expect(')', [','])
  return labels
}
