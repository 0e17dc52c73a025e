/**
 * Random queries over random lines, answered by the compiled path and by the interpreter over the same records.
 * `BOTH_WAYS_QUERIES=5000 BOTH_WAYS_SEED=7 npm run test:integration -- both-ways` for more of them, or certain ones.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { evaluate, LogqlError, MetricError, parseQuery, PipelineError, type EvaluateOptions, type LogRecord, type QueryNode, type QueryResult } from '#shared/logql'
import type { Scope } from '#shared/types/scope'
import type { RecordRow } from '#shared/types/record-row'
import { AppError } from '~~/server/domain/kernel'
import type { LogqlAnswer } from '~~/server/domain/query'
import { RECORD_COLUMNS, RecordReader } from '~~/server/domain/query/logql/record-rows'
import { never, NOON, openStore, type Store } from '../query/support'
import { generator, randomLogQuery, randomMetricQuery, randomRows, tameRows, type Dice } from './random'

const SEED = Number(process.env.BOTH_WAYS_SEED ?? 1)
const QUERIES = Number(process.env.BOTH_WAYS_QUERIES ?? 100)
const LINES = 400
const SECOND = 1_000_000_000n

/** Odd lines, also in a table that has nothing worked out beforehand, and lines of which the engine is never in doubt. */
const TABLES = { odd: randomRows, plain: randomRows, json: (dice: Dice, count: number) => tameRows(dice, 'json', count), logfmt: (dice: Dice, count: number) => tameRows(dice, 'logfmt', count) }
type Table = keyof typeof TABLES
const tables = Object.keys(TABLES) as Table[]

let store: Store
const sources = new Map<Table, { scope: Scope, records: LogRecord[] }>()
beforeAll(async () => {
  store = await openStore()
  for (const [table, rows] of Object.entries(TABLES) as [Table, typeof TABLES[Table]][]) {
    const scope = await store.source(table)
    if (table === 'plain') await dropDerivedColumns(table)
    await store.insert(scope, rows(generator(SEED), LINES))
    const answer = await store.reader.query({
      query: `SELECT ${RECORD_COLUMNS} FROM ${table} ORDER BY Timestamp, Segment, Ordinal`, format: 'JSONEachRow', clickhouse_settings: { output_format_json_quote_64bit_integers: 1 },
    })
    const reader = new RecordReader({ discoverLogLevels: true })
    sources.set(table, { scope, records: (await answer.json<RecordRow>()).map(row => reader.read(row)) })
  }
})
afterAll(async () => store?.close())

/** As a user’s table, seen through a view, has none of them. */
async function dropDerivedColumns(table: Table): Promise<void> {
  const answer = await store.reader.query({ query: `SELECT name FROM system.columns WHERE table = '${table}' AND default_kind = 'MATERIALIZED'`, format: 'JSONEachRow' })
  const drops = (await answer.json<{ name: string }>()).map(({ name }) => `DROP COLUMN ${name}`)
  await store.writer.command({ query: `ALTER TABLE cordwood.${table} ${drops.join(', ')}` })
}

/** To ten digits: sums in another order differ beyond them. */
const rounded = (value: number) => Number.isFinite(value) ? Number(value.toPrecision(10)) : String(value)

/** What can be compared of an answer: lines by stream, series by labels. */
function comparable(answer: QueryResult | LogqlAnswer): unknown {
  switch (answer.kind) {
    case 'lines': {
      const streams: Record<string, unknown[]> = {}
      for (const { line } of answer.entries) (streams[JSON.stringify(line.labels.toRecord())] ??= []).push([line.timestamp, line.text])
      return streams
    }
    case 'streams': return Object.fromEntries(answer.streams.map(({ labels, entries }) => [JSON.stringify(labels), entries.map(({ timestamp, line }) => [timestamp, line])]))
    case 'matrix': return answer.series.map(({ labels, points }) => ({ labels, points: points.map(([time, value]) => [time, rounded(value)]) }))
    case 'vector': return answer.samples.map(({ labels, value }) => ({ labels, value: rounded(value) }))
    default: return answer
  }
}

