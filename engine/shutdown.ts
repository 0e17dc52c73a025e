import { setTimeout as sleep } from 'node:timers/promises'
import type { RunningEngine } from './bootstrap.ts'
import type { EngineConfig } from './config.ts'
import { askEngine } from './http.ts'
import { log } from './log.ts'

/** Milliseconds that running inserts get to finish. */
const INSERT_PATIENCE = 4_000
/** Milliseconds for closing connections and tables; idle clients would hold it up for seconds. */
const CLOSE_PATIENCE = 1_000

/**
 * Ends the engine: cancels reads, lets running inserts finish, closes tables.
 * Whatever does not end in time is cut off by the caller's exit, which an
 * insert survives as it survives a crash: not at all, or whole.
 */
export async function shutDown(engine: RunningEngine, config: EngineConfig): Promise<void> {
  const mine = `user = '${config.user}'`
  await askEngine(config, `KILL QUERY WHERE query_kind != 'Insert' AND ${mine} ASYNC`, 1_000).catch(() => undefined)
  await waitForInserts(config, `SELECT count() FROM system.processes WHERE query_kind = 'Insert' AND ${mine}`)
  await engine.release()
  await Promise.race([engine.ended.catch(() => undefined), sleep(CLOSE_PATIENCE)])
}

async function waitForInserts(config: EngineConfig, count: string): Promise<void> {
  const until = Date.now() + INSERT_PATIENCE
  while (Date.now() < until) {
    const running = await askEngine(config, count, 1_000).catch(() => '0')
    if (Number(running) === 0) return
    await sleep(50)
  }
  log('warn', 'inserts were still running; they are cut off and leave nothing behind')
}
