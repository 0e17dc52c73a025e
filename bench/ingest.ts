/**
 * `npm run bench:ingest`: what the way in costs, beside a direct insert of the same lines into the same table; then
 * every protocol in requests of 100, 1,000 and 10,000 lines.
 * Options: --lines 500000 --per-request 1000 --connections 8 --protocol-lines 100000 (0: leave the protocols out)
 */
import { Readable } from 'node:stream'
import { parseArgs } from 'node:util'
import { bodiesOf, send, untilMerged, waitFor } from './lib/cost.ts'
import { benchLines, ndjsonBodies, type BenchLine } from './lib/lines.ts'
import { PageProbe, percentile } from './lib/page-probe.ts'
import { queryNumber, startBenchPlatform, type BenchPlatform } from './lib/platform.ts'
import { cpuSeconds, memoryMb } from './lib/processes.ts'
import { protocols } from './lib/protocols.ts'

const { values: options } = parseArgs({ options: {
  'lines': { type: 'string', default: '500000' },
  'per-request': { type: 'string', default: '1000' },
  'connections': { type: 'string', default: '8' },
  'protocol-lines': { type: 'string', default: '100000' },
} })
const LINES = Number(options.lines)
const CONNECTIONS = Number(options.connections)
const simple = protocols[0]!

const perLine = (seconds: number) => (seconds * 1e6 / LINES).toFixed(2)
const perSecond = (seconds: number) => Math.round(LINES / seconds).toLocaleString('en')

async function cordwood(platform: BenchPlatform, bodies: Buffer[]) {
  const { server, enginePid, engine, table } = platform
  const cpu = () => ({ server: cpuSeconds(server.pid), engine: cpuSeconds(enginePid) })
  const before = cpu()
  const { acknowledged, visible } = await send(platform, simple, bodies, LINES, CONNECTIONS)
  const inserted = cpu()
  await untilMerged(platform)
  const merged = cpu()
  const size = `FROM system.parts WHERE active AND concat(database, '.', table) = '${table}'`
  return {
    acknowledged, visible,
    serverCpu: inserted.server - before.server,
    engineCpu: inserted.engine - before.engine,
    engineCpuMerged: merged.engine - before.engine,
    bytesPerLine: await queryNumber(engine, `SELECT sum(bytes_on_disk) / sum(rows) ${size}`),
    parts: await queryNumber(engine, `SELECT count() ${size}`),
  }
}

/** The table's own column names, so that nothing has to be converted. */
const asRow = (line: BenchLine) => ({
  Timestamp: line.timestamp, ServiceName: line.service, SeverityText: line.level, Body: line.message, LogAttributes: line.tags,
})

/** The same lines in one insert: what ClickHouse takes by itself, parsing with all cores. */
async function yardstick(platform: BenchPlatform, lines: readonly BenchLine[]): Promise<{ seconds: number, engineCpu: number }> {
  const { engine, table } = platform
  await engine.command({ query: `CREATE TABLE cordwood.yardstick AS ${table}` })
  const bodies = ndjsonBodies(lines.map(asRow), 1000)
  const before = cpuSeconds(platform.enginePid)
  const started = performance.now()
  const result = await engine.exec({
    query: `INSERT INTO cordwood.yardstick (${Object.keys(asRow(lines[0]!)).join(', ')}) FORMAT JSONEachRow`,
    values: Readable.from(bodies, { objectMode: false, highWaterMark: 1024 * 1024 }),
    clickhouse_settings: { date_time_input_format: 'best_effort', wait_end_of_query: 1 },
  })
  for await (const _ of result.stream) { /* An insert answers with an empty body. */ }
  const seconds = (performance.now() - started) / 1000
  await untilMerged(platform)
  return { seconds, engineCpu: cpuSeconds(platform.enginePid) - before }
}

/** Milliseconds from the acknowledgement of a lone line until `POST /query` gives it; median of seven. */
async function loneLine({ server, key }: BenchPlatform): Promise<number> {
  const headers = { 'x-api-key': key, 'content-type': 'application/json' }
  const times: number[] = []
  for (let i = 0; i < 7; i++) {
    await new Promise(wake => setTimeout(wake, 1000))
    const service = `lone-${i}`
    await fetch(`${server.url}/ingest`, { method: 'POST', headers, body: JSON.stringify({ service, message: 'alone' }) })
    const acknowledged = performance.now()
    const body = JSON.stringify({ service, start: Date.now() - 60_000, end: Date.now() + 60_000 })
    await waitFor(async () => (await (await fetch(`${server.url}/query`, { method: 'POST', headers, body })).text()).includes('alone'), 2)
    times.push(performance.now() - acknowledged)
  }
  return times.sort((a, b) => a - b)[3]!
}

