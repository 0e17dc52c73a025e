import type { LogNode, Matcher, MetricNode, QueryNode, Stage, Unwrap } from '../ast'
import { readQuery } from '../parser/query'
import { parseSearch, SearchError } from '../parser/search'
import type { BuilderOperand, BuilderStep } from './steps'

/** Steps that make no query; the message says which one and why. */
export class BuilderError extends Error {
  /** @param step counts from 0 */
  constructor(readonly step: number, reason: string) {
    super(`Step ${step + 1}: ${reason}`)
    this.name = 'BuilderError'
  }
}

/** What has been built so far: lines, a number that is to be taken from them, or numbers. */
interface Draft { matchers: Matcher[], stages: Stage[], unwrap?: Unwrap, metric?: MetricNode }

/**
 * The query that steps of the builder make; without labels it is one of all lines.
 * @throws BuilderError where a step stands in the wrong place
 * @throws LogqlError for the text of a raw step
 */
export function fromSteps(steps: readonly BuilderStep[]): QueryNode {
  const draft: Draft = { matchers: [], stages: [] }
  for (const [index, step] of steps.entries()) add(draft, step, index)
  if (draft.unwrap !== undefined) throw new BuilderError(steps.length - 1, 'a number is taken from the lines, and nothing is made of it')
  return draft.metric ?? logOf(draft)
}

const logOf = ({ matchers, stages }: Draft): LogNode => ({ kind: 'log', matchers, stages })

function add(draft: Draft, step: BuilderStep, index: number): void {
  switch (step.kind) {
    case 'label':
      if (draft.stages.length > 0 || draft.metric !== undefined || draft.unwrap !== undefined) throw new BuilderError(index, 'labels come first')
      draft.matchers.push(step.matcher)
      return
    case 'rawQuery':
      if (index > 0) throw new BuilderError(index, 'a whole query can only come first')
      draft.metric = metricOf(step.text, index)
      return
    case 'unwrap':
      if (draft.metric !== undefined || draft.unwrap !== undefined) throw new BuilderError(index, 'a number is taken from lines, once')
      draft.unwrap = step.unwrap
      return
    case 'range':
    case 'aggregation':
    case 'labelReplace':
    case 'operation':
      draft.metric = metricStep(draft, step, index)
      return
    default:
      if (draft.metric !== undefined || draft.unwrap !== undefined) throw new BuilderError(index, 'there are no lines any more here')
      draft.stages.push(...stagesOf(step, index))
  }
}

type StageStep = Extract<BuilderStep, { kind: 'lineFilter' | 'search' | 'parser' | 'labelFilter' | 'format' | 'rawStage' }>

function stagesOf(step: StageStep, index: number): readonly Stage[] {
  switch (step.kind) {
    case 'lineFilter':
    case 'parser':
    case 'format': return [step.stage]
    case 'labelFilter': return [{ kind: 'labelFilter', filter: step.filter }]
    case 'search': return [searchOf(step.text, index)]
    case 'rawStage': return (readQuery(`{} ${step.text}`, { everything: true }) as LogNode).stages
  }
}

function searchOf(text: string, index: number): Stage {
  try {
    return { kind: 'search', text, search: parseSearch(text) }
  }
  catch (error) {
    throw error instanceof SearchError ? new BuilderError(index, error.message) : error
  }
}

type MetricStep = Extract<BuilderStep, { kind: 'range' | 'aggregation' | 'labelReplace' | 'operation' }>

function metricStep(draft: Draft, step: MetricStep, index: number): MetricNode {
  if (step.kind === 'range') {
    if (draft.metric !== undefined) throw new BuilderError(index, 'lines are counted once')
    const { kind: _kind, operation, interval, offset, ...rest } = step
    const { unwrap } = draft
    delete draft.unwrap
    return { kind: 'rangeAggregation', operation, range: { kind: 'range', log: logOf(draft), interval, offset, ...(unwrap && { unwrap }) }, ...rest }
  }
  const { metric } = draft
  if (metric === undefined) throw new BuilderError(index, 'lines have to be counted before')
  if (step.kind === 'labelReplace') return { ...step, operand: metric }
  if (step.kind === 'aggregation') {
    const { kind: _kind, operation, ...rest } = step
    return { kind: 'vectorAggregation', operation, operand: metric, ...rest }
  }
  const { side, operand, ...rest } = step
  const other = operandOf(operand, index)
  return { ...rest, kind: 'binary', left: side === 'left' ? other : metric, right: side === 'left' ? metric : other }
}

const operandOf = (operand: BuilderOperand, index: number): MetricNode =>
  operand.kind === 'number' ? { kind: 'literal', value: operand.value } : metricOf(operand.text, index)

function metricOf(text: string, index: number): MetricNode {
  const node = readQuery(text, { everything: true })
  if (node.kind === 'log') throw new BuilderError(index, 'lines can’t be calculated with')
  return node
}
