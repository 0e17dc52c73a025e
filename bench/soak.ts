/**
 * `npm run bench:soak`: lines come in at half of full speed for ten minutes, by three protocols. Memory must stay flat,
 * merges keep up with parts, the spool stays small, and every line is stored once; else the exit code is 1.
 * Options: --minutes 10 --full-speed-seconds 15
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { bodiesOf, waitFor } from './lib/cost.ts'
import { benchLines } from './lib/lines.ts'
import { startBenchPlatform, type BenchPlatform } from './lib/platform.ts'
import { protocols } from './lib/protocols.ts'
import { slopeOf } from './lib/slope.ts'
import { startSoakLoad, type SoakBodies } from './lib/soak-load.ts'
import { countStored, takeSample, type SoakSample } from './lib/soak-samples.ts'

const { values: options } = parseArgs({ options: {
  'minutes': { type: 'string', default: '10' },
  'full-speed-seconds': { type: 'string', default: '15' },
} })
const SECONDS = Number(options.minutes) * 60
const EVERY_MS = 5_000
const LINES_PER_REQUEST = 1000
/** Caches fill and code is compiled in this share of the time: it does not count for the slopes. */
const WARM_UP = 0.4
/** What the rise of memory, less twice its standard error, may be at most, in megabytes an hour; and parts at any time. */
const BOUNDS = { server: 200, engine: 1000, parts: 150, spool: 256 }

const protocolNames = ['simple NDJSON', 'OTLP JSON', 'Loki JSON']
const kinds: SoakBodies[] = protocols.filter(({ name }) => protocolNames.includes(name)).map((protocol, i) => ({
  protocol, bodies: bodiesOf(protocol, [...benchLines(20_000, Date.now(), i)], LINES_PER_REQUEST),
}))

const untilStored = (platform: BenchPlatform) => waitFor(async () => (await takeSample(platform, 0, 0)).spool === 0, 200)

/** Lines a second that are acknowledged and stored. */
async function fullSpeed(platform: BenchPlatform): Promise<{ lines: number, perSecond: number }> {
  const started = performance.now()
  const load = startSoakLoad(platform, kinds, LINES_PER_REQUEST)
  await sleep(Number(options['full-speed-seconds']) * 1000)
  await load.stop()
  await untilStored(platform)
  if (load.refused > 0) throw new Error(`${load.refused} requests were refused at full speed:\n${platform.server.output().slice(-2000)}`)
  return { lines: load.lines, perSecond: load.lines / (performance.now() - started) * 1000 }
}

async function soak(platform: BenchPlatform, perSecond: number) {
  const started = performance.now()
  const load = startSoakLoad(platform, kinds, LINES_PER_REQUEST, perSecond)
  const samples: SoakSample[] = []
  const seconds = () => (performance.now() - started) / 1000
  while (seconds() < SECONDS) {
    await sleep(EVERY_MS)
    samples.push(await takeSample(platform, seconds(), load.lines))
  }
  await load.stop()
  await untilStored(platform)
  return { samples, lines: load.lines, refused: load.refused }
}

const round = (value: number) => Math.round(value).toLocaleString('en')

function printSamples(samples: readonly SoakSample[]): void {
  const step = Math.max(1, Math.ceil(samples.length / 20))
  console.table(samples.filter((_, i) => i % step === 0 || i === samples.length - 1).map(sample => ({
    'seconds': round(sample.seconds), 'lines': round(sample.lines),
    'server RSS, MB': round(sample.serverRss), 'heap, MB': round(sample.heap), 'engine RSS, MB': round(sample.engineRss),
    'parts': sample.parts, 'spool, MB': sample.spool.toFixed(1), 'loop delay p99, ms': round(sample.loopDelay),
  })))
}

/** Each thing that must hold: what it is, what was found, and whether it holds. */
function verdicts({ samples, lines, refused }: Awaited<ReturnType<typeof soak>>, warmedUp: number, stored: Awaited<ReturnType<typeof countStored>>) {
  const settled = samples.filter(sample => sample.seconds > SECONDS * WARM_UP)
  const rise = (of: 'serverRss' | 'heap' | 'engineRss') => slopeOf(settled.map(sample => [sample.seconds / 3600, sample[of]]))
  const flat = (name: string, of: 'serverRss' | 'heap' | 'engineRss', bound: number) => {
    const { rise: slope, error } = rise(of)
    return [`${name} rises by, MB an hour`, `${round(slope)} ± ${round(2 * error)}`, `surely ${bound} at most`, slope - 2 * error <= bound] as const
  }
  const most = (name: string, of: 'parts' | 'spool', bound: number) => {
    const peak = Math.max(...samples.map(sample => sample[of]))
    return [name, round(peak), `${bound} at most`, peak <= bound] as const
  }
  const acknowledged = lines + warmedUp
  return [
    ['requests refused', round(refused), 'none', refused === 0] as const,
    ['lines acknowledged and stored', `${round(acknowledged)} and ${round(stored.rows)}`, 'the same', stored.rows === acknowledged] as const,
    ['segments with a row missing or doubled', round(stored.brokenSegments), 'none', stored.brokenSegments === 0] as const,
    flat('memory of the server', 'serverRss', BOUNDS.server),
    flat('its heap', 'heap', BOUNDS.server),
    flat('memory of the engine', 'engineRss', BOUNDS.engine),
    most('parts at a time', 'parts', BOUNDS.parts),
    most('spool, MB', 'spool', BOUNDS.spool),
  ]
}

const platform = await startBenchPlatform()
try {
  const full = await fullSpeed(platform)
  console.log(`Full speed: ${round(full.perSecond)} lines/s stored. At half of it for ${options.minutes} minutes, by ${protocolNames.join(', ')}:`)
  const outcome = await soak(platform, full.perSecond / 2)
  printSamples(outcome.samples)
  const found = verdicts(outcome, full.lines, await countStored(platform))
  console.table(Object.fromEntries(found.map(([what, is, bound, holds]) => [what, { found: is, bound, holds: holds ? 'yes' : 'NO' }])))
  const failed = found.filter(([, , , holds]) => !holds)
  console.log(failed.length === 0 ? 'Passed' : `Failed: ${failed.map(([what]) => what).join('; ')}`)
  process.exitCode = failed.length === 0 ? 0 : 1
}
finally {
  await platform.stop()
}
