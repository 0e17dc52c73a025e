import type { RangeOperation, Scan, Unwrap } from '#shared/logql'
import type { Params } from './params'
import type { Pieces, Span } from './pieces'
import { quantitySql } from './quantity-sql'
import type { RangePlanner } from './range-plan'

/** A row is taken once for each window that it lies in: so many at most. */
const MOST_WINDOWS = 60n

/** The number of a row, in SQL, once the planner knows of it; undefined where the engine can't tell. */
export function unwrappedSql({ label, conversion, filters }: Unwrap, planner: RangePlanner): string | undefined {
  const text = planner.label(label)
  if (text === undefined) return undefined
  const { value, isPlain } = quantitySql(text, conversion === undefined ? 'number' : conversion === 'bytes' ? 'bytes' : 'duration')
  planner.want(isPlain)
  planner.doubt(`(${text} != '' AND NOT ${isPlain})`)
  if (!filters.every(filter => planner.add({ kind: 'labelFilter', filter }))) return undefined
  return conversion === undefined || conversion === 'bytes' ? value : `${value} / 1000000000`
}

/** What the numbers `v` of a window come to; undefined for what the engine has no function for. */
export function windowSql({ operation, parameter, range: { interval } }: Scan['range']): string | undefined {
  if (operation === 'quantile_over_time') return quantileSql(parameter ?? 0)
  if (operation === 'rate') return `sum(v) / ${interval / 1e9}`
  return WINDOW_FUNCTIONS[operation]
}

const WINDOW_FUNCTIONS: Partial<Record<RangeOperation, string>> = {
  sum_over_time: 'sum(v)',
  avg_over_time: 'avg(v)',
  min_over_time: 'min(v)',
  max_over_time: 'max(v)',
  count_over_time: 'count()',
  first_over_time: 'argMin(v, (Timestamp, Segment, Ordinal))',
  last_over_time: 'argMax(v, (Timestamp, Segment, Ordinal))',
  stddev_over_time: 'stddevPopStable(v)',
  stdvar_over_time: 'varPopStable(v)',
}

/** Beyond 0 and 1 it is infinite, which the interpreter says. */
const quantileSql = (level: number) => level >= 0 && level <= 1 ? `quantileExactInclusive(${level})(v)` : undefined

/**
 * The numbers of the steps in whose windows a row lies, of a span of them; undefined where these are too many. Step k
 * ends with its piece.
 */
export function stepsSql({ range: { range } }: Scan, { origin, width }: Pieces, span: Span, params: Params): string | undefined {
  const interval = BigInt(Math.round(range.interval))
  if (interval / width > MOST_WINDOWS) return undefined
  const int = (value: bigint) => params.bind(String(value), 'Int64')
  const behind = `(toUnixTimestamp64Nano(Timestamp) - ${int(origin + width)})`
  const first = `greatest(if(${behind} <= 0, 0, intDiv(${behind} - 1, ${int(width)}) + 1), ${int(BigInt(span.first))})`
  const last = `least(intDiv(${behind} + ${int(interval - 1n)}, ${int(width)}), ${int(BigInt(span.last - 1))})`
  return `arrayJoin(range(toUInt32(${first}), toUInt32(${last} + 1)))`
}
