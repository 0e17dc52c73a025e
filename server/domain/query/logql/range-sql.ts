import { neededStages, printQuery, type RangeOperation, type Scan, type StepGrid } from '#shared/logql'
import { isOfMinutes, minutePart, timePart } from '../conditions'
import { labelOfColumn, MINUTE_COLUMN } from '../../storage'
import type { SqlPart, Statement } from '../sql'
import { emptyColumnSql, labelColumns, type LabelSettings } from './label-sql'
import { Params } from './params'
import { MINUTE, phaseOf, stepPieces, summedPieces, type Edge, type Pieces, type Span, type SummedPieces } from './pieces'
import { RangePlanner, type RangePlan } from './range-plan'
import { fromSql, type Tables } from '../tables'
import { stepsSql, unwrappedSql, windowSql } from './window-sql'

/** What lines, or their bytes, come to: sums, so that pieces of a window can be put together. */
const PUSHED: ReadonlySet<RangeOperation> = new Set(['count_over_time', 'rate', 'bytes_over_time', 'bytes_rate', 'absent_over_time'])

/** A range aggregation that the engine answers by itself. */
export interface RangeQuery {
  /** What windows are put together of; else of `steps`, where `value` is a piece’s answer. */
  readonly summed: SummedPieces | undefined
  readonly pieces: Pieces
  /** How long before a piece its lines begin, nanoseconds: windows may be longer than steps. */
  readonly reach: bigint
  /** The labels that rows are grouped by, as `l0`, `l1`, …; undefined where each row has all of its own. */
  readonly names: readonly string[] | undefined
  /** The same for whatever time it is asked of: the same text, the same numbers of the same lines. */
  readonly question: string
  /** Labels that are looked for in the attributes of each line. */
  readonly lookedFor: readonly string[]
  /** Reads pieces, or what is beside them, as piece 0. `bucket` is the number of a piece. */
  statement(part: Span | readonly Edge[]): Statement
}

/** The columns that all labels of a row come from. */
const WHOLE = `ServiceName AS service, SeverityNumber AS severity, TraceId AS trace, SpanId AS span,
  mapKeys(ResourceAttributes) AS resourceNames, mapValues(ResourceAttributes) AS resourceValues,
  mapKeys(LogAttributes) AS names, mapValues(LogAttributes) AS values`
const WHOLE_KEY = 'service, severity, trace, span, resourceNames, resourceValues, names, values'

interface Asked { readonly tables: Tables, readonly scan: Scan, readonly settings: LabelSettings }

/**
 * How the engine answers a range aggregation; undefined where it doesn’t know exactly which lines count. A window ends
 * with its step and begins after the moment before it: pieces are (start, end] like it.
 */
export function rangeQuery(tables: Tables, scan: Scan, grid: StepGrid, settings: LabelSettings): RangeQuery | undefined {
  const { range: { range, operation } } = scan
  const asked = { tables, scan, settings }
  const isSum = range.unwrap === undefined
  const summed = isSum && PUSHED.has(operation) ? summedPieces(scan, grid, settings.layout?.hasMinute === true) : undefined
  const pieces = isSum ? summed : stepPieces(scan, grid)
  if (pieces === undefined) return undefined
  const reach = isSum ? 0n : BigInt(Math.round(range.interval)) - pieces.width
  const make = (part: Span | readonly Edge[]) => rangeStatement(asked, pieces, reach, part)
  const whole = make({ first: 0, last: pieces.count })
  const question = JSON.stringify([printQuery(scan.range), scan.grouping, settings.discoverLogLevels, isSum, String(pieces.width), String(phaseOf(pieces))])
  return whole && { summed, pieces, reach, question, names: whole.names, lookedFor: whole.lookedFor, statement: part => make(part)!.statement }
}

interface RangeStatement extends Pick<RangeQuery, 'names' | 'lookedFor'> { readonly statement: Statement }

