import type { Conversion, LogNode, MetricNode, QueryNode, RangeAggregationNode, RangeOperation } from '#shared/logql'
import { printQuery } from '#shared/logql/light'
import type { FieldType } from '#shared/schemas/facets'
import { treeOf } from './query-edit'

/** Questions that are ready made, over the lines of a log query. */
export const MEASURES = ['count', 'rate', 'percentiles', 'average', 'maximum', 'sum', 'top', 'distinct'] as const
export type Measure = typeof MEASURES[number]

/** What a measure is made of: numbers of a field, or the values of a field. */
export const needsNumbers = (measure: Measure): boolean => ['percentiles', 'average', 'maximum', 'sum'].includes(measure)
export const needsValues = (measure: Measure): boolean => measure === 'top' || measure === 'distinct'
/** Asked once for the whole range, not over time. */
export const isOnce = (measure: Measure): boolean => measure === 'top'

export interface MeasureChoice {
  measure: Measure
  /** What is measured, where the measure needs a field. */
  field?: { name: string, type: FieldType }
  /** A series for each value of this label. */
  by?: string
  /** Nanoseconds that each number is about. */
  interval: number
}

const TOP = 20
const PERCENTILES = [['p50', 0.5], ['p95', 0.95], ['p99', 0.99]] as const
const OPERATIONS: Partial<Record<Measure, RangeOperation>> = { count: 'count_over_time', rate: 'rate', average: 'avg_over_time', maximum: 'max_over_time', sum: 'sum_over_time', top: 'count_over_time', distinct: 'count_over_time' }

/** The metric query of a choice, over the lines of a log query. Undefined where the query can't be read, or a field is missing. */
export function measureQuery(query: string, { measure, field, by, interval }: MeasureChoice): string | undefined {
  const log = treeOf(query)
  if (log?.kind !== 'log' || ((needsNumbers(measure) || needsValues(measure)) && !field)) return undefined
  const groups = by ? [by] : []
  return printQuery(node(log, groups))

  function node(lines: LogNode, labels: string[]): MetricNode {
    const operation = OPERATIONS[measure] ?? 'quantile_over_time'
    switch (measure) {
      case 'count':
      case 'rate': return summed({ kind: 'rangeAggregation', operation, range: { kind: 'range', log: lines, interval, offset: 0 } }, labels)
      case 'top': return { kind: 'vectorAggregation', operation: 'topk', parameter: TOP, operand: counted(lines, [field!.name]) }
      case 'distinct': return { kind: 'vectorAggregation', operation: 'count', operand: counted(lines, [...labels, field!.name]), ...(labels.length > 0 && { grouping: { without: false, labels } }) }
      case 'percentiles': return PERCENTILES.map(([name, parameter]): MetricNode => ({
        kind: 'labelReplace', operand: unwrapped(lines, operation, labels, parameter), target: 'quantile', replacement: name, source: '', expression: '',
      })).reduce((left, right) => ({ kind: 'binary', operator: 'or', left, right, returnBool: false }))
      // Of a sum the series are named around it.
      case 'sum': return summed(unwrapped(lines, operation), labels)
      default: return unwrapped(lines, operation, labels)
    }
  }

  function counted(lines: LogNode, labels: string[]): MetricNode {
    return summed({ kind: 'rangeAggregation', operation: 'count_over_time', range: { kind: 'range', log: withField(lines), interval, offset: 0 } }, labels)
  }

  /** Lines without the field are no value of it. */
  function withField(lines: LogNode): LogNode {
    return { ...lines, stages: [...lines.stages, { kind: 'labelFilter', filter: { kind: 'matcher', matcher: { label: field!.name, operator: '!=', value: '' } } }] }
  }

  function unwrapped(lines: LogNode, operation: RangeOperation, labels?: string[], parameter?: number): RangeAggregationNode {
    const conversion = CONVERSIONS[field!.type]
    return {
      kind: 'rangeAggregation', operation, ...(parameter !== undefined && { parameter }),
      range: {
        kind: 'range', log: withField(lines), interval, offset: 0,
        // A line whose value is no number is left out; else it would be the whole answer's error.
        unwrap: { label: field!.name, ...(conversion && { conversion }), filters: [{ kind: 'matcher', matcher: { label: '__error__', operator: '=', value: '' } }] },
      },
      // Without a grouping there would be a series for every set of labels.
      ...(labels && { grouping: { without: false, labels } }),
    }
  }
}

const CONVERSIONS: Partial<Record<FieldType, Conversion>> = { duration: 'duration', bytes: 'bytes' }

const summed = (operand: RangeAggregationNode, labels: string[]): MetricNode =>
  ({ kind: 'vectorAggregation', operation: 'sum', operand, ...(labels.length > 0 && { grouping: { without: false, labels } }) })

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
/** Distances of the points that can be chosen, in milliseconds. */
export const STEPS = [SECOND, 5 * SECOND, 10 * SECOND, 30 * SECOND, MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR] as const
const WANTED_POINTS = 80
const MOST_POINTS = 5000

/** The step with which a range has about eighty points. */
export const autoStep = (rangeMs: number): number => STEPS.find(step => rangeMs / step <= WANTED_POINTS) ?? 24 * HOUR

/** What a step may be brought down to by itself. */
const MOST_OWN_POINTS = 1500

/** The shortest time that a number of a metric query looks back on, in milliseconds; undefined where it has none. */
export function shortestWindow(query: string): number | undefined {
  const node = treeOf(query)
  const windows = node ? windowsOf(node) : []
  return windows.length > 0 ? Math.min(...windows) / 1e6 : undefined
}

function windowsOf(node: QueryNode): number[] {
  switch (node.kind) {
    case 'rangeAggregation': return [node.range.interval]
    case 'vectorAggregation':
    case 'labelReplace': return windowsOf(node.operand)
    case 'binary': return [...windowsOf(node.left), ...windowsOf(node.right)]
    default: return []
  }
}

/** The step for a metric query that one wrote: its own window where that is shorter, so that no line falls between two points. */
export function ownStep(query: string, rangeMs: number): number {
  const [usual, own] = [autoStep(rangeMs), shortestWindow(query)]
  const fits = own !== undefined && own < usual && own % SECOND === 0 && rangeMs / own <= MOST_OWN_POINTS
  return fits ? own : usual
}

/** The steps that give a range more than one point, and not too many. */
export const stepsFor = (rangeMs: number): number[] => STEPS.filter(step => rangeMs / step <= MOST_POINTS && step < rangeMs)

/** First and last point of a range, milliseconds since 1970: whole steps, so that answers are found again and bars are full. */
export function gridOf({ start, end }: { start: number, end: number }, step: number): { start: number, end: number } {
  const first = Math.floor(start / step) * step + step
  return { start: first, end: Math.max(first, Math.ceil(end / step) * step) }
}
