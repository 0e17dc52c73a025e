import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { EngineConfig } from './config.ts'
import { configXml } from './config-xml.ts'
import { askEngine } from './http.ts'
import type { NativeEngine } from './native.ts'
import { checkPortFree } from './port.ts'
import { usersXml } from './users-xml.ts'

/**
 * What the start-up session runs. clickhouse-local lives as long as its last
 * query, so that one never ends by itself; it wakes up once a second to see
 * whether it was cancelled.
 */
const START = 'SYSTEM START LISTEN HTTP'
const STAY = 'SELECT sleepEachRow(1) FROM system.numbers FORMAT Null SETTINGS max_block_size = 1, function_sleep_max_microseconds_per_block = 0'

/** A running engine: its HTTP port answers. */
export interface RunningEngine {
  /** Settles when the engine has ended; rejects with ClickHouse's exception text. */
  readonly ended: Promise<void>
  /** Asks the engine to end: it closes its port, then its tables. */
  release(): Promise<void>
}

/**
 * Starts ClickHouse in this process and waits until its HTTP port answers.
 * @throws Error with ClickHouse's exception text when it cannot start.
 */
export async function startClickHouse(native: NativeEngine, config: EngineConfig): Promise<RunningEngine> {
  await checkPortFree(config.host, config.port)
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
  // Not in the data directory: a second engine on it must not touch the files of the first.
  const runDir = mkdtempSync(join(tmpdir(), 'cordwood-engine-'))
  const errors = native.captureErrors(join(runDir, 'errors'))
  try {
    const ended = native.run([`--config-file=${writeFiles(runDir, config)}`, '--log-level=error', '--query', `${START}; ${STAY}`])
    const answers = await Promise.race([whenAnswering(config), ended.then(() => false)])
    const text = errors()
    if (!answers) throw new Error(text || 'The engine ended while it started')
    if (text) process.stderr.write(`${text}\n`)
    return { ended, release: () => release(config) }
  }
  finally {
    // They are read by now: nothing secret stays on disk.
    rmSync(runDir, { recursive: true, force: true })
  }
}

/** @returns the path of the main configuration file. */
function writeFiles(runDir: string, config: EngineConfig): string {
  const users = join(runDir, 'users.xml')
  writeFileSync(users, usersXml(config), { mode: 0o600 })
  const main = join(runDir, 'config.xml')
  writeFileSync(main, configXml(config, users), { mode: 0o600 })
  return main
}

/** The name tells this engine from another one that may sit on the port. */
async function whenAnswering(config: EngineConfig): Promise<true> {
  for (;;) {
    await sleep(10)
    const name = await askEngine(config, 'SELECT displayName()', 60_000).catch(() => '')
    if (name.trim() === config.displayName) return true
  }
}

async function release(config: EngineConfig): Promise<void> {
  await askEngine(config, `KILL QUERY WHERE query = '${STAY}' AND user = '' ASYNC`, 1_000).catch(() => undefined)
}
