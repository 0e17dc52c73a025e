import type { LogNode, Matcher, MetricNode, QueryNode, Stage, Unwrap } from '../ast'
import { readQuery } from '../parser/query'
import { quote } from '../strings'
import type { BuilderOperand, BuilderStep } from './steps'

/** What is wrong with a step: a number of which nothing is made, a step behind those that it has to stand before … */
export type BuilderFault = 'unused-number' | 'late-label' | 'late-query' | 'second-number' | 'no-lines' | 'counted-twice' | 'not-counted' | 'lines-as-number'

/** Steps that make no query: which one, and why. The interface has the words for it. */
export class BuilderError extends Error {
  /** @param step counts from 0 */
  constructor(readonly step: number, readonly fault: BuilderFault) {
    super(`step ${step}: ${fault}`)
    this.name = 'BuilderError'
  }
}

/** What has been built so far: lines, a number that is to be taken from them, or numbers. */
interface Draft { matchers: Matcher[], stages: Stage[], unwrap?: Unwrap, metric?: MetricNode }

/**
 * The query that steps of the builder make; without labels it is one of all lines.
 * @throws BuilderError where a step stands in the wrong place
 * @throws LogqlError for the text of a search or a raw step
 */
export function fromSteps(steps: readonly BuilderStep[]): QueryNode {
  const draft: Draft = { matchers: [], stages: [] }
  for (const [index, step] of steps.entries()) add(draft, step, index)
  if (draft.unwrap !== undefined) throw new BuilderError(steps.length - 1, 'unused-number')
  return draft.metric ?? logOf(draft)
}

const logOf = ({ matchers, stages }: Draft): LogNode => ({ kind: 'log', matchers, stages })

function add(draft: Draft, step: BuilderStep, index: number): void {
  switch (step.kind) {
    case 'label':
      if (draft.stages.length > 0 || draft.metric !== undefined || draft.unwrap !== undefined) throw new BuilderError(index, 'late-label')
      draft.matchers.push(step.matcher)
      return
    case 'rawQuery':
      if (index > 0) throw new BuilderError(index, 'late-query')
      draft.metric = metricOf(step.text, index)
      return
    case 'unwrap':
      if (draft.metric !== undefined || draft.unwrap !== undefined) throw new BuilderError(index, 'second-number')
      draft.unwrap = step.unwrap
      return
    case 'range':
    case 'aggregation':
    case 'labelReplace':
    case 'operation':
      draft.metric = metricStep(draft, step, index)
      return
    default:
      if (draft.metric !== undefined || draft.unwrap !== undefined) throw new BuilderError(index, 'no-lines')
      draft.stages.push(...stagesOf(step))
  }
}

type StageStep = Extract<BuilderStep, { kind: 'lineFilter' | 'search' | 'parser' | 'labelFilter' | 'format' | 'rawStage' }>

function stagesOf(step: StageStep): readonly Stage[] {
  switch (step.kind) {
    case 'lineFilter':
    case 'parser':
    case 'format': return [step.stage]
    case 'labelFilter': return [{ kind: 'labelFilter', filter: step.filter }]
    case 'search': return readStages(`| search ${quote(step.text)}`)
    case 'rawStage': return readStages(step.text)
  }
}

const readStages = (text: string): readonly Stage[] => (readQuery(`{} ${text}`, { everything: true }) as LogNode).stages

type MetricStep = Extract<BuilderStep, { kind: 'range' | 'aggregation' | 'labelReplace' | 'operation' }>

function metricStep(draft: Draft, step: MetricStep, index: number): MetricNode {
  if (step.kind === 'range') {
    if (draft.metric !== undefined) throw new BuilderError(index, 'counted-twice')
    const { kind: _kind, operation, interval, offset, ...rest } = step
    const { unwrap } = draft
    delete draft.unwrap
    return { kind: 'rangeAggregation', operation, range: { kind: 'range', log: logOf(draft), interval, offset, ...(unwrap && { unwrap }) }, ...rest }
  }
  const { metric } = draft
  if (metric === undefined) throw new BuilderError(index, 'not-counted')
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
  if (node.kind === 'log') throw new BuilderError(index, 'lines-as-number')
  return node
}
