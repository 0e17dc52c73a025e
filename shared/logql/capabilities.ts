import type { MetricNode, QueryNode, RangeOperation, Stage, VectorOperation } from './ast'

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

export const STAGE_CAPABILITIES: Readonly<Record<Stage['kind'], Capability>> = {
  lineFilter: line('sometimes', 'Texts and expressions do; ip() and patterns only narrow down what is read'),
  search: line('always'),
  json: line('sometimes', 'With paths; flattening everything is done line by line'),
  logfmt: line('never', 'Its recovery from what can’t be read has no like in the engine'),
  regexp: line('always'),
  pattern: line('never', 'A pattern that fits in part keeps what fitted'),
  unpack: line('never', 'It renames by what the stream has'),
  labelFilter: line('sometimes', 'On stream labels and metadata, and where no value can fail to convert'),
  lineFormat: line('never', 'Templates are Go’s'),
  labelFormat: line('sometimes', 'Renames do; templates are Go’s'),
  decolorize: line('never', 'It changes the line that later stages read'),
  drop: line('always'),
  keep: line('always'),
}

const QUANTILE = 'Values that are no numbers come first in Loki'
const ORDERED = 'Values of the same moment have no order in the engine'

export const RANGE_CAPABILITIES: Readonly<Record<RangeOperation, Capability>> = {
  rate: series('always'),
  rate_counter: series('sometimes', 'Where each series has one value at a moment'),
  count_over_time: series('always'),
  bytes_rate: series('always'),
  bytes_over_time: series('always'),
  avg_over_time: series('sometimes', 'Where all values are finite'),
  sum_over_time: series('always'),
  min_over_time: series('sometimes', 'Where all values are numbers'),
  max_over_time: series('sometimes', 'Where all values are numbers'),
  stdvar_over_time: series('always'),
  stddev_over_time: series('always'),
  quantile_over_time: series('sometimes', QUANTILE),
  first_over_time: series('sometimes', ORDERED),
  last_over_time: series('sometimes', ORDERED),
  absent_over_time: series('always'),
}

export const VECTOR_CAPABILITIES: Readonly<Record<VectorOperation, Capability>> = {
  sum: series('always'),
  avg: series('sometimes', 'Where all values are finite'),
  count: series('always'),
  max: series('always'),
  min: series('always'),
  stddev: series('always'),
  stdvar: series('always'),
  bottomk: series('sometimes', 'Where the engine groups the range too'),
  topk: series('sometimes', 'Where the engine groups the range too'),
  approx_topk: series('sometimes', 'Where the engine groups the range too'),
  sort: series('never', 'The answer is small: it is sorted when it is there'),
  sort_desc: series('never', 'The answer is small: it is sorted when it is there'),
}

/** Of the kinds of nodes that are no aggregation. */
export const NODE_CAPABILITIES: Readonly<Record<Exclude<MetricNode['kind'], 'rangeAggregation' | 'vectorAggregation'>, Capability>> = {
  binary: series('never', 'Both sides are small: they are joined when they are there'),
  labelReplace: series('never', 'Its expressions are RE2’s with Go’s replacements'),
  literal: series('never', 'There is nothing to read'),
  vector: series('never', 'There is nothing to read'),
}

/** Whether live tail can run a query: lines, and nothing that waits for others of them. */
export const canTail = (node: QueryNode) => node.kind === 'log' && node.stages.every(({ kind }) => STAGE_CAPABILITIES[kind].canTail)
