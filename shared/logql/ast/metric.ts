import type { LabelFilter, LogNode } from './log'

export const RANGE_OPERATIONS = [
  'rate', 'rate_counter', 'count_over_time', 'bytes_rate', 'bytes_over_time', 'avg_over_time', 'sum_over_time', 'min_over_time',
  'max_over_time', 'stdvar_over_time', 'stddev_over_time', 'quantile_over_time', 'first_over_time', 'last_over_time', 'absent_over_time',
] as const
export const VECTOR_OPERATIONS = [
  'sum', 'avg', 'count', 'max', 'min', 'stddev', 'stdvar', 'bottomk', 'topk', 'approx_topk', 'sort', 'sort_desc',
] as const
export const CONVERSIONS = ['bytes', 'duration', 'duration_seconds'] as const

export type RangeOperation = typeof RANGE_OPERATIONS[number]
export type VectorOperation = typeof VECTOR_OPERATIONS[number]
export type Conversion = typeof CONVERSIONS[number]
export type BinaryOperator = 'or' | 'and' | 'unless' | '==' | '!=' | '>' | '>=' | '<' | '<=' | '+' | '-' | '*' | '/' | '%' | '^'

/** `by (…)` or `without (…)`. */
export interface Grouping { readonly without: boolean, readonly labels: readonly string[] }

/** `| unwrap label`: the number that a line stands for, and what it must be like. */
export interface Unwrap { readonly label: string, readonly conversion?: Conversion, readonly filters: readonly LabelFilter[] }

/** Lines of the time before each step. Nanoseconds. */
export interface RangeNode {
  readonly kind: 'range'
  readonly log: LogNode
  readonly interval: number
  readonly offset: number
  readonly unwrap?: Unwrap
}

export interface RangeAggregationNode {
  readonly kind: 'rangeAggregation'
  readonly operation: RangeOperation
  readonly range: RangeNode
  /** Of `quantile_over_time`. */
  readonly parameter?: number
  readonly grouping?: Grouping
}

export interface VectorAggregationNode {
  readonly kind: 'vectorAggregation'
  readonly operation: VectorOperation
  readonly operand: MetricNode
  /** Of `topk`, `bottomk` and `approx_topk`. */
  readonly parameter?: number
  readonly grouping?: Grouping
}

/** How series of both sides find each other. */
export interface Matching {
  readonly on: boolean
  readonly labels: readonly string[]
  readonly group?: { readonly side: 'left' | 'right', readonly include: readonly string[] }
}

export interface BinaryNode {
  readonly kind: 'binary'
  readonly operator: BinaryOperator
  readonly left: MetricNode
  readonly right: MetricNode
  /** Comparisons answer 0 or 1 instead of filtering. */
  readonly returnBool: boolean
  readonly matching?: Matching
}

export interface LabelReplaceNode {
  readonly kind: 'labelReplace'
  readonly operand: MetricNode
  readonly target: string
  readonly replacement: string
  readonly source: string
  readonly expression: string
}

export interface LiteralNode { readonly kind: 'literal', readonly value: number }
/** `vector(1)` */
export interface VectorNode { readonly kind: 'vector', readonly value: number }

export type MetricNode = RangeAggregationNode | VectorAggregationNode | BinaryNode | LabelReplaceNode | LiteralNode | VectorNode
