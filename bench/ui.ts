/**
 * `npm run bench:ui`: what Explore feels like in Chromium, from the built server, on ten million lines in the embedded
 * engine, everything on one machine. Medians of seven where a thing can be done again.
 * Options: --lines 10000000 --loaded 100000
 */
import { parseArgs } from 'node:util'
import { launchBrowser } from '../tests/fixtures/browser.ts'
import { untilMerged, waitFor } from './lib/cost.ts'
import { BENCH_USER, queryNumber, startBenchPlatform, type BenchPlatform } from './lib/platform.ts'
import { fill, type Fill } from './lib/query-fill.ts'
import { firstLoad, newQueries, scrolling, tailing, type Measured, type UiBench } from './lib/ui-cases.ts'

const { values: options } = parseArgs({ options: { lines: { type: 'string', default: '10000000' }, loaded: { type: 'string', default: '100000' } } })

/** The table, with the lines and at rest. */
async function prepare(platform: BenchPlatform): Promise<Fill> {
  const { server, key, engine, table } = platform
  // The table is made with its first line.
  await fetch(`${server.url}/ingest`, { method: 'POST', headers: { 'x-api-key': key, 'content-type': 'application/json' }, body: JSON.stringify({ service: 'first', message: 'the first line' }) })
  await waitFor(async () => await queryNumber(engine, `SELECT sum(total_rows) FROM system.tables WHERE concat(database, '.', name) = '${table}'`) > 0)
  const filled = await fill(platform, Number(options.lines))
  await untilMerged(platform)
  return filled
}

async function measure(bench: UiBench): Promise<Measured[]> {
  return [
    ...await firstLoad(bench),
    ...await newQueries(bench),
    ...await scrolling(bench, Number(options.loaded)),
    ...await tailing(bench),
  ]
}

const platform = await startBenchPlatform()
const browser = await launchBrowser()
try {
  const filled = await prepare(platform)
  const results = await measure({ browser, platform, user: BENCH_USER, filled })
  console.table(Object.fromEntries(results.map(({ name, value, unit, bar, atLeast }) => {
    const met = bar === undefined ? '' : (atLeast ? value >= bar : value <= bar) ? 'met' : 'MISSED'
    if (met === 'MISSED') process.exitCode = 1
    return [name, { 'measured': `${value.toLocaleString('en', { maximumFractionDigits: 1 })} ${unit}`, 'bar': bar === undefined ? '' : `${atLeast ? '≥' : '≤'} ${bar} ${unit}`, '': met }]
  })))
}
finally {
  await browser.close()
  await platform.stop()
}
