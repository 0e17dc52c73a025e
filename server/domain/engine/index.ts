/** The embedded engine's supervisor: starts `engine/`, keeps it running, stops it. */
import { resolve } from 'node:path'
import { freePort } from './port'
import { engineSecret } from './secret'
import { defaultTimes, EngineSupervisor } from './supervisor'
import type { EngineHandle, EngineOptions } from './types'

export type { EngineHandle, EngineOptions, EngineSettings, EngineState, EngineTimes, Logger } from './types'

/**
 * Starts the embedded ClickHouse engine in a process of its own and keeps it running.
 *
 * A crash or a hang is followed by a restart, at the same URL with the same
 * credentials. What time may mend (locked directory, taken port, full disk)
 * is retried slowly while `failure()` says what is wrong; what it cannot mend
 * (no engine for this platform) ends in state `failed`.
 *
 * @throws Error when the secret cannot be read or made, or no port is free.
 */
export function startEngine(options: EngineOptions): EngineHandle {
  const dataDir = resolve(options.dataDir)
  return new EngineSupervisor({
    dataDir,
    entry: resolve(options.entry ?? 'engine/main.ts'),
    port: options.listenPort ?? freePort(),
    username: 'cordwood',
    password: engineSecret(dataDir),
    settings: options.settings ?? {},
    logger: options.logger,
    times: { ...defaultTimes, ...options.times },
    onRestart: options.onRestart,
  })
}
