import { RANGE_OPERATIONS, VECTOR_OPERATIONS, type BinaryNode, type BinaryOperator, type LiteralNode, type Matching, type MetricNode, type QueryNode } from '../ast'
import type { Token } from '../lexer/tokens'
import { readLabelReplace, readRangeAggregation, readVector, readVectorAggregation } from './aggregations'
import type { Cursor } from './cursor'
import { foldLiterals } from './fold'
import { readLog } from './range'
import { readLabelList, readNumber } from './values'

/** Loki's precedence, from the loosest; `^` alone binds from the right. */
const PRECEDENCE: Record<BinaryOperator, number> = {
  'or': 1, 'and': 2, 'unless': 2, '==': 3, '!=': 3, '>': 3, '>=': 3, '<': 3, '<=': 3, '+': 4, '-': 4, '*': 5, '/': 5, '%': 5, '^': 6,
}
const SET_OPERATORS = new Set<BinaryOperator>(['or', 'and', 'unless'])
const FUNCTIONS = [...RANGE_OPERATIONS, ...VECTOR_OPERATIONS, 'label_replace', 'vector']

/** Lines or numbers, as far as operators of at least this precedence go. @throws LogqlError */
export function readExpression(cursor: Cursor, least = 1): QueryNode {
  const start = cursor.token
  let left = readOperand(cursor)
  for (;;) {
    const operator = operatorOf(cursor)
    if (operator === undefined || PRECEDENCE[operator] < least) return left
    left = readBinary(cursor, left, start, operator)
  }
}

/** Numbers only. @throws LogqlError */
export function readMetric(cursor: Cursor): MetricNode {
  const start = cursor.token
  return asMetric(cursor, readExpression(cursor), start)
}

function operatorOf(cursor: Cursor): BinaryOperator | undefined {
  const name = cursor.token.text.toLowerCase()
  const isOperator = (cursor.token.kind === 'symbol' || cursor.token.kind === 'identifier') && Object.hasOwn(PRECEDENCE, name)
  return isOperator ? name as BinaryOperator : undefined
}

function readBinary(cursor: Cursor, left: QueryNode, start: Token, operator: BinaryOperator): MetricNode {
  const sign = cursor.next()
  const leftMetric = asMetric(cursor, left, start)
  // Where nothing is compared it means nothing, as in Loki.
  const returnBool = cursor.acceptWord('bool')
  const matching = readMatching(cursor, operator)
  const rightStart = cursor.token
  const right = cursor.nested(() => readExpression(cursor, PRECEDENCE[operator] + (operator === '^' ? 0 : 1)))
  const rightMetric = asMetric(cursor, right, rightStart)
  const node: BinaryNode = Object.freeze({ kind: 'binary', operator, left: leftMetric, right: rightMetric, returnBool, ...(matching && { matching }) })
  checkLiterals(cursor, node, sign)
  return foldLiterals(node)
}

function checkLiterals(cursor: Cursor, { operator, left, right }: BinaryNode, sign: Token): void {
  if (SET_OPERATORS.has(operator) && (left.kind === 'literal' || right.kind === 'literal')) {
    throw cursor.error('semantic', `${operator} joins series, not numbers`, sign, 'Write vector(1) for a number as a series')
  }
}

function asMetric(cursor: Cursor, node: QueryNode, start: Token): MetricNode {
  if (node.kind !== 'log') return node
  throw cursor.error('semantic', 'lines can’t be calculated with', start, 'Count them: count_over_time({…}[5m])')
}

function readMatching(cursor: Cursor, operator: BinaryOperator): Matching | undefined {
  const on = cursor.isWord('on')
  if (!on && !cursor.isWord('ignoring')) return undefined
  cursor.next()
  const labels = Object.freeze(readLabelList(cursor))
  const side = cursor.isWord('group_left') ? 'left' : cursor.isWord('group_right') ? 'right' : undefined
  if (side === undefined) return Object.freeze({ on, labels })
  if (SET_OPERATORS.has(operator)) throw cursor.error('semantic', `${operator} matches many with many: it takes no group_${side}`, cursor.token)
  cursor.next()
  const include = Object.freeze(cursor.is('(') && isList(cursor) ? readLabelList(cursor) : [])
  return Object.freeze({ on, labels, group: Object.freeze({ side, include }) })
}

/** A parenthesis behind `group_left` opens its labels, or the operand. */
const isList = (cursor: Cursor) => cursor.peek().text === ')' || (cursor.peek().kind === 'identifier' && [',', ')'].includes(cursor.peek(2).text))

function readOperand(cursor: Cursor): QueryNode {
  const { token } = cursor
  if (cursor.is('{')) return readLog(cursor)
  if (isNumber(token)) return literal(readLiteral(cursor))
  if (cursor.is('+') || cursor.is('-')) {
    cursor.next()
    const value = readLiteral(cursor)
    return literal(token.text === '-' ? -value : value)
  }
  if (cursor.is('(')) return cursor.nested(() => readParentheses(cursor))
  return readFunction(cursor)
}

function readParentheses(cursor: Cursor): QueryNode {
  cursor.next()
  const node = readExpression(cursor)
  if (!cursor.is(')')) throw cursor.unexpected([')'])
  cursor.next()
  // `({a="b"}) | json` is no query: stages stand inside.
  if (node.kind === 'log' && (cursor.is('|') || cursor.is('|='))) throw cursor.error('syntax', 'stages stand inside the parentheses', cursor.token)
  return node
}

function readFunction(cursor: Cursor): MetricNode {
  const name = cursor.token.kind === 'identifier' ? cursor.token.text.toLowerCase() : ''
  const range = RANGE_OPERATIONS.find(operation => operation === name)
  if (range !== undefined) return readRangeAggregation(cursor, range)
  const metric = () => readMetric(cursor)
  const vector = VECTOR_OPERATIONS.find(operation => operation === name)
  if (vector !== undefined) return readVectorAggregation(cursor, vector, metric)
  if (name === 'label_replace') return readLabelReplace(cursor, metric)
  if (name === 'vector') return readVector(cursor)
  if (cursor.token.kind === 'identifier' && ['=', '!=', '=~', '!~'].includes(cursor.peek().text)) throw cursor.unexpected(['{'], `A selector stands in braces: {${cursor.token.text}${cursor.peek().text}…}`)
  throw cursor.unknownWord(FUNCTIONS, 'a selector such as {app="web"}, or a function such as rate')
}

/** `NaN` and `Inf` are on top of Loki's: what it prints of a calculation can be read again. */
const isNumber = ({ kind, text }: Token) => kind === 'number' || (kind === 'identifier' && (text === 'NaN' || text === 'Inf'))

function readLiteral(cursor: Cursor): number {
  if (cursor.token.kind !== 'identifier' || !isNumber(cursor.token)) return readNumber(cursor).value
  return cursor.next().text === 'NaN' ? Number.NaN : Infinity
}

const literal = (value: number): LiteralNode => Object.freeze({ kind: 'literal', value })
