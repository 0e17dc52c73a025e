import type { LineFilterOperator, LineFilterStage, LinePattern } from '../ast'
import type { Cursor } from './cursor'
import { readRegex } from './regex'
import { readString } from './values'

export const LINE_FILTERS: readonly LineFilterOperator[] = ['|=', '!=', '|~', '!~', '|>', '!>']

/** `|= "a" or ip("10.0.0.0/8")`; undefined where none begins. None of several is as many filters. */
export function readLineFilter(cursor: Cursor): LineFilterStage[] | undefined {
  const operator = LINE_FILTERS.find(candidate => cursor.is(candidate))
  if (operator === undefined) return undefined
  cursor.next()
  const patterns = [readPattern(cursor, operator)]
  while (cursor.isWord('or') && isPattern(cursor)) {
    cursor.next()
    patterns.push(readPattern(cursor, operator))
  }
  const filters = operator.startsWith('!') ? patterns.map(pattern => [pattern]) : [patterns]
  return filters.map(some => Object.freeze({ kind: 'lineFilter', operator, patterns: Object.freeze(some) }))
}

/** An `or` between metrics may follow too. */
const isPattern = (cursor: Cursor) => cursor.peek().kind === 'string' || (cursor.isWord('ip', cursor.peek()) && cursor.peek(2).text === '(')

function readPattern(cursor: Cursor, operator: LineFilterOperator): LinePattern {
  if (cursor.isWord('ip')) {
    cursor.next()
    cursor.expect('(')
    const value = readString(cursor)
    cursor.expect(')')
    return Object.freeze({ kind: 'ip', value })
  }
  const { token } = cursor
  const value = readString(cursor, undefined, token.kind === 'identifier' ? `Write "${token.text}"` : undefined)
  if (operator === '|~' || operator === '!~') readRegex(cursor, value, token)
  return Object.freeze({ kind: 'text', value })
}
