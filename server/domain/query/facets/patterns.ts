import type { PatternsRequest, PatternsResponse, Sampled } from '#shared/schemas/facets'
import { formatNanos } from '#shared/utils/moment'
import { unlessMissing } from '../anchor'
import type { Run } from '../executor'
import type { Range } from '../range'
import type { Statement } from '../sql'
import type { OpenScope, Tables } from '../tables'
import { alignDown, stepFor } from '../steps'
import { barsInEngine, histogramStatement, type Bars } from './histogram'
import { countPlan, type CountPlan } from './plan'
import { readSample } from './sample'
import { readSelection, selectStatement, type Selection } from './selection'

interface CountRow { hash: string, lines: string, previous: string, first: string, last: string, total: string, bare: string, distinct: string, unsure: string }
interface TextRow { hash: string, text: string, example: string, since: string }

/** The lines of one pattern in the range and in the time before it; nanoseconds since 1970. */
interface Count { readonly hash: string, readonly lines: number, readonly previous: number, readonly first: bigint, readonly last: bigint }
interface Counts {
  /** The most frequent ones, with their counts bar by bar. */
  readonly patterns: readonly (Count & { readonly trend: readonly number[] })[]
  readonly distinct: number
  readonly lines: number
  readonly unpatterned: number
  readonly sampled?: Sampled | undefined
}

/** What is asked: how many patterns, and where the bars of their trends are. */
export interface PatternsQuestion { readonly limit: number, readonly bars: Bars, readonly count: number }

/** The range and the time before it that is as long. */
const withPrevious = ({ start, end }: Range): Range => ({ start: 2n * start - end, end })

export function patternCountsStatement(selection: Selection, plan: CountPlan, limit: number): Statement {
  const { params } = plan
  const [from, most] = [params.bind(String(selection.range.start), 'Int64'), params.bind(limit, 'UInt32')]
  const isIn = `Timestamp >= fromUnixTimestamp64Nano(${from})`
  const counted = selectStatement(selection, plan, {
    columns: `PatternHash AS hash, countIf(${isIn}) AS lines, countIf(NOT (${isIn})) AS previous,
  minIf(toUnixTimestamp64Nano(Timestamp), ${isIn}) AS first, maxIf(toUnixTimestamp64Nano(Timestamp), ${isIn}) AS last, countIf(${plan.unsure}) AS doubts`,
    tail: 'GROUP BY hash', range: withPrevious(selection.range),
  })
  return {
    sql: `SELECT hash, lines, previous, first, last, sum(lines) OVER () AS total, sumIf(lines, hash = 0) OVER () AS bare,
  countIf(hash != 0 AND lines > 0) OVER () AS distinct, sum(doubts) OVER () AS unsure
FROM (
  ${counted.sql.replaceAll('\n', '\n  ')}
)
ORDER BY hash != 0 AND lines > 0 DESC, lines DESC, hash
LIMIT ${most}`,
    params: { ...counted.params, ...params.toRecord() },
  }
}

/** What is known of patterns beside their counts: from the small table beside the source's. */
export function patternTextsStatement(table: string, hashes: readonly string[]): Statement {
  return {
    sql: `SELECT toString(PatternHash) AS hash, max(Text) AS text, any(Example) AS example, toUnixTimestamp64Nano(min(FirstSeen)) AS since
FROM {patterns:Identifier}
WHERE PatternHash IN {hashes:Array(UInt64)}
GROUP BY PatternHash`,
    params: { patterns: `${table}_patterns`, hashes: hashes.map(BigInt) },
  }
}

/** What lies between two bars of a trend, where a readable width is not wanted. */
export interface OwnStep { readonly step?: bigint | undefined }

/**
 * The patterns of the lines, most frequent first, each with its trend.
 * @throws AppError bad_request
 */
export async function readPatterns(
  run: Run, scope: OpenScope, { limit, buckets, step: own, ...request }: PatternsRequest & OwnStep, elapsed: () => number,
): Promise<PatternsResponse> {
  const selection = readSelection(scope, request)
  const { range } = selection
  const step = own === undefined ? stepFor(range, buckets) : { nanos: own }
  const origin = alignDown(range.start, step)
  const { patterns, lines, ...counts } = await countPatterns(run, selection, { limit, bars: { origin, step: step.nanos }, count: Number((range.end - origin + step.nanos - 1n) / step.nanos) })
  const texts = await readTexts(run, selection.tables, patterns.map(({ hash }) => hash))
  return {
    start: formatNanos(origin), stepMs: Number(step.nanos / 1_000_000n),
    patterns: patterns.map(({ hash, lines: count, previous, first, last, trend }) => {
      const { text = '', example = '', since } = texts.get(hash) ?? {}
      return {
        hash, pattern: text, example, count, share: count / lines, previous,
        first: formatNanos(first), last: formatNanos(last), since: since === undefined ? null : formatNanos(BigInt(since)), trend: [...trend],
      }
    }),
    distinct: counts.distinct, lines, unpatterned: counts.unpatterned,
    ...counts.sampled && { sampled: counts.sampled }, scannedRows: run.scan.rows, elapsedMs: elapsed(),
  }
}