/** So often the lines are sent for the pages: with fewer requests the p99 would be the slowest one. */
const PAGE_ROUNDS = 4
/** Pages that are asked for before: the first ones load and compile their code. */
const FIRST_PAGES = 20

/** Milliseconds that a page takes while the same lines come in again and again, ascending. */
async function pagesUnderLoad(platform: BenchPlatform, bodies: Buffer[]): Promise<number[]> {
  const url = `${platform.server.url}/login`
  for (let i = 0; i < FIRST_PAGES; i++) await (await fetch(url)).text()
  const probe = new PageProbe(url)
  for (let i = 0; i < PAGE_ROUNDS; i++) await send(platform, simple, bodies, LINES, CONNECTIONS)
  return probe.finish()
}

/** Acknowledged lines a second and the server's CPU a line, of each protocol. */
async function protocolTable(platform: BenchPlatform, lines: readonly BenchLine[]): Promise<void> {
  const table: Record<string, Record<string, string>> = {}
  for (const protocol of protocols) {
    const row: Record<string, string> = table[protocol.name] = {}
    for (const perRequest of [100, 1000, 10_000]) {
      const bodies = bodiesOf(protocol, lines, perRequest)
      const { acknowledged, serverCpu } = await send(platform, protocol, bodies, lines.length, CONNECTIONS)
      row[`${perRequest}: lines/s`] = Math.round(lines.length / acknowledged).toLocaleString('en')
      row[`${perRequest}: server CPU, µs a line`] = (serverCpu * 1e6 / lines.length).toFixed(2)
    }
  }
  console.log(`\nEvery protocol, ${lines.length.toLocaleString('en')} lines: acknowledged, by lines a request`)
  console.table(table)
}

const platform = await startBenchPlatform()
try {
  console.log(`${LINES.toLocaleString('en')} lines, ${options['per-request']} a request, ${CONNECTIONS} connections`)
  // The table is there then, and the code is warm, the engine's and ours: both run for weeks.
  const warm = [...benchLines(LINES, Date.now(), 7)]
  await send(platform, simple, bodiesOf(simple, warm, 1000), warm.length, CONNECTIONS)
  await platform.engine.command({ query: `TRUNCATE TABLE ${platform.table}` })

  const lines = [...benchLines(LINES, Date.now())]
  const bodies = bodiesOf(simple, lines, Number(options['per-request']))
  const bytes = bodies.reduce((sum, body) => sum + body.length, 0)
  const ours = await cordwood(platform, bodies)
  const serverPeak = memoryMb(platform.server.pid, 'VmHWM')
  const enginePeak = memoryMb(platform.enginePid, 'VmHWM')
  const direct = await yardstick(platform, lines)
  const lone = await loneLine(platform)
  const pages = await pagesUnderLoad(platform, bodies)

  console.table({
    'bytes a line sent': (bytes / LINES).toFixed(0),
    'acknowledged, lines/s': perSecond(ours.acknowledged),
    'until visible, lines/s': perSecond(ours.visible),
    'direct JSONEachRow, lines/s': perSecond(direct.seconds),
    'ratio acknowledged / direct': (direct.seconds / ours.acknowledged).toFixed(2),
    'ratio visible / direct': (direct.seconds / ours.visible).toFixed(2),
    'server CPU, µs a line': perLine(ours.serverCpu),
    'engine CPU until visible, µs a line': perLine(ours.engineCpu),
    'engine CPU with merges, µs a line': perLine(ours.engineCpuMerged),
    'total CPU with merges, µs a line': perLine(ours.serverCpu + ours.engineCpuMerged),
    'direct insert: engine CPU with merges, µs a line': perLine(direct.engineCpu),
    'a page meanwhile, p50 / p99 ms': `${percentile(pages, 0.5).toFixed(0)} / ${percentile(pages, 0.99).toFixed(0)} (${pages.length} requests)`,
    'server peak memory, MB': serverPeak.toFixed(0),
    'engine peak memory, MB': enginePeak.toFixed(0),
    'a lone line is readable after, ms': lone.toFixed(0),
    'bytes on disk a line': ours.bytesPerLine.toFixed(1),
    'parts': ours.parts,
  })
  if (Number(options['protocol-lines']) > 0) await protocolTable(platform, lines.slice(0, Number(options['protocol-lines'])))
}
finally {
  await platform.stop()
}
