/**
 * The embedded engine: ClickHouse inside a Node process, answering
 * ClickHouse's HTTP protocol on a loopback port.
 *
 * Run by Node itself (`node engine/main.ts`), normally by the supervisor in
 * `server/domain/engine/`. Configured by environment variables (config.ts),
 * prints JSON lines on stdout, ends with a code of exit-codes.ts.
 */
import { setPriority } from 'node:os'
import { watchAbandonedQueries } from './abandoned.ts'
import { startClickHouse } from './bootstrap.ts'
import { readConfig } from './config.ts'
import type { EngineConfig } from './config.ts'
import { ExitCode, exitCodeOf } from './exit-codes.ts'
import { announceReady, log } from './log.ts'
import { loadNative } from './native.ts'
import type { NativeEngine } from './native.ts'
import { shutDown } from './shutdown.ts'

const NICENESS = 5

// Files and directories of the engine are its user's alone.
process.umask(0o077)
// Inserts and merges take every core there is: who has a page open goes first. Threads inherit it from this one.
setPriority(NICENESS)
// Times are stored and shown in UTC wherever the machine stands; the library reads this when it is loaded.
process.env.TZ = 'UTC'

let native: NativeEngine | undefined
try {
  const config = readConfig(process.env)
  native = loadNative()
  const stopRequested = whenAskedToStop(config)
  const engine = await startClickHouse(native, config)
  const stopWatch = watchAbandonedQueries(config)
  announceReady(`http://${config.host}:${config.port}`)

  const reason = await Promise.race([stopRequested, engine.ended])
  stopWatch()
  if (!reason) throw new Error('The engine ended by itself')
  log('info', 'stopping', { reason })
  await shutDown(engine, config)
  exit(ExitCode.ok)
}
catch (error) {
  log('error', error instanceof Error ? error.message : String(error))
  exit(exitCodeOf(error))
}

/** Resolves with the reason when a signal came or, under a supervisor, when its end of stdin closed. */
function whenAskedToStop(config: EngineConfig): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve(signal))
    // The terminal's: the supervisor decides.
    process.on('SIGHUP', () => undefined)
    // A parent that is gone cannot read our log.
    process.stdout.on('error', () => undefined)
    if (!config.endWithStdin) return
    process.stdin.resume().on('error', () => resolve('parent gone')).on('close', () => resolve('parent gone'))
  })
}

function exit(code: number): void {
  native?.exitNow(code)
  process.exit(code)
}
