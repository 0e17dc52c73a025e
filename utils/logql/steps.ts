import { BuilderError, fromSteps, LogqlError, printLabelFilter, printMatcher, printQuery, printStage, quote, toSteps, type BuilderStep, type SimpleLabelFilter, type VectorOperation } from '#shared/logql/light'
import { askTexts } from '../messages/ask'
import { commonTexts } from '../messages/common'
import { readQuery } from './words'

/** What stands where in a query: labels, then stages, then numbers. */
type Part = 'label' | 'stage' | 'number'

const PARTS: Readonly<Record<BuilderStep['kind'], Part>> = {
  label: 'label', lineFilter: 'stage', search: 'stage', parser: 'stage', labelFilter: 'stage', format: 'stage', rawStage: 'stage',
  unwrap: 'number', range: 'number', aggregation: 'number', labelReplace: 'number', operation: 'number', rawQuery: 'number',
}
const ORDER: readonly Part[] = ['label', 'stage', 'number']
/** Of a range: what needs no number from each line. */
export const COUNTING: ReadonlySet<string> = new Set(['rate', 'count_over_time', 'bytes_rate', 'bytes_over_time', 'absent_over_time'])

/** The steps of a query. @throws LogqlError when it does not read */
export const stepsOf = (query: string): BuilderStep[] => toSteps(readQuery(query.trim() || '{}'))

/** The query that steps make; '' is all lines. @throws BuilderError or LogqlError when they make none */
export function queryOf(steps: readonly BuilderStep[]): string {
  const query = printQuery(fromSteps(steps))
  readQuery(query)
  return query === '{}' ? '' : query
}

/** What is wrong with steps; undefined when they make a query. */
export function whyNot(steps: readonly BuilderStep[]): string | undefined {
  try {
    queryOf(steps)
    return undefined
  }
  catch (error) {
    if (error instanceof LogqlError) return [error.reason, error.hint].filter(Boolean).join('. ')
    if (error instanceof BuilderError) return askTexts.faultOf(error.step + 1, askTexts.faults[error.fault])
    throw error
  }
}

export const isMetric = (steps: readonly BuilderStep[]): boolean => steps.some(({ kind }) => PARTS[kind] === 'number')

/** The lines that come as far as a step: what its suggestions are made of. */
export function linesBefore(steps: readonly BuilderStep[], index: number): string {
  const before = steps.slice(0, index).filter(({ kind }) => PARTS[kind] !== 'number')
  return whyNot(before) === undefined ? queryOf(before) || '{}' : '{}'
}

/** The steps with another one, at the last place where it may stand. Undefined where there is none. */
export function withStep(steps: readonly BuilderStep[], step: BuilderStep): BuilderStep[] | undefined {
  const rank = ORDER.indexOf(PARTS[step.kind])
  const found = steps.findIndex(({ kind }) => ORDER.indexOf(PARTS[kind]) > rank)
  const at = found < 0 ? steps.length : found
  const next = [...steps.slice(0, at), step, ...steps.slice(at)]
  return whyNot(next) === undefined ? next : undefined
}

/** The steps without one, nor what can't be without it. */
export function withoutStep(steps: readonly BuilderStep[], index: number): BuilderStep[] {
  const step = steps[index]
  if (step?.kind === 'range') return steps.slice(0, index).filter(({ kind }) => kind !== 'unwrap')
  const left = steps.filter((_, place) => place !== index)
  if (step?.kind !== 'unwrap') return left
  return left.map(each => each.kind === 'range' && !COUNTING.has(each.operation) ? { kind: 'range', operation: 'count_over_time', interval: each.interval, offset: each.offset } : each)
}

/** The steps with one a place earlier (-1) or later (1); undefined where that makes no query. */
export function moved(steps: readonly BuilderStep[], index: number, by: -1 | 1): BuilderStep[] | undefined {
  const [step, other] = [steps[index], steps[index + by]]
  if (!step || !other || PARTS[step.kind] !== PARTS[other.kind]) return undefined
  const next = [...steps]
  next[index] = other
  next[index + by] = step
  return whyNot(next) === undefined ? next : undefined
}

/** A comparison of a label as people write it: `level = error`, `status >= 500`. */
export interface Comparison { label: string, operator: string, value: string }

export function comparisonOf(filter: SimpleLabelFilter): Comparison {
  if (filter.kind === 'matcher') return filter.matcher
  const [, operator = filter.operator, value = ''] = /^[\w.]*?(==|!=|>=|<=|=|>|<)(.*)$/s.exec(printLabelFilter(filter).slice(filter.label.length)) ?? []
  return { label: filter.label, operator, value }
}

/** The step that compares a label in the stages. Undefined when it can’t be written so: text is not greater than anything. */
export function filterStep({ label, operator, value }: Comparison): BuilderStep | undefined {
  const plain = value.trim()
  const isText = ['=', '!=', '=~', '!~'].includes(operator) && !/^ip\("[^"]*"\)$/.test(plain)
  const text = `{} | ${label} ${operator} ${isText ? quote(value) : plain}`
  try {
    const [step, ...more] = stepsOf(text)
    return step?.kind === 'labelFilter' && more.length === 0 ? step : undefined
  }
  catch (error) {
    if (error instanceof LogqlError) return undefined
    throw error
  }
}

const texts = askTexts.chips

