import type { ComparisonOperator, LabelFilter, MatchOperator } from '../ast'
import { parseByteSize } from '../byte-sizes'
import { parseDuration } from '../durations'
import type { Token } from '../lexer/tokens'
import type { Cursor } from './cursor'
import { readRegex } from './regex'
import { readLabel, readNumber, readString } from './values'

const COMPARISONS: readonly string[] = ['=', '==', '!=', '>', '>=', '<', '<=']
const OPERATORS: readonly string[] = [...COMPARISONS, '=~', '!~']

const OR = 1
const AND = 2

/**
 * `a="x" and (b > 5 or c=ip("10.0.0.0/8"))`. `and` binds closer than `or`. A comma, or nothing at all, means and too,
 * but takes everything behind it as its other side, as Loki's grammar has it: `a="1", b="2" or c="3"` is a and (b or c).
 */
export function readLabelFilter(cursor: Cursor, least = OR): LabelFilter {
  let left = readOperand(cursor)
  for (;;) {
    if (least <= OR && cursor.acceptWord('or')) left = Object.freeze({ kind: 'or', left, right: readLabelFilter(cursor, AND) })
    else if (least <= AND && cursor.acceptWord('and')) left = Object.freeze({ kind: 'and', left, right: readLabelFilter(cursor, AND + 1) })
    else if (cursor.accept(',') || isComparison(cursor)) left = Object.freeze({ kind: 'and', left, right: cursor.nested(() => readLabelFilter(cursor)) })
    else return left
  }
}

const isComparison = (cursor: Cursor) => cursor.is('(') || (cursor.token.kind === 'identifier' && OPERATORS.includes(cursor.peek().text))

function readOperand(cursor: Cursor): LabelFilter {
  if (!cursor.is('(')) return readComparison(cursor)
  return cursor.nested(() => {
    cursor.next()
    const filter = readLabelFilter(cursor)
    cursor.expect(')', ['and', 'or'])
    return filter
  })
}

function readComparison(cursor: Cursor): LabelFilter {
  const label = readLabel(cursor)
  const operator = OPERATORS.find(candidate => cursor.is(candidate))
  if (operator === undefined) throw cursor.unexpected(OPERATORS)
  const operatorToken = cursor.next()
  const { token } = cursor
  if (token.kind === 'string') return readMatch(cursor, label, operator, operatorToken)
  if (!COMPARISONS.includes(operator)) throw cursor.unexpected(['a string in quotes'])
  if (cursor.isWord('ip') && cursor.peek().text === '(') return readAddress(cursor, label, operator)
  return Object.freeze({ label, operator: (operator === '=' ? '==' : operator) as ComparisonOperator, ...readQuantity(cursor) })
}

function readMatch(cursor: Cursor, label: string, operator: string, operatorToken: Token): LabelFilter {
  const { token } = cursor
  if (!['=', '!=', '=~', '!~'].includes(operator)) {
    throw cursor.unexpected(['a number', 'a duration', 'a size'], `Text is compared with =, not ${operatorToken.text}`)
  }
  const value = readString(cursor)
  if (operator.includes('~')) readRegex(cursor, value, token)
  return Object.freeze({ kind: 'matcher', matcher: Object.freeze({ label, operator: operator as MatchOperator, value }) })
}

function readAddress(cursor: Cursor, label: string, operator: string): LabelFilter {
  if (operator !== '=' && operator !== '!=') throw cursor.unexpected(['a number', 'a duration', 'a size'], 'ip() is compared with = or !=')
  cursor.next()
  cursor.expect('(')
  const value = readString(cursor)
  cursor.expect(')')
  return Object.freeze({ kind: 'ip', label, operator, value })
}

function readQuantity(cursor: Cursor): { kind: 'number' | 'duration' | 'bytes', value: number } {
  const sign = cursor.is('-') ? -1 : 1
  if (cursor.is('-') || cursor.is('+')) cursor.next()
  const { token } = cursor
  if (token.kind === 'duration') {
    cursor.next()
    return { kind: 'duration', value: sign * parseDuration(token.text)! }
  }
  if (token.kind === 'bytes' && sign === 1) {
    cursor.next()
    return { kind: 'bytes', value: parseByteSize(token.text)! }
  }
  if (token.kind !== 'number') throw cursor.unexpected(['a string in quotes', 'a number', 'a duration', 'a size'], token.kind === 'identifier' ? `Write "${token.text}"` : undefined)
  return { kind: 'number', value: sign * readNumber(cursor).value }
}
