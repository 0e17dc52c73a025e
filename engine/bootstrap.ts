import { closeSync, constants, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { EngineConfig } from './config.ts'
import { configXml } from './config-xml.ts'
import type { NativeEngine } from './native.ts'
import { usersXml } from './users-xml.ts'

/** A running engine: its HTTP port answers. */
export interface RunningEngine {
  /** Settles when the engine has ended; rejects with ClickHouse's exception text. */
  readonly ended: Promise<void>
  /** Lets the engine end: it closes its port, then its tables. */
  release(): void
}

/**
 * Starts ClickHouse in this process and waits until its HTTP port listens.
 *
 * clickhouse-local lives as long as its last query. That query reads a named
 * pipe which this process holds open: closing the pipe ends the engine in
 * good order, and so does the death of the process.
 *
 * @throws Error with ClickHouse's exception text when it cannot start.
 */
export async function startClickHouse(native: NativeEngine, config: EngineConfig): Promise<RunningEngine> {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
  // Not in the data directory: a second engine on it must not touch the files of the first.
  const runDir = mkdtempSync(join(tmpdir(), 'cordwood-engine-'))
  try {
    const paths = writeFiles(runDir, config)
    native.makeFifo(paths.fifo)
    const ended = native.run(engineArgs(paths))
    const pipe = await Promise.race([openWhenRead(paths.fifo), ended.then(endedEarly)])
    return { ended, release: once(() => closeSync(pipe)) }
  } finally {
    // Both ends are open and the files are read: nothing secret stays on disk.
    rmSync(runDir, { recursive: true, force: true })
  }
}

interface Paths { config: string, users: string, fifo: string }

function writeFiles(runDir: string, config: EngineConfig): Paths {
  const paths = { config: join(runDir, 'config.xml'), users: join(runDir, 'users.xml'), fifo: join(runDir, 'alive') }
  writeFileSync(paths.users, usersXml(config), { mode: 0o600 })
  writeFileSync(paths.config, configXml(config, paths.users), { mode: 0o600 })
  return paths
}

function engineArgs(paths: Paths): string[] {
  const fifo = paths.fifo.replace(/[\\']/g, '\\$&')
  // As many statements as BOOT_STATEMENTS in users-xml.ts allows.
  const query = `SYSTEM START LISTEN HTTP; SELECT count() FROM file('${fifo}', 'LineAsString')`
  return [`--config-file=${paths.config}`, '--log-level=error', '--query', query]
}

/** Opens the pipe for writing as soon as the engine reads it, which it does once the port listens. */
async function openWhenRead(fifo: string): Promise<number> {
  for (;;) {
    try {
      return openSync(fifo, constants.O_WRONLY | constants.O_NONBLOCK)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error
    }
    await sleep(5)
  }
}

function endedEarly(): never {
  throw new Error('The engine ended while it started')
}

function once(action: () => void): () => void {
  let done = false
  return () => {
    if (done) return
    done = true
    action()
  }
}