/** Exact where the engine can tell, else by the interpreter. */
export async function countPatterns(run: Run, selection: Selection, question: PatternsQuestion): Promise<Counts> {
  const plan = countPlan(selection)
  return (plan && await inEngine(run, selection, plan, question)) ?? await fromLines(run, selection, question)
}

async function inEngine(run: Run, selection: Selection, plan: CountPlan, { limit, bars, count }: PatternsQuestion): Promise<Counts | undefined> {
  const rows = await unlessMissing(() => run.all<CountRow>(patternCountsStatement(selection, plan, limit)), [])
  const { total = 0, bare = 0, distinct = 0, unsure = 0 } = rows[0] ?? {}
  if (Number(unsure) > 0) return undefined
  const found = rows.filter(({ hash, lines }) => hash !== '0' && lines !== '0')
  const hashes = found.map(({ hash }) => hash)
  const place = `indexOf(${plan.params.bind(hashes.map(BigInt), 'Array(UInt64)')}, PatternHash)`
  const pieces = found.length === 0 ? [] : await barsInEngine(run, histogramStatement(selection, plan, bars, place), at => hashes[at - 1])
  if (pieces === undefined) return undefined
  const trends = new Map(hashes.map(hash => [hash, new Array<number>(count).fill(0)]))
  for (const { bar, value = '', lines } of pieces) {
    const trend = trends.get(value)
    if (trend && bar < count) trend[bar]! += lines
  }
  return {
    patterns: found.map(({ hash, lines, previous, first, last }) => ({ hash, lines: Number(lines), previous: Number(previous), first: BigInt(first), last: BigInt(last), trend: trends.get(hash)! })),
    distinct: Number(distinct), lines: Number(total), unpatterned: Number(bare),
  }
}

type Gathered = { -readonly [Key in keyof Count]: Count[Key] } & { readonly bars: Map<number, number> }

async function fromLines(run: Run, selection: Selection, { limit, bars: { origin, step }, count }: PatternsQuestion): Promise<Counts> {
  const found = new Map<string, Gathered>()
  const { start } = selection.range
  let [lines, unpatterned] = [0, 0]
  const sampled = await readSample(run, { ...selection, range: withPrevious(selection.range) }, undefined, ({ timestamp }, { pattern: hash = '0' }) => {
    const isIn = timestamp >= start
    if (isIn) lines++
    if (isIn && hash === '0') unpatterned++
    if (hash === '0') return
    let pattern = found.get(hash)
    if (!pattern) found.set(hash, pattern = { hash, lines: 0, previous: 0, first: timestamp, last: timestamp, bars: new Map() })
    if (isIn) addTo(pattern, timestamp, Number((timestamp - origin) / step))
    else pattern.previous++
  })
  const all = [...found.values()].filter(pattern => pattern.lines > 0)
  const patterns = all.sort((a, b) => b.lines - a.lines || (BigInt(a.hash) < BigInt(b.hash) ? -1 : 1)).slice(0, limit)
    .map(({ bars, ...pattern }) => ({ ...pattern, trend: Array.from({ length: count }, (_, bar) => bars.get(bar) ?? 0) }))
  return { patterns, distinct: all.length, lines, unpatterned, sampled }
}

function addTo(pattern: Gathered, timestamp: bigint, bar: number): void {
  if (pattern.lines === 0 || timestamp < pattern.first) pattern.first = timestamp
  if (pattern.lines === 0 || timestamp > pattern.last) pattern.last = timestamp
  pattern.lines++
  pattern.bars.set(bar, (pattern.bars.get(bar) ?? 0) + 1)
}

/** Of several sources that have a pattern, one tells its text, and when the first of them had it. */
export async function readTexts(run: Run, tables: Tables, hashes: readonly string[]): Promise<Map<string, TextRow>> {
  if (hashes.length === 0) return new Map()
  const found = new Map<string, TextRow>()
  for (const table of typeof tables === 'string' ? [tables] : tables.tables.map(one => one.table)) {
    for (const row of await unlessMissing(() => run.all<TextRow>(patternTextsStatement(table, hashes)), [])) {
      const known = found.get(row.hash)
      found.set(row.hash, known ? { ...known, since: BigInt(row.since) < BigInt(known.since) ? row.since : known.since } : row)
    }
  }
  return found
}