const isRefusal = (error: unknown) => error instanceof LogqlError || error instanceof PipelineError || error instanceof MetricError || (error instanceof AppError && error.code === 'bad_request')

async function outcome(work: () => QueryResult | LogqlAnswer | Promise<LogqlAnswer>): Promise<unknown> {
  try {
    return comparable(await work())
  }
  catch (error) {
    if (isRefusal(error)) return 'refused'
    throw error
  }
}

function parsed(query: string): QueryNode | undefined {
  try {
    return parseQuery(query)
  }
  catch {
    return undefined
  }
}

async function check(table: Table, query: string, { start, end, step, limit, direction }: Required<EvaluateOptions>): Promise<boolean> {
  const node = parsed(query)
  if (node === undefined) return false
  const asked = { query, range: { start, end }, step, limit, order: direction === 'forward' ? 'asc' as const : 'desc' as const }
  const { scope, records } = sources.get(table)!
  const found = await outcome(() => store.query.logql(scope, asked, never))
  const expected = await outcome(() => evaluate(node, records, { start, end, step, limit, direction }))
  expect(found, `seed ${SEED}, ${table}: ${query} from ${start} to ${end} step ${step} limit ${limit} ${direction}`).toEqual(expected)
  return true
}

describe(`compiled and interpreted answers are equal (seed ${SEED})`, () => {
  it.each(tables)(`%s: ${QUERIES} queries of lines`, { timeout: 60_000 + QUERIES * 500 }, async (table) => {
    const dice = generator(SEED + 1)
    let count = 0
    for (let i = 0; i < QUERIES; i++) {
      const start = NOON + BigInt(dice.below(100)) * SECOND
      const options = { start, end: start + BigInt(dice.below(300)) * SECOND, step: 0n, limit: dice.of([1, 5, 1000]), direction: dice.of(['forward', 'backward'] as const), maxSeries: 5000 }
      if (await check(table, randomLogQuery(dice), options)) count++
    }
    expect(count).toBeGreaterThan(QUERIES * 0.9)
  })

  it.each(tables)(`%s: ${QUERIES} queries of numbers`, { timeout: 60_000 + QUERIES * 500 }, async (table) => {
    const dice = generator(SEED + 2)
    let count = 0
    for (let i = 0; i < QUERIES; i++) {
      const start = NOON + BigInt(dice.below(200)) * SECOND
      const step = dice.of([0n, 10n, 15n, 60n, 7n]) * SECOND
      const end = step === 0n ? start + 100n * SECOND : start + BigInt(dice.below(200)) * SECOND
      if (await check(table, randomMetricQuery(dice), { start, end, step, limit: 1000, direction: 'backward', maxSeries: 5000 })) count++
    }
    expect(count).toBeGreaterThan(QUERIES * 0.8)
  })
})

describe('a query of lines page by page', () => {
  const range = { start: NOON, end: NOON + 300n * SECOND }
  it.each([['asc', 7], ['desc', 7], ['asc', 1], ['desc', 150]] as const)('is the whole: %s by %i', { timeout: 120_000 }, async (order, limit) => {
    const { scope } = sources.get('odd')!
    for (const query of ['{service_name="api"}', '{service_name=~".+"} | json | __error__=""', '{service_name="nobody"}']) {
      const all = await store.query.logql(scope, { query, range, step: 0n, limit: 5000, order }, never)
      if (all.kind !== 'lines') return expect.unreachable()
      expect(all.cursor).toBeNull()
      const pages: unknown[] = []
      let cursor: string | undefined
      for (;;) {
        const page = await store.query.logql(scope, { query, range, step: 0n, limit, order, cursor }, never)
        if (page.kind !== 'lines') return expect.unreachable()
        expect(page.entries.length).toBeLessThanOrEqual(limit)
        pages.push(...page.entries.map(({ position }) => position))
        if (page.cursor === null) break
        expect(page.entries).toHaveLength(limit)
        cursor = page.cursor
      }
      expect(pages, query).toEqual(all.entries.map(({ position }) => position))
    }
  })
})
