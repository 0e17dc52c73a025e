import type { Matcher } from '../ast'
import type { Token } from '../lexer/tokens'
import type { Cursor, ReadRegex } from './cursor'

/** @returns undefined where expressions are not looked into. @throws LogqlError */
export function readRegex(cursor: Cursor, expression: string, token: Token): ReadRegex | undefined {
  try {
    return cursor.options.compile?.(expression)
  }
  catch (error) {
    const reason = (error as Error).message.replace(/^error parsing regexp: /, '')
    throw cursor.error('semantic', `${token.text} is no regular expression: ${reason}`, token)
  }
}

/** Whether a stream without the label would match; of an expression that is not looked into, whether it may. */
export function matchesEmpty({ operator, value }: Matcher, { compile }: Cursor['options']): boolean {
  if (operator === '=') return value === ''
  if (operator === '!=') return value !== ''
  return (compile?.(value).is('') ?? true) === (operator === '=~')
}
