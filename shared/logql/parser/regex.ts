import type { Matcher } from '../ast'
import type { Token } from '../lexer/tokens'
import { Regex } from '../regex'
import type { Cursor } from './cursor'

/** @throws LogqlError */
export function readRegex(cursor: Cursor, expression: string, token: Token): Regex {
  try {
    return Regex.compile(expression)
  }
  catch (error) {
    const reason = (error as Error).message.replace(/^error parsing regexp: /, '')
    throw cursor.error('semantic', `${token.text} is no regular expression: ${reason}`, token)
  }
}

/** Whether a stream without the label would match. */
export function matchesEmpty({ operator, value }: Matcher): boolean {
  if (operator === '=') return value === ''
  if (operator === '!=') return value !== ''
  return Regex.compile(value).is('') === (operator === '=~')
}
