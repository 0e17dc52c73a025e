import type { BinaryNode, LabelFilter, LogNode, MetricNode, QueryNode, Stage } from '../ast'
import { printQuery } from '../printer'
import { printStage } from '../printer/log'
import type { BuilderOperand, BuilderStep, SimpleLabelFilter } from './steps'

/** A query as steps of the builder; `fromSteps` gives the same query back. */
export function toSteps(node: QueryNode): BuilderStep[] {
  return node.kind === 'log' ? logSteps(node) : metricSteps(node)
}

const logSteps = ({ matchers, stages }: LogNode): BuilderStep[] =>
  [...matchers.map((matcher): BuilderStep => ({ kind: 'label', matcher })), ...stages.map(stageStep)]

function stageStep(stage: Stage): BuilderStep {
  switch (stage.kind) {
    case 'lineFilter': return { kind: 'lineFilter', stage }
    case 'search': return { kind: 'search', text: stage.text }
    case 'json':
    case 'logfmt':
    case 'regexp':
    case 'pattern':
    case 'unpack': return { kind: 'parser', stage }
    case 'labelFilter': {
      const { filter } = stage
      return isSimple(filter) ? { kind: 'labelFilter', filter } : { kind: 'rawStage', text: printStage(stage) }
    }
    default: return { kind: 'format', stage }
  }
}

const isSimple = (filter: LabelFilter): filter is SimpleLabelFilter => filter.kind !== 'and' && filter.kind !== 'or'

function metricSteps(node: MetricNode): BuilderStep[] {
  switch (node.kind) {
    case 'rangeAggregation': {
      const { operation, parameter, grouping, range: { log, unwrap, interval, offset } } = node
      return [
        ...logSteps(log),
        ...unwrap === undefined ? [] : [{ kind: 'unwrap', unwrap } as const],
        { kind: 'range', operation, interval, offset, ...(parameter !== undefined && { parameter }), ...(grouping && { grouping }) },
      ]
    }
    case 'vectorAggregation': {
      const { operation, parameter, grouping, operand } = node
      return [...metricSteps(operand), { kind: 'aggregation', operation, ...(parameter !== undefined && { parameter }), ...(grouping && { grouping }) }]
    }
    case 'labelReplace': {
      const { operand, ...rest } = node
      return [...metricSteps(operand), rest]
    }
    case 'binary': return binarySteps(node)
    default: return [{ kind: 'rawQuery', text: printQuery(node) }]
  }
}

/** The steps go on from the left side, or from the right one where a number stands left. */
function binarySteps({ operator, left, right, returnBool, matching }: BinaryNode): BuilderStep[] {
  const side = left.kind === 'literal' ? 'left' : 'right'
  const [base, other] = side === 'left' ? [right, left] : [left, right]
  const operand: BuilderOperand = other.kind === 'literal' ? { kind: 'number', value: other.value } : { kind: 'query', text: printQuery(other) }
  return [...metricSteps(base), { kind: 'operation', operator, side, returnBool, ...(matching && { matching }), operand }]
}
