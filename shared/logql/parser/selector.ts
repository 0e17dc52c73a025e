import type { Matcher, MatchOperator } from '../ast'
import type { Cursor } from './cursor'
import { readLabel, readString } from './values'
import { readRegex, matchesEmpty } from './regex'

const OPERATORS: readonly MatchOperator[] = ['=', '!=', '=~', '!~']

/** `{a="b", c=~"d.*"}`; Those that match lines without any label only where the options allow it. @throws LogqlError */
export function readSelector(cursor: Cursor): Matcher[] {
  const opening = cursor.expect('{')
  const matchers = cursor.is('}') ? [] : cursor.list(() => readMatcher(cursor))
  cursor.expect('}', matchers.length > 0 ? [','] : [])
  if (!cursor.options.everything && !matchers.some(matcher => !matchesEmpty(matcher, cursor.options))) {
    throw cursor.error('semantic', 'the selector would match streams without any of its labels', opening,
      'Add a matcher that does not match the empty value, such as app=~".+"')
  }
  return matchers
}

function readMatcher(cursor: Cursor): Matcher {
  const label = readLabel(cursor)
  const operator = OPERATORS.find(candidate => cursor.is(candidate))
  if (operator === undefined) throw cursor.unexpected(OPERATORS, cursor.is('==') ? 'A selector compares with a single =' : undefined)
  cursor.next()
  const { token } = cursor
  const value = readString(cursor, undefined, cursor.token.kind === 'identifier' ? `Write "${cursor.token.text}"` : undefined)
  if (operator.includes('~')) readRegex(cursor, value, token)
  return Object.freeze({ label, operator, value })
}
