import type { LogNode, MetricNode, QueryNode } from './ast'
import { compareLabels, metricAccumulator, type MetricLimits, type Sample, type SeriesLabels } from './metrics'
import { momentOf, type StepGrid } from './metrics/grid'
import { compileLog } from './pipeline/compile'
import type { Labels } from './pipeline/labels'
import type { LogRecord } from './pipeline/record'

/** Nanoseconds since 1970. */
export interface EvaluateOptions extends MetricLimits {
  /** Of lines: inclusive. */
  readonly start: bigint
  /** Of lines: exclusive. Of numbers: the last step is at or before it. */
  readonly end: bigint
  /** Without one, or with 0, numbers are evaluated once, at `end`. */
  readonly step?: bigint
  /** Lines at most. */
  readonly limit?: number
  /** Which lines come first, and stay when there are more than `limit`. */
  readonly direction?: 'forward' | 'backward'
}

export interface StreamEntry { readonly timestamp: bigint, readonly line: string, readonly labels: Labels }
/** Labels are in plain objects; a moment and its value stand side by side. */
export type QueryResult
  = | { readonly kind: 'streams', readonly streams: readonly { readonly labels: Record<string, string>, readonly entries: readonly StreamEntry[] }[] }
    | { readonly kind: 'matrix', readonly series: readonly { readonly labels: Record<string, string>, readonly points: readonly (readonly [bigint, number])[] }[] }
    | { readonly kind: 'vector', readonly timestamp: bigint, readonly samples: readonly { readonly labels: Record<string, string>, readonly value: number }[] }
    | { readonly kind: 'scalar', readonly timestamp: bigint, readonly value: number }

/**
 * The whole answer to a query over records in any order, as Loki gives it: the interpreter that the compiled path must
 * agree with.
 * @throws PipelineError when a stage can’t be built
 * @throws MetricError when the query has no answer over these lines
 */
export function evaluate(node: QueryNode, records: Iterable<LogRecord>, options: EvaluateOptions): QueryResult {
  const sorted = [...records].sort((a, b) => a.timestamp < b.timestamp ? -1 : a.timestamp > b.timestamp ? 1 : 0)
  return node.kind === 'log' ? evaluateLog(node, sorted, options) : evaluateMetric(node, sorted, options)
}

function evaluateLog(node: LogNode, sorted: LogRecord[], { start, end, limit = Infinity, direction = 'backward' }: EvaluateOptions): QueryResult {
  const run = compileLog(node)
  const streams = new Map<string, { labels: Record<string, string>, entries: StreamEntry[] }>()
  let count = 0
  for (const record of direction === 'forward' ? sorted : sorted.reverse()) {
    if (count >= limit) break
    const line = record.timestamp >= start && record.timestamp < end ? run(record) : undefined
    if (line === undefined) continue
    const labels = line.labels.toRecord()
    const key = JSON.stringify(labels)
    let stream = streams.get(key)
    if (stream === undefined) streams.set(key, stream = { labels, entries: [] })
    stream.entries.push({ timestamp: line.timestamp, line: line.text, labels: line.labels })
    count++
  }
  return { kind: 'streams', streams: [...streams.values()] }
}

function evaluateMetric(node: MetricNode, sorted: readonly LogRecord[], { start, end, step = 0n, ...limits }: EvaluateOptions): QueryResult {
  const grid: StepGrid = step === 0n ? { start: end, end, step } : { start, end, step }
  if (node.kind === 'literal' && step === 0n) return { kind: 'scalar', timestamp: end, value: node.value }
  const { scans, finish } = metricAccumulator(node, grid, limits)
  for (const scan of scans) for (const record of sorted) scan.add(record)
  const steps = finish()
  return step === 0n ? vectorResult(node, end, steps[0]!) : matrixResult(grid, steps)
}

/** The answer at one moment; sorted by labels where nothing in the query sorts it. */
export function vectorResult(node: MetricNode, timestamp: bigint, samples: readonly Sample[]): QueryResult {
  const sorted = isSorted(node) ? samples : [...samples].sort((a, b) => compareLabels(a.labels, b.labels))
  return { kind: 'vector', timestamp, samples: sorted.map(({ labels, value }) => ({ labels: labels.toRecord(), value })) }
}

/** The answer over a range: the series of all steps, sorted by labels. */
export function matrixResult(grid: StepGrid, steps: readonly (readonly Sample[])[]): QueryResult {
  const series = new Map<string, { labels: SeriesLabels, points: [bigint, number][] }>()
  for (const [index, samples] of steps.entries()) {
    const moment = momentOf(grid, index)
    for (const { labels, value } of samples) {
      const known = series.get(labels.key)
      if (known === undefined) series.set(labels.key, { labels, points: [[moment, value]] })
      else known.points.push([moment, value])
    }
  }
  const sorted = [...series.values()].sort((a, b) => compareLabels(a.labels, b.labels))
  return { kind: 'matrix', series: sorted.map(({ labels, points }) => ({ labels: labels.toRecord(), points })) }
}

function isSorted(node: MetricNode): boolean {
  switch (node.kind) {
    case 'vectorAggregation': return node.operation === 'sort' || node.operation === 'sort_desc' || isSorted(node.operand)
    case 'labelReplace': return isSorted(node.operand)
    case 'binary': return isSorted(node.left) || isSorted(node.right)
    default: return false
  }
}
