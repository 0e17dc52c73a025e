import { neededStages, type RangeOperation, type Scan, type StepGrid } from '#shared/logql'
import { timePart } from '../conditions'
import type { Statement } from '../sql'
import type { LabelSettings } from './label-sql'
import { Params } from './params'
import { RangePlanner } from './range-plan'
import { stepsSql, unwrappedSql, windowSql } from './window-sql'

/** What lines, or their bytes, come to: sums, so that pieces of a window can be put together. */
const PUSHED: ReadonlySet<RangeOperation> = new Set(['count_over_time', 'rate', 'bytes_over_time', 'bytes_rate', 'absent_over_time'])

/** A window of more pieces than this is cheaper line by line. */
const MOST_BUCKETS = 100_000n

/** Time in pieces of which every window is a whole number. Nanoseconds. */
export interface Buckets { readonly width: bigint, readonly perWindow: number, readonly perStep: number }

/** A range aggregation that the engine answers by itself. */
export interface RangeStatement {
  readonly statement: Statement
  /** Of what is put together of pieces; undefined where `bucket` is the number of a step, and `value` its answer. */
  readonly buckets: Buckets | undefined
  /** The labels that rows are grouped by, as `l0`, `l1`, …; undefined where each row has all of its own. */
  readonly names: readonly string[] | undefined
}

/** The columns that all labels of a row come from. */
const WHOLE = `ServiceName AS service, SeverityNumber AS severity, TraceId AS trace, SpanId AS span,
  mapKeys(ResourceAttributes) AS resourceNames, mapValues(ResourceAttributes) AS resourceValues,
  mapKeys(LogAttributes) AS names, mapValues(LogAttributes) AS values`
const WHOLE_KEY = 'service, severity, trace, span, resourceNames, resourceValues, names, values'

/**
 * Series and pieces of time (or steps), where the engine knows exactly which lines count; undefined otherwise. A window
 * ends with its step and begins after the moment before it: pieces are (start, end] like it.
 */
export function rangeStatement(table: string, scan: Scan, grid: StepGrid, settings: LabelSettings): RangeStatement | undefined {
  const { range: node, grouping, from, to } = scan
  const params = new Params()
  const planner = new RangePlanner(node.range.log.matchers, params, settings)
  if (!neededStages(node, grouping).every(stage => planner.add(stage))) return undefined
  const measure = node.range.unwrap ? windows(scan, grid, planner, params) : pieces(scan, grid, params)
  const series = measure && seriesSql(scan, planner)
  if (!series) return undefined
  const { conditions, unsure, isChanged } = planner.finish()
  // Rows with different attributes may be of one series: sums of theirs can be put together, other numbers can't.
  if (series.names === undefined && (isChanged || node.range.unwrap)) return undefined
  const time = timePart({ start: from + 1n, end: to + 1n })
  return {
    buckets: measure.buckets, names: series.names,
    statement: {
      sql: `${measure.value === undefined ? '' : `WITH ${measure.value} AS v\n`}SELECT ${[...series.columns, `${measure.bucket} AS bucket`].join(',\n  ')},
  ${measure.answer}, ${unsure === undefined ? '0' : `countIf(${unsure})`} AS unsure
FROM {table:Identifier}
WHERE ${[...time.sql, ...conditions].join('\n  AND ')}
GROUP BY ${[...series.key, 'bucket'].join(', ')}`,
      params: { table, ...time.params, ...params.toRecord() },
    },
  }
}

interface Measure { readonly buckets?: Buckets, readonly value?: string, readonly bucket: string, readonly answer: string }

/** Lines and bytes of pieces of time. */
function pieces({ range: { operation, range: { interval } }, from }: Scan, grid: StepGrid, params: Params): Measure | undefined {
  const buckets = PUSHED.has(operation) ? bucketsOf(BigInt(Math.round(interval)), grid) : undefined
  if (buckets === undefined) return undefined
  const [base, width] = [params.bind(String(from + 1n), 'Int64'), params.bind(String(buckets.width), 'Int64')]
  return { buckets, bucket: `intDiv(toUnixTimestamp64Nano(Timestamp) - ${base}, ${width})`, answer: 'count() AS lines, sum(length(Body)) AS bytes' }
}

/** What the numbers of the rows come to at each step. */
function windows(scan: Scan, grid: StepGrid, planner: RangePlanner, params: Params): Measure | undefined {
  const answer = windowSql(scan.range)
  const bucket = stepsSql(scan, grid, params)
  const value = answer === undefined || bucket === undefined ? undefined : unwrappedSql(scan.range.range.unwrap!, planner)
  return value === undefined ? undefined : { value, bucket: bucket!, answer: `${answer!} AS value` }
}

interface SeriesSql { readonly names: readonly string[] | undefined, readonly columns: readonly string[], readonly key: readonly string[] }

/** What rows are grouped by. */
function seriesSql({ grouping, range: { operation } }: Scan, planner: RangePlanner): SeriesSql | undefined {
  if (operation === 'absent_over_time') return { names: [], columns: [], key: [] }
  if (!grouping || grouping.without) return { names: undefined, columns: [WHOLE], key: [WHOLE_KEY] }
  const names = [...new Set(grouping.labels)]
  const labels = names.map(name => planner.label(name))
  if (labels.includes(undefined)) return undefined
  return { names, columns: labels.map((label, i) => `${label!} AS l${i}`), key: names.map((_, i) => `l${i}`) }
}

function bucketsOf(interval: bigint, { start, end, step }: StepGrid): Buckets | undefined {
  if (step === 0n) return { width: interval, perWindow: 1, perStep: 1 }
  const width = divisor(interval, step)
  if ((end - start + interval) / width > MOST_BUCKETS) return undefined
  return { width, perWindow: Number(interval / width), perStep: Number(step / width) }
}

const divisor = (a: bigint, b: bigint): bigint => b === 0n ? a : divisor(b, a % b)
