/**
 * `npm run bench:query`: what questions cost in the built server, over its own API, on ten million lines in the embedded
 * engine. Medians of seven, warm, of questions that were not asked before; beside them the same in SQL, asked of the engine
 * directly, and the same question asked again, whose numbers are known.
 * Options: --lines 10000000, --layouts (instead: the questions in SQL over the same lines laid out otherwise, two million unless told)
 */
import { parseArgs } from 'node:util'
import { untilMerged, waitFor } from './lib/cost.ts'
import { compareLayouts } from './lib/layouts.ts'
import { median } from './lib/median.ts'
import { queryNumber, startBenchPlatform, type BenchPlatform } from './lib/platform.ts'
import { queryCases, type QueryCase } from './lib/query-cases.ts'
import { fill } from './lib/query-fill.ts'

const { values: options } = parseArgs({ options: { lines: { type: 'string' }, layouts: { type: 'boolean', default: false } } })
const LINES = Number(options.lines ?? (options.layouts ? 2_000_000 : 10_000_000))
const RUNS = 7
/** Asked so often, attributes get a column of their own. */
const WARM = 4

interface Cost { scannedRows: number, scannedBytes: number, cachedShare?: number }

let asked = 0

/** The same question in other words, so that its numbers are not known already. */
const reworded = (question: QueryCase): QueryCase => ({ ...question, query: question.query.replace('}', `, service_name!="none-${asked++}"}`) })

async function ask({ server, key }: BenchPlatform, { query, start, end, step }: QueryCase): Promise<Cost> {
  const answer = await fetch(`${server.url}/api/v1/query`, {
    method: 'POST', headers: { 'x-api-key': key, 'content-type': 'application/json' },
    body: JSON.stringify({ query, start, end, ...step ? { step } : {} }),
  })
  if (!answer.ok) throw new Error(`${query}: ${await answer.text()}`)
  return (await answer.json() as { cost: Cost }).cost
}

async function askDirectly({ engine }: BenchPlatform, { sql }: QueryCase): Promise<void> {
  await (await engine.query({ query: sql, format: 'JSONCompactEachRow' })).text()
}

const untilAltered = ({ engine }: BenchPlatform) => waitFor(async () => await queryNumber(engine, 'SELECT count() FROM system.mutations WHERE NOT is_done') === 0)

async function measure(platform: BenchPlatform, question: QueryCase): Promise<Record<string, string | number>> {
  for (let i = 0; i < WARM; i++) await ask(platform, reworded(question))
  await untilAltered(platform)
  const cost = await ask(platform, question)
  const time = await median(RUNS, () => ask(platform, reworded(question)))
  const again = await median(RUNS, () => ask(platform, question))
  const direct = await median(RUNS, () => askDirectly(platform, question))
  const isMissed = question.target !== undefined && time > question.target
  if (isMissed) process.exitCode = 1
  return {
    'ms': time.toFixed(1), 'target': question.target ?? '', '': question.target === undefined ? '' : isMissed ? 'MISSED' : 'met',
    'rows read': cost.scannedRows, 'MB read': (cost.scannedBytes / 1e6).toFixed(1), 'direct SQL, ms': direct.toFixed(1), 'ratio': (time / direct).toFixed(2), 'asked again, ms': again.toFixed(1),
  }
}

const platform = await startBenchPlatform()
try {
  const { server, key, engine, table } = platform
  // The table is made with its first line.
  await fetch(`${server.url}/ingest`, { method: 'POST', headers: { 'x-api-key': key, 'content-type': 'application/json' }, body: JSON.stringify({ service: 'first', message: 'the first line' }) })
  await waitFor(async () => await queryNumber(engine, `SELECT sum(total_rows) FROM system.tables WHERE concat(database, '.', name) = '${table}'`) > 0)
  const started = performance.now()
  const filled = await fill(platform, LINES)
  await untilMerged(platform)
  console.log(`${LINES.toLocaleString('en')} lines filled in and merged in ${((performance.now() - started) / 1000).toFixed(0)} s`)
  const rare = (await (await engine.query({ query: `SELECT extract(Body, '"trace":"(\\\\w+)"') AS word FROM ${table} WHERE endsWith(Body, '"}') LIMIT 1`, format: 'JSONEachRow' })).json<{ word: string }>())[0]!.word
  if (options.layouts) {
    console.table(await compareLayouts(platform, LINES, copy => queryCases(filled, copy, rare)))
  }
  else {
    const results: Record<string, Record<string, string | number>> = {}
    for (const question of queryCases(filled, table, rare)) results[question.name] = await measure(platform, question)
    console.table(results)
  }
}
finally {
  await platform.stop()
}
