import type { RangeOperation, Scan, StepGrid } from '#shared/logql'
import { timePart } from '../conditions'
import type { Statement } from '../sql'
import { isEmptyLabelSql, labelSql, type LabelSettings } from './label-sql'
import { Params } from './params'
import { planLog } from './plan'

/** What lines, or their bytes, come to: sums, so that pieces of a window can be put together. */
const PUSHED: ReadonlySet<RangeOperation> = new Set(['count_over_time', 'rate', 'bytes_over_time', 'bytes_rate'])

/** A window of more pieces than this is cheaper line by line. */
const MOST_BUCKETS = 100_000n

/** Time in pieces of which every window is a whole number. Nanoseconds. */
export interface Buckets { readonly width: bigint, readonly perWindow: number, readonly perStep: number }

/** A range aggregation that the engine answers by itself. */
export interface RangeStatement {
  readonly statement: Statement
  readonly buckets: Buckets
  /** The labels that rows are grouped by, as `l0`, `l1`, …; undefined where each row has all of its own. */
  readonly names: readonly string[] | undefined
}

/** The columns that all labels of a row come from. */
const WHOLE = `ServiceName AS service, SeverityNumber AS severity, TraceId AS trace, SpanId AS span,
  mapKeys(ResourceAttributes) AS resourceNames, mapValues(ResourceAttributes) AS resourceValues,
  mapKeys(LogAttributes) AS names, mapValues(LogAttributes) AS values`
const WHOLE_KEY = 'service, severity, trace, span, resourceNames, resourceValues, names, values'

/**
 * Lines and bytes by series and piece of time, where the engine knows exactly which lines count; undefined otherwise.
 * A window ends with its step and begins after the moment before it: pieces are (start, end] like it.
 */
export function rangeStatement(table: string, scan: Scan, grid: StepGrid, settings: LabelSettings): RangeStatement | undefined {
  const { range: { operation, range: { log, unwrap, interval } }, grouping, from, to } = scan
  if (unwrap || !PUSHED.has(operation)) return undefined
  const buckets = bucketsOf(BigInt(Math.round(interval)), grid)
  if (buckets === undefined) return undefined
  const params = new Params()
  const { conditions, stages } = planLog(log, params, settings)
  if (stages.length > 0) return undefined
  const names = grouping && !grouping.without ? [...new Set(grouping.labels)] : undefined
  if (names?.some(name => name.startsWith('__error') || name.endsWith('_extracted'))) return undefined
  const time = timePart({ start: from + 1n, end: to + 1n })
  const columns = names === undefined ? [WHOLE] : names.map((name, i) => `${labelSql(name, params, settings)} AS l${i}`)
  const key = names === undefined ? [WHOLE_KEY] : names.map((_, i) => `l${i}`)
  const base = params.bind(String(from + 1n), 'Int64')
  return {
    buckets, names,
    statement: {
      sql: `SELECT ${[...columns, `intDiv(toUnixTimestamp64Nano(Timestamp) - ${base}, ${params.bind(String(buckets.width), 'Int64')}) AS bucket`].join(',\n  ')},
  count() AS lines, sum(length(Body)) AS bytes, ${unsureSql(names, params)} AS unsure
FROM {table:Identifier}
WHERE ${[...time.sql, ...conditions].join('\n  AND ')}
GROUP BY ${[...key, 'bucket'].join(', ')}`,
      params: { table, ...time.params, ...params.toRecord() },
    },
  }
}

/** Rows of which the engine's answer can't be trusted: it takes an empty label for a missing one. */
function unsureSql(names: readonly string[] | undefined, params: Params): string {
  const doubts = (names ?? []).map((name, i) => `(l${i} = '' AND ${isEmptyLabelSql(name, params)})`)
  return doubts.length === 0 ? '0' : `countIf(${doubts.join(' OR ')})`
}

function bucketsOf(interval: bigint, { start, end, step }: StepGrid): Buckets | undefined {
  if (step === 0n) return { width: interval, perWindow: 1, perStep: 1 }
  const width = divisor(interval, step)
  if ((end - start + interval) / width > MOST_BUCKETS) return undefined
  return { width, perWindow: Number(interval / width), perStep: Number(step / width) }
}

const divisor = (a: bigint, b: bigint): bigint => b === 0n ? a : divisor(b, a % b)
