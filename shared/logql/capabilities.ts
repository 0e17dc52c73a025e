import type { LogNode, MetricNode, QueryNode, RangeOperation, Stage, VectorOperation } from './ast'

/** What can be done with an operator besides interpreting it. */
export interface Capability {
  /** Its answer can be calculated in ClickHouse exactly; `sometimes` says that it depends on what it is used with. */
  readonly pushesDown: 'always' | 'sometimes' | 'never'
  /** It works line by line, so that live tail can run it. */
  readonly canTail: boolean
  /** When it pushes down sometimes, or why it never does. */
  readonly note?: string
}

const line = (pushesDown: Capability['pushesDown'], note?: string): Capability => ({ pushesDown, canTail: true, ...(note !== undefined && { note }) })
const series = (pushesDown: Capability['pushesDown'], note?: string): Capability => ({ pushesDown, canTail: false, ...(note !== undefined && { note }) })

const STAGES: Readonly<Record<Stage['kind'], Capability>> = {
  lineFilter: line('sometimes', 'Texts and expressions do, while the line is the stored one; ip() and patterns do not'),
  search: line('sometimes', 'Single words do, while the line is the stored one; of phrases the order of their words does not'),
  json: line('sometimes', 'Without paths, in numbers whose series are named, as the only parser'),
  logfmt: line('sometimes', 'Without flags and keys, in numbers whose series are named, as the only parser'),
  regexp: line('never', 'Its groups are labels'),
  pattern: line('never', 'A pattern that fits in part keeps what fitted'),
  unpack: line('never', 'It renames by what the stream has'),
  labelFilter: line('sometimes', 'On stored labels; in numbers behind json and logfmt too; ip() does not'),
  lineFormat: line('never', 'Templates are Go’s'),
  labelFormat: line('never', 'Templates are Go’s'),
  decolorize: line('never', 'It changes the line that later stages read'),
  drop: line('sometimes', 'In numbers: of names, but for those that stand for others'),
  keep: line('never', 'It changes what tells series apart'),
}

const UNWRAPPED = 'With by (…), where a window has few steps and the values are plain numbers'

const RANGES: Readonly<Record<RangeOperation, Capability>> = {
  rate: series('always'),
  rate_counter: series('never', 'It goes from value to value'),
  count_over_time: series('always'),
  bytes_rate: series('always'),
  bytes_over_time: series('always'),
  avg_over_time: series('sometimes', UNWRAPPED),
  sum_over_time: series('sometimes', UNWRAPPED),
  min_over_time: series('sometimes', UNWRAPPED),
  max_over_time: series('sometimes', UNWRAPPED),
  stdvar_over_time: series('sometimes', UNWRAPPED),
  stddev_over_time: series('sometimes', UNWRAPPED),
  quantile_over_time: series('sometimes', UNWRAPPED),
  first_over_time: series('sometimes', UNWRAPPED),
  last_over_time: series('sometimes', UNWRAPPED),
  absent_over_time: series('always'),
}

const OF_SERIES = series('never', 'It sees series, not lines: they are few when they are there')

const VECTORS: Readonly<Record<VectorOperation, Capability>> = {
  sum: series('sometimes', 'Of counts, rates and sums over time: their series are grouped at once'),
  avg: OF_SERIES, count: OF_SERIES, max: OF_SERIES, min: OF_SERIES, stddev: OF_SERIES, stdvar: OF_SERIES,
  bottomk: OF_SERIES, topk: OF_SERIES, approx_topk: OF_SERIES, sort: OF_SERIES, sort_desc: OF_SERIES,
}

/** Of the kinds of nodes that are no aggregation. */
const NODES: Readonly<Record<Exclude<MetricNode['kind'], 'rangeAggregation' | 'vectorAggregation'>, Capability>> = {
  binary: OF_SERIES,
  labelReplace: OF_SERIES,
  literal: series('never', 'There is nothing to read'),
  vector: series('never', 'There is nothing to read'),
}

/** What each operator can do, by its name: a stage, an aggregation, a node. */
export const CAPABILITIES = { ...STAGES, ...RANGES, ...VECTORS, ...NODES }
export type Operator = keyof typeof CAPABILITIES

/** The operators of a query, each once, with what they can do. */
export const capabilitiesOf = (node: QueryNode): ({ readonly operator: Operator } & Capability)[] =>
  [...new Set(operatorsOf(node))].map(operator => ({ operator, ...CAPABILITIES[operator] }))

function operatorsOf(node: QueryNode): Operator[] {
  switch (node.kind) {
    case 'log': return stagesOf(node)
    case 'rangeAggregation': return [node.operation, ...stagesOf(node.range.log)]
    case 'vectorAggregation': return [node.operation, ...operatorsOf(node.operand)]
    case 'labelReplace': return ['labelReplace', ...operatorsOf(node.operand)]
    case 'binary': return ['binary', ...operatorsOf(node.left), ...operatorsOf(node.right)]
    default: return [node.kind]
  }
}

const stagesOf = ({ stages }: LogNode) => stages.map(({ kind }) => kind)

/** Whether live tail can run a query: lines, and nothing that waits for others of them. */
export const canTail = (node: QueryNode) => node.kind === 'log' && node.stages.every(({ kind }) => STAGES[kind].canTail)