function rangeStatement({ tables, scan, settings }: Asked, pieces: Pieces, reach: bigint, part: Span | readonly Edge[]): RangeStatement | undefined {
  const { range: node, grouping } = scan
  const params = new Params()
  const planner = new RangePlanner(node.range.log.matchers, params, settings)
  if (!neededStages(node, grouping).every(stage => planner.add(stage))) return undefined
  const measure = node.range.unwrap ? steps(scan, pieces, reach, part as Span, planner, params, settings) : sums(scan, pieces, part, params, settings)
  const series = measure && seriesSql(scan, planner, settings)
  if (!series) return undefined
  const plan = planner.finish()
  const from = fromSql(tables)
  // Rows with different attributes may be of one series: sums of theirs can be put together, other numbers can't.
  if (series.names === undefined && (plan.isChanged || node.range.unwrap)) return undefined
  const sql = series.raw !== undefined && measure.sums && !plan.isChanged ? nestedSql(from.sql, series, series.raw, measure, plan) : plainSql(from.sql, series, measure, plan)
  return { names: series.names, lookedFor: [...planner.lookedFor], statement: { sql, params: { ...from.params, ...measure.time.params, ...params.toRecord() } } }
}

const unsureSql = ({ doubts }: RangePlan) => doubts.length === 0 ? '0' : `countIf(${doubts.join(' OR ')})`
const rowsSql = (from: string, { time }: Measure, { conditions }: RangePlan) => `${from}\nWHERE ${[...time.sql, ...conditions].join('\n  AND ')}`

function plainSql(from: string, series: SeriesSql, measure: Measure, plan: RangePlan): string {
  return `${measure.value === undefined ? '' : `WITH ${measure.value} AS v\n`}SELECT ${[...series.columns, `${measure.bucket} AS bucket`].join(',\n  ')},
  ${measure.answer}, ${unsureSql(plan)} AS unsure
${rowsSql(from, measure, plan)}
GROUP BY ${[...series.key, 'bucket'].join(', ')}`
}

/**
 * By the columns first, and then by the labels that they come to: no label is spelled out for each row. Rows that have
 * none of the labels of their own, nearly all, go by what stands in for them alone, which is cheaper to ask and to group by.
 */
function nestedSql(from: string, series: SeriesSql, raw: readonly string[], measure: Measure, plan: RangePlan): string {
  const totals = measure.sums!.map(name => `sum(${name}) AS ${name}`).join(', ')
  const own = raw.filter(column => labelOfColumn(column) !== undefined)
  const empty = [...new Set([...own, ...plan.simpler.map(({ usual }) => usual.column)])]
  const hasNone = empty.map(column => `${column} = ''`).join(' AND ')
  const none = new Set(empty.map(emptyColumnSql))
  const usual: RangePlan = { ...plan, doubts: plan.doubts.filter(doubt => !none.has(doubt)), conditions: plan.conditions.map(sql => plan.simpler.find(test => test.sql === sql)?.usual.sql ?? sql) }
  const counted = (plan: RangePlan, condition: string, key: readonly string[]) => `SELECT ${[...key, `${measure.bucket} AS bucket`].join(', ')},
  ${measure.answer}, ${unsureSql(plan)} AS unsure
${rowsSql(from, measure, condition === '' ? plan : { ...plan, conditions: [...plan.conditions, condition] })}
GROUP BY ${[...key, 'bucket'].join(', ')}`
  // Around it, so that in its conditions the name still is the column's.
  const branch = (plan: RangePlan, condition: string, key: readonly string[]) => `SELECT ${[...raw.map(column => key.includes(column) ? column : `'' AS ${column}`), 'bucket', ...measure.sums!].join(', ')}, unsure FROM (\n${counted(plan, condition, key)}\n)`
  const branches = own.length === raw.length || own.length === 0
    ? [branch(plan, '', raw)]
    : [branch(usual, hasNone, raw.filter(column => !own.includes(column))), branch(plan, `NOT (${hasNone})`, raw)]
  return `SELECT ${[...series.columns, 'bucket'].join(',\n  ')},
  ${totals}, sum(unsure) AS unsure
FROM (
${branches.join('\nUNION ALL\n')}
)
GROUP BY ${[...series.key, 'bucket'].join(', ')}`
}

interface Measure {
  readonly time: SqlPart
  readonly bucket: string
  readonly answer: string
  readonly value?: string
  /** The names of the answers that can be added up. */
  readonly sums?: readonly string[]
}

