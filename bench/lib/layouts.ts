import type { ClickHouseClient } from '@clickhouse/client'
import { median } from './median.ts'
import { queryNumber, type BenchPlatform } from './platform.ts'
import { cpuSeconds } from './processes.ts'
import type { QueryCase } from './query-cases.ts'

/** A way to lay the same lines out: what is written otherwise in the definition of the table. */
interface Layout {
  readonly name: string
  readonly change: readonly [from: RegExp, to: string]
  readonly isJson?: boolean
}

const RUNS = 5
const ATTRIBUTES = /(`LogAttributes`) Map\(LowCardinality\(String\), String\)/
const WORDS = /TYPE text\(tokenizer = 'splitByNonAlpha'\)[^,\n]*/
const ORDER = /ORDER BY \(toStartOfFiveMinutes\(Timestamp\), ServiceName, Timestamp\)/
const BUCKETS = "map_serialization_version = 'with_buckets', map_serialization_version_for_zero_level_parts = 'with_buckets'"

const LAYOUTS: readonly Layout[] = [
  { name: 'as it is', change: [/^/, ''] },
  { name: 'attributes: JSON', change: [ATTRIBUTES, '$1 JSON'], isJson: true },
  { name: 'attributes: map in buckets', change: [/SETTINGS /, `SETTINGS ${BUCKETS}, `] },
  { name: 'text: no index', change: [WORDS, 'TYPE minmax'] },
  { name: 'text: ngrams(3)', change: [WORDS, 'TYPE text(tokenizer = ngrams(3))'] },
  { name: 'text: tokenbf_v1', change: [WORDS, 'TYPE tokenbf_v1(32768, 3, 0) GRANULARITY 1'] },
  { name: 'order: service, time', change: [ORDER, 'ORDER BY (ServiceName, Timestamp)'] },
  { name: 'order: time', change: [ORDER, 'ORDER BY Timestamp'] },
]

/**
 * The definition of a copy. Columns of labels are left out of all: they are made of attributes that are maps.
 * @throws Error when the table is not written as the layout expects
 */
function createSql(ddl: string, table: string, { name, change: [from, to] }: Layout): string {
  if (!from.test(ddl)) throw new Error(`The table has nothing to change for “${name}”:\n${ddl}`)
  const lines = ddl.split('\n').filter(line => !line.includes('`Label_'))
  return lines.join('\n').replace(/^CREATE TABLE \S+/, `CREATE TABLE ${table}`).replace(from, to)
}

/** The same question where attributes are JSON. */
const inLayout = (sql: string, { isJson }: Layout) => isJson ? sql.replaceAll(/LogAttributes\['(\w+)'\]/g, 'LogAttributes.$1::String') : sql

/** Seconds of CPU that the engine needs for a statement. */
async function cpuOf({ engine, enginePid }: BenchPlatform, query: string): Promise<number> {
  const before = cpuSeconds(enginePid)
  await engine.command({ query })
  return cpuSeconds(enginePid) - before
}

const sizeOf = (engine: ClickHouseClient, table: string) =>
  queryNumber(engine, `SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND concat(database, '.', table) = '${table}'`)

async function textOf(engine: ClickHouseClient, query: string): Promise<string> {
  const answer = await engine.query({ query, format: 'JSONEachRow' })
  return (await answer.json<{ text: string }>())[0]?.text ?? ''
}

/**
 * The lines of the platform's table in each layout: what inserting (less what reading them costs), merging to one part
 * and the bytes of a line come to, and how long the questions take, asked in SQL.
 * @returns a row for each layout; times in milliseconds, CPU in microseconds a line
 */
export async function compareLayouts(platform: BenchPlatform, lines: number, questionsOf: (table: string) => QueryCase[]): Promise<Record<string, Record<string, string>>> {
  const { engine, table } = platform
  const ddl = await textOf(engine, `SELECT formatQuery(create_table_query) AS text FROM system.tables WHERE concat(database, '.', name) = '${table}'`)
  const names = await textOf(engine, `SELECT arrayStringConcat(groupArray(name), ', ') AS text FROM system.columns WHERE concat(database, '.', table) = '${table}' AND default_kind IN ('', 'DEFAULT')`)
  const aLine = (seconds: number) => (seconds * 1e6 / lines).toFixed(2)
  await engine.command({ query: `CREATE TABLE ${table}_nowhere AS ${table} ENGINE = Null` })
  const reading = await cpuOf(platform, `INSERT INTO ${table}_nowhere (${names}) SELECT ${names} FROM ${table}`)
  const results: Record<string, Record<string, string>> = {}
  for (const [place, layout] of LAYOUTS.entries()) {
    const copy = `${table}_layout${place}`
    await engine.command({ query: createSql(ddl, copy, layout) })
    await engine.command({ query: `SYSTEM STOP MERGES ${copy}` })
    const inserting = await cpuOf(platform, `INSERT INTO ${copy} (${names}) SELECT ${names} FROM ${table} SETTINGS max_insert_threads = 1, min_insert_block_size_rows = 150000, min_insert_block_size_bytes = 1000000000`)
    await engine.command({ query: `SYSTEM START MERGES ${copy}` })
    const merging = await cpuOf(platform, `OPTIMIZE TABLE ${copy} FINAL`)
    const row: Record<string, string> = { 'insert, µs': aLine(inserting - reading), 'merge, µs': aLine(merging), 'bytes': (await sizeOf(engine, copy) / lines).toFixed(1) }
    for (const { name, sql } of questionsOf(copy)) {
      row[name] = (await median(RUNS, async () => (await engine.query({ query: inLayout(sql, layout), format: 'JSONCompactEachRow' })).text())).toFixed(0)
    }
    results[layout.name] = row
    await engine.command({ query: `DROP TABLE ${copy} SYNC` })
  }
  return results
}
