import type { Grouping, LabelReplaceNode, MetricNode, RangeAggregationNode, RangeNode, RangeOperation, VectorAggregationNode, VectorNode, VectorOperation } from '../ast'
import type { Token } from '../lexer/tokens'
import type { Cursor } from './cursor'
import { readRange } from './range'
import { readRegex } from './regex'
import { readLabelList, readNumber, readString } from './values'

const GROUPED = new Set<RangeOperation>([
  'avg_over_time', 'min_over_time', 'max_over_time', 'stddev_over_time', 'stdvar_over_time', 'quantile_over_time', 'first_over_time', 'last_over_time',
])
const WITHOUT_UNWRAP = new Set<RangeOperation>(['count_over_time', 'bytes_rate', 'bytes_over_time'])
const EITHER = new Set<RangeOperation>(['rate', 'absent_over_time'])
const COUNTED = new Set<VectorOperation>(['topk', 'bottomk', 'approx_topk'])
const UNGROUPED = new Set<VectorOperation>(['sort', 'sort_desc', 'approx_topk'])

/** @throws LogqlError */
export function readRangeAggregation(cursor: Cursor, operation: RangeOperation): RangeAggregationNode {
  const name = cursor.next()
  cursor.expect('(')
  const parameter = cursor.token.kind === 'number' ? readParameter(cursor) : undefined
  if (parameter === undefined && !cursor.is('{') && !cursor.is('(')) throw cursor.unexpected(['a number', '{', '('])
  const range = readRange(cursor)
  cursor.expect(')')
  const grouping = readGrouping(cursor)
  checkRangeAggregation(cursor, name, operation, range, parameter, grouping)
  return Object.freeze({ kind: 'rangeAggregation', operation, range, ...(parameter && { parameter: parameter.value }), ...(grouping && { grouping }) })
}

interface Parameter { value: number, token: Token }

function readParameter(cursor: Cursor): Parameter {
  const parameter = readNumber(cursor)
  cursor.expect(',')
  return parameter
}

function checkRangeAggregation(cursor: Cursor, name: Token, operation: RangeOperation, { unwrap }: RangeNode, parameter?: Parameter, grouping?: Grouping): void {
  const refuse = (reason: string, hint?: string) => cursor.error('semantic', reason, name, hint)
  if (grouping !== undefined && !GROUPED.has(operation)) throw refuse(`${operation} can’t be grouped`, `Put it into an aggregation: sum by (…) (${operation}(…))`)
  if (operation === 'quantile_over_time' && parameter === undefined) throw refuse('quantile_over_time needs a number first', 'Write quantile_over_time(0.99, …)')
  if (operation !== 'quantile_over_time' && parameter !== undefined) throw refuse(`${operation} takes no number`)
  if (unwrap !== undefined && WITHOUT_UNWRAP.has(operation)) throw refuse(`${operation} counts lines: it can’t be used with unwrap`)
  if (unwrap === undefined && !WITHOUT_UNWRAP.has(operation) && !EITHER.has(operation)) {
    throw refuse(`${operation} needs a number from each line`, 'Add | unwrap <label> before the range')
  }
}

/** @throws LogqlError */
export function readVectorAggregation(cursor: Cursor, operation: VectorOperation, readMetric: () => MetricNode): VectorAggregationNode {
  const name = cursor.next()
  const before = readGrouping(cursor)
  cursor.expect('(', before === undefined ? ['by', 'without'] : [])
  const sign = cursor.token
  const parameter = COUNTED.has(operation) ? readCount(cursor, name, operation) : undefined
  const operand = cursor.nested(readMetric)
  if (cursor.is(',')) throw cursor.error('semantic', `${operation} takes no parameter`, sign)
  cursor.expect(')')
  const after = before === undefined ? readGrouping(cursor) : undefined
  const grouping = before ?? after
  if (grouping !== undefined && UNGROUPED.has(operation)) throw cursor.error('semantic', `${operation} can’t be grouped`, name)
  return Object.freeze({ kind: 'vectorAggregation', operation, operand, ...(parameter !== undefined && { parameter }), ...(grouping && { grouping }) })
}

function readCount(cursor: Cursor, name: Token, operation: VectorOperation): number {
  const { token } = cursor
  if (token.kind !== 'number') {
    if (token.kind === 'identifier' && cursor.peek().text === ',') throw cursor.unexpected(['a number'])
    throw cursor.error('semantic', `${operation} needs a number first`, name, `Write ${operation}(10, …)`)
  }
  const { value } = readParameter(cursor)
  if (!Number.isInteger(value)) throw cursor.error('semantic', `${operation} needs a whole number`, token)
  if (value <= 0) throw cursor.error('semantic', `${operation} needs a number greater than 0`, token)
  return value
}

function readGrouping(cursor: Cursor): Grouping | undefined {
  const without = cursor.isWord('without')
  if (!without && !cursor.isWord('by')) return undefined
  cursor.next()
  return Object.freeze({ without, labels: Object.freeze(readLabelList(cursor)) })
}

/** @throws LogqlError */
export function readLabelReplace(cursor: Cursor, readMetric: () => MetricNode): LabelReplaceNode {
  cursor.next()
  cursor.expect('(')
  const operand = cursor.nested(readMetric)
  const text = () => {
    cursor.expect(',')
    return readString(cursor)
  }
  const [target, replacement, source] = [text(), text(), text()]
  const { token } = { token: cursor.peek() }
  const expression = text()
  readRegex(cursor, expression, token)
  cursor.expect(')')
  return Object.freeze({ kind: 'labelReplace', operand, target, replacement, source, expression })
}

/** @throws LogqlError */
export function readVector(cursor: Cursor): VectorNode {
  cursor.next()
  cursor.expect('(')
  const { value } = readNumber(cursor)
  cursor.expect(')')
  return Object.freeze({ kind: 'vector', value })
}
