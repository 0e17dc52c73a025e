/**
 * `npm run bench:ingest`: what the way in costs, beside a direct insert of the same lines into the same table.
 * Options: --lines 500000 --per-request 1000 --connections 8
 */
import { Readable } from 'node:stream'
import { parseArgs } from 'node:util'
import { benchLines, ndjsonBodies, type BenchLine } from './lib/lines.ts'
import { queryNumber, startBenchPlatform, type BenchPlatform } from './lib/platform.ts'
import { cpuSeconds, memoryMb } from './lib/processes.ts'
import { sendAll } from './lib/send.ts'

const { values: options } = parseArgs({ options: {
  'lines': { type: 'string', default: '500000' },
  'per-request': { type: 'string', default: '1000' },
  'connections': { type: 'string', default: '8' },
} })
const LINES = Number(options.lines)
const CONNECTIONS = Number(options.connections)

const perLine = (seconds: number) => (seconds * 1e6 / LINES).toFixed(2)
const perSecond = (seconds: number) => Math.round(LINES / seconds).toLocaleString('en')

async function waitFor(condition: () => Promise<boolean>, everyMs = 20): Promise<void> {
  while (!await condition()) await new Promise(wake => setTimeout(wake, everyMs))
}

/** Merges go on after the last insert: they belong to the cost of a line. */
async function untilMerged(platform: BenchPlatform): Promise<void> {
  let quiet = 0
  await waitFor(async () => {
    quiet = await queryNumber(platform.engine, 'SELECT count() FROM system.merges') === 0 ? quiet + 1 : 0
    return quiet > 100
  })
}

async function cordwood(platform: BenchPlatform, bodies: Buffer[]) {
  const { server, enginePid, engine, table } = platform
  const cpu = () => ({ server: cpuSeconds(server.pid), engine: cpuSeconds(enginePid) })
  const before = cpu()
  const started = performance.now()
  const sent = await sendAll(`${server.url}/ingest`, { 'x-api-key': platform.key, 'content-type': 'application/x-ndjson' }, bodies, CONNECTIONS)
  if (sent.failed > 0) throw new Error(`${sent.failed} requests were refused:\n${server.output().slice(-2000)}`)
  await waitFor(async () => await queryNumber(engine, `SELECT count() FROM ${table}`) >= LINES)
  const visible = (performance.now() - started) / 1000
  const inserted = cpu()
  await untilMerged(platform)
  const merged = cpu()
  const size = `FROM system.parts WHERE active AND concat(database, '.', table) = '${table}'`
  return {
    acknowledged: sent.seconds, visible,
    serverCpu: merged.server - before.server,
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
async function yardstick(platform: BenchPlatform): Promise<{ seconds: number, engineCpu: number }> {
  const { engine, table } = platform
  await engine.command({ query: `CREATE TABLE cordwood.yardstick AS ${table}` })
  const bodies = ndjsonBodies(rows(), 1000)
  const before = cpuSeconds(platform.enginePid)
  const started = performance.now()
  const result = await engine.exec({
    query: `INSERT INTO cordwood.yardstick (${Object.keys(asRow(benchLines(1, 0).next().value!)).join(', ')}) FORMAT JSONEachRow`,
    values: Readable.from(bodies, { objectMode: false, highWaterMark: 1024 * 1024 }),
    clickhouse_settings: { date_time_input_format: 'best_effort', wait_end_of_query: 1 },
  })
  for await (const _ of result.stream) { /* An insert answers with an empty body. */ }
  const seconds = (performance.now() - started) / 1000
  await untilMerged(platform)
  return { seconds, engineCpu: cpuSeconds(platform.enginePid) - before }
}

function* rows() {
  for (const line of benchLines(LINES, Date.now())) yield asRow(line)
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

const platform = await startBenchPlatform()
try {
  console.log(`${LINES.toLocaleString('en')} lines, ${options['per-request']} a request, ${CONNECTIONS} connections`)
  // A first small load, so that the table is there and the code is warm.
  const warm = ndjsonBodies(benchLines(20_000, Date.now(), 7), 1000)
  await sendAll(`${platform.server.url}/ingest`, { 'x-api-key': platform.key }, warm, CONNECTIONS)
  await waitFor(async () => await queryNumber(platform.engine, `SELECT count() FROM ${platform.table}`) >= 20_000)
  await platform.engine.command({ query: `TRUNCATE TABLE ${platform.table}` })

  const bodies = ndjsonBodies(benchLines(LINES, Date.now()), Number(options['per-request']))
  const bytes = bodies.reduce((sum, body) => sum + body.length, 0)
  const ours = await cordwood(platform, bodies)
  const serverPeak = memoryMb(platform.server.pid, 'VmHWM')
  const enginePeak = memoryMb(platform.enginePid, 'VmHWM')
  const direct = await yardstick(platform)
  const lone = await loneLine(platform)

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
    'server peak memory, MB': serverPeak.toFixed(0),
    'engine peak memory, MB': enginePeak.toFixed(0),
    'a lone line is readable after, ms': lone.toFixed(0),
    'bytes on disk a line': ours.bytesPerLine.toFixed(1),
    'parts': ours.parts,
  })
}
finally {
  await platform.stop()
}