/** Lines and bytes of pieces of time. */
function sums({ range: { operation } }: Scan, pieces: Pieces, part: Span | readonly Edge[], params: Params, settings: LabelSettings): Measure {
  // Bodies are read where their bytes are asked for only.
  const isBytes = operation === 'bytes_over_time' || operation === 'bytes_rate'
  const counted = { answer: isBytes ? 'count() AS lines, sum(length(Body)) AS bytes' : 'count() AS lines', sums: isBytes ? ['lines', 'bytes'] : ['lines'] }
  return 'first' in part
    ? { ...counted, ...ofPieces(pieces, 0n, part, params, settings) }
    : { ...counted, time: edgesPart(part), bucket: '0' }
}

/** What the numbers of the rows come to at each step. */
function steps(scan: Scan, pieces: Pieces, reach: bigint, span: Span, planner: RangePlanner, params: Params, settings: LabelSettings): Measure | undefined {
  const answer = windowSql(scan.range)
  // A window as long as its step is a piece.
  const { time, bucket } = ofPieces(pieces, reach, span, params, settings)
  const steps = reach === 0n ? bucket : stepsSql(scan, pieces, span, params)
  const value = answer === undefined || steps === undefined ? undefined : unwrappedSql(scan.range.range.unwrap!, planner)
  return value === undefined ? undefined : { time, value, bucket: steps!, answer: `${answer!} AS value` }
}

/** The time of a span, and the number of the piece in which a row lies: by minutes where all are whole ones. */
function ofPieces({ origin, width }: Pieces, reach: bigint, { first, last }: Span, params: Params, { layout }: LabelSettings): { time: SqlPart, bucket: string } {
  const from = origin + BigInt(first) * width - reach
  const to = origin + BigInt(last) * width
  const isMinutes = layout?.hasMinute && reach === 0n && isOfMinutes(from, to) && isOfMinutes(origin, origin + width)
  if (!isMinutes) {
    const bucket = `intDiv(toUnixTimestamp64Nano(Timestamp) - ${params.bind(String(origin + 1n), 'Int64')}, ${params.bind(String(width), 'Int64')})`
    return { time: timePart({ start: from + 1n, end: to + 1n }), bucket }
  }
  const since = `${MINUTE_COLUMN} - ${params.bind(Number(origin / MINUTE), 'Int32')}`
  return { time: minutePart(from, to), bucket: width === MINUTE ? since : `intDiv(${since}, ${params.bind(Number(width / MINUTE), 'Int32')})` }
}

/** One or two pieces of time. */
function edgesPart([first, second]: readonly Edge[]): SqlPart {
  const [a, b] = [timePart(rangeOf(first!)), second && timePart(rangeOf(second))]
  if (b === undefined) return a
  const renamed = b.sql.map(sql => sql.replaceAll('{start:', '{start2:').replaceAll('{end:', '{end2:'))
  return { sql: [`((${a.sql.join(' AND ')})\n  OR (${renamed.join(' AND ')}))`], params: { ...a.params, start2: b.params.start!, end2: b.params.end! } }
}

const rangeOf = ({ from, to }: Edge) => ({ start: from + 1n, end: to + 1n })

interface SeriesSql {
  readonly names: readonly string[] | undefined
  readonly columns: readonly string[]
  readonly key: readonly string[]
  /** The columns that the labels come from, where they are few. */
  readonly raw?: readonly string[] | undefined
}

/** What rows are grouped by. */
function seriesSql({ grouping, range: { operation } }: Scan, planner: RangePlanner, settings: LabelSettings): SeriesSql | undefined {
  if (operation === 'absent_over_time') return { names: [], columns: [], key: [] }
  if (!grouping || grouping.without) return { names: undefined, columns: [WHOLE], key: [WHOLE_KEY] }
  const names = [...new Set(grouping.labels)]
  const labels = names.map(name => planner.label(name))
  if (labels.includes(undefined)) return undefined
  const raw = names.map(name => labelColumns(name, settings))
  return {
    names, columns: labels.map((label, i) => `${label!} AS l${i}`), key: names.map((_, i) => `l${i}`),
    raw: names.length === 0 || raw.includes(undefined) ? undefined : [...new Set(raw.flatMap(columns => columns!))],
  }
}
