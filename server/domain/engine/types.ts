/** What the supervisor needs of a logger; pino's and the kernel's fit. */
export interface Logger {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** Limits of the embedded engine. Anything left out is chosen by the engine from the machine (engine/config.ts). */
export interface EngineSettings {
  /** Memory of the whole engine in bytes; default a quarter of the machine's, at most 4 GiB. */
  memory?: number | undefined
  /** Memory of one query in bytes; default half of `memory`. */
  queryMemory?: number | undefined
  /** Threads of one query; default the cores. */
  threads?: number | undefined
  /** Background merge threads; default the cores, at least 2. */
  mergeThreads?: number | undefined
  /** Queries and inserts at once; more wait. Default 32, or 8 a core. */
  maxQueries?: number | undefined
  /** Milliseconds a query waits for its turn before it is refused (code 202); default 10 s. */
  queueWaitMs?: number | undefined
}

/** Times of the supervisor in milliseconds; only tests need others than the defaults. */
export interface EngineTimes {
  /** First pause before a restart after a crash; doubles up to `maxBackoff`. */
  minBackoff: number
  maxBackoff: number
  /** Pause between tries while something outside must change first (lock, port, disk). */
  slowRetry: number
  /** Running this long, the engine counts as well again: the backoff starts anew. */
  wellAfter: number
  /** Pause between two health checks. */
  pingEvery: number
  /** No answer to any check for this long: the engine hangs and is killed. */
  hangAfter: number
  /** Time to get ready before it counts as hanging. */
  startLimit: number
  /** Time to stop before it is killed. */
  stopLimit: number
}

export interface EngineOptions {
  /** Directory that holds the secret and, in `clickhouse/`, the tables. Made when missing. */
  dataDir: string
  /** Loopback port; by default a free one is picked. */
  listenPort?: number
  logger: Logger
  /** Path of `engine/main.ts`; default below the working directory. */
  entry?: string
  settings?: EngineSettings
  times?: Partial<EngineTimes>
  /** Called before each restart with the number of restarts so far (from 1) and why. */
  onRestart?: (n: number, reason: string) => void
}

export type EngineState = 'starting' | 'ready' | 'restarting' | 'failed' | 'stopped'

/** A supervised engine process. `url`, `username` and `password` stay the same across restarts. */
export interface EngineHandle {
  readonly url: string
  readonly username: string
  readonly password: string
  /** Process id, while a process runs. */
  readonly pid: number | undefined
  state(): EngineState
  /** What is wrong and what to do about it, while the engine is not ready for a reason a user can act on. */
  failure(): string | undefined
  /** How often a process was started again. */
  restarts(): number
  /** Resolves when the engine answers; rejects when it never will (state `failed` for good, or `stopped`). */
  whenReady(): Promise<void>
  /** Stops the process and waits for its end. */
  stop(): Promise<void>
}