/** How a chip shows a step: what it is about, and what it says of that. */
export interface StepFace { name: string, operator: string, value: string }

export function faceOf(step: BuilderStep): StepFace {
  switch (step.kind) {
    case 'label': return { name: step.matcher.label, operator: step.matcher.operator, value: step.matcher.value || commonTexts.noValue }
    case 'labelFilter': {
      const { label, operator, value } = comparisonOf(step.filter)
      return { name: label, operator, value: value || commonTexts.noValue }
    }
    case 'lineFilter': return { name: texts.line[step.stage.operator], operator: '', value: texts.anyOf(step.stage.patterns.map(({ kind, value }) => kind === 'ip' ? `ip ${value}` : value)) }
    case 'search': return { name: texts.search, operator: '', value: step.text }
    case 'parser': return { name: texts.parser, operator: '', value: printStage(step.stage).slice(2) }
    case 'format': return { name: texts.format, operator: '', value: printStage(step.stage).slice(2) }
    case 'rawStage': return { name: texts.rawStage, operator: '', value: step.text.replace(/^\|\s*/, '') }
    case 'rawQuery': return { name: texts.rawQuery, operator: '', value: step.text }
    default: return numberFace(step)
  }
}

function numberFace(step: Extract<BuilderStep, { kind: 'unwrap' | 'range' | 'aggregation' | 'labelReplace' | 'operation' }>): StepFace {
  switch (step.kind) {
    case 'unwrap': return { name: texts.unwrap, operator: '', value: step.unwrap.conversion ? `${step.unwrap.conversion}(${step.unwrap.label})` : step.unwrap.label }
    case 'labelReplace': return { name: 'label_replace', operator: '', value: step.target }
    case 'operation': {
      const value = step.operand.kind === 'number' ? String(step.operand.value) : step.operand.text
      return step.side === 'right' ? { name: '', operator: step.operator, value } : { name: value, operator: step.operator, value: texts.otherSide }
    }
    case 'range': return { name: step.operation, operator: '', value: `[${intervalText(step.interval)}]${groupText(step)}` }
    default: return { name: step.operation, operator: '', value: `${step.parameter ?? ''}${groupText(step)}`.trim() || texts.allSeries }
  }
}

const groupText = ({ grouping }: { grouping?: { without: boolean, labels: readonly string[] } }) =>
  grouping === undefined ? '' : ` ${grouping.without ? 'without' : 'by'} ${grouping.labels.join(', ') || '()'}`

/** `5m`, of nanoseconds: as it stands between brackets. */
export function intervalText(interval: number): string {
  const printed = printQuery(fromSteps([{ kind: 'range', operation: 'rate', interval, offset: 0 }]))
  return /\[([^\]]*)\]/.exec(printed)?.[1] ?? ''
}

/** Aggregations of series that take a number first, and those that take no grouping. */
export const COUNTED: ReadonlySet<VectorOperation> = new Set(['topk', 'bottomk', 'approx_topk'])
export const UNGROUPED: ReadonlySet<VectorOperation> = new Set(['sort', 'sort_desc', 'approx_topk'])

/** What was typed into the builder, read as what it most likely is. */
export function typedSteps(typed: string, steps: readonly BuilderStep[]): BuilderStep[] | undefined {
  const text = typed.trim()
  if (text.startsWith('|') || /^!?[=~>]/.test(text)) return tryRead(() => [...steps, ...stepsOf(`{} ${text}`)].sort(byPart))
  if (/[{(]/.test(text)) return tryRead(() => stepsOf(text))
  const found = /^([\p{L}_][\w.]*)\s*(=~|!~|!=|>=|<=|==|=|>|<)\s*(.+)$/su.exec(text)
  if (!found) return undefined
  const [, label, operator, value] = found
  const step = filterStep({ label: label!, operator: operator!, value: value!.replace(/^"(.*)"$/s, '$1') })
  return step && withStep(steps, step)
}

const byPart = (a: BuilderStep, b: BuilderStep) => ORDER.indexOf(PARTS[a.kind]) - ORDER.indexOf(PARTS[b.kind])

function tryRead(read: () => BuilderStep[]): BuilderStep[] | undefined {
  try {
    const steps = read()
    return whyNot(steps) === undefined ? steps : undefined
  }
  catch (error) {
    if (error instanceof LogqlError) return undefined
    throw error
  }
}

/** A comparison, a matcher or a stage, as text to be changed by hand. */
export function rawText(step: BuilderStep): string | undefined {
  switch (step.kind) {
    case 'label': return printMatcher(step.matcher)
    case 'labelFilter': return `| ${printLabelFilter(step.filter)}`
    case 'lineFilter':
    case 'parser':
    case 'format': return printStage(step.stage)
    case 'rawStage':
    case 'rawQuery': return step.text
    default: return undefined
  }
}

/** The steps that a text makes which is put in place of one; why not, where it makes none. */
export function rawSteps(text: string, place: BuilderStep): BuilderStep[] | string {
  const whole = { label: `{${text}}`, stage: `{} ${text}`, number: text }[PARTS[place.kind]]
  try {
    const steps = stepsOf(whole)
    return steps.every(({ kind }) => PARTS[kind] === PARTS[place.kind]) ? steps : askTexts.severalSteps
  }
  catch (error) {
    if (error instanceof LogqlError) return [error.reason, error.hint].filter(Boolean).join('. ')
    throw error
  }
}
