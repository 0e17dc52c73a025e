import { resolve } from 'node:path'
import { availableParallelism, totalmem } from 'node:os'
import { ExitCode, ExitError } from './exit-codes.ts'

const MiB = 1024 * 1024

/** What the engine process was told by its environment. Sizes are bytes, times milliseconds. */
export interface EngineConfig {
  /** Absolute path of ClickHouse's own directory; made when missing. */
  dataDir: string
  /** Loopback address to listen on. */
  host: '127.0.0.1'
  port: number
  /** Names this process, among all engines that may ever answer on the port. */
  displayName: string
  user: string
  password: string
  /** Memory of the whole engine: queries, inserts, merges and caches. */
  serverMemory: number
  /** Memory of one query. */
  queryMemory: number
  /** Threads of one query. */
  threads: number
  /** Threads that merge parts in the background. */
  mergeThreads: number
  /** Queries and inserts running at once; more than that wait for their turn. */
  maxQueries: number
  /** How long a query waits for its turn before it is refused (code 202). */
  queueWait: number
  /** Read stdin and end with it: set by the supervisor, whose death closes that pipe. */
  endWithStdin: boolean
}

type Env = Record<string, string | undefined>

/**
 * Reads the configuration from environment variables (`CORDWOOD_ENGINE_*`).
 * @throws ExitError (code `config`) naming the variable and what it must be.
 */
export function readConfig(env: Env): EngineConfig {
  const cores = availableParallelism()
  const serverMemory = integer(env, 'CORDWOOD_ENGINE_MEMORY', defaultMemory(availableMemory()), 256 * MiB)
  return {
    dataDir: resolve(required(env, 'CORDWOOD_ENGINE_DATA_DIR', /./)),
    host: host(env),
    port: integer(env, 'CORDWOOD_ENGINE_PORT', 8123, 1, 65_535),
    displayName: `cordwood-engine-${process.pid}`,
    user: user(env),
    password: required(env, 'CORDWOOD_ENGINE_PASSWORD', /^[\w.~-]{8,256}$/),
    serverMemory,
    queryMemory: integer(env, 'CORDWOOD_ENGINE_QUERY_MEMORY', Math.floor(serverMemory / 2), 16 * MiB),
    threads: integer(env, 'CORDWOOD_ENGINE_THREADS', cores, 1, 1024),
    mergeThreads: integer(env, 'CORDWOOD_ENGINE_MERGE_THREADS', Math.min(Math.max(cores, 2), 16), 1, 64),
    maxQueries: integer(env, 'CORDWOOD_ENGINE_MAX_QUERIES', Math.max(32, cores * 8), 1, 10_000),
    queueWait: integer(env, 'CORDWOOD_ENGINE_QUEUE_WAIT_MS', 10_000, 0, 600_000),
    endWithStdin: env.CORDWOOD_ENGINE_END_WITH_STDIN === '1',
  }
}

/** A quarter of the memory, at most 4 GiB, at least 512 MiB. */
export function defaultMemory(total: number): number {
  return Math.max(512 * MiB, Math.min(4096 * MiB, Math.floor(total / 4)))
}

/** The machine's memory, or the container's limit where that is lower. */
function availableMemory(): number {
  const limit = process.constrainedMemory()
  return limit > 0 && limit < totalmem() ? limit : totalmem()
}

/** `default` is taken: the engine's own start-up session runs as that user (see users-xml.ts). */
function user(env: Env): string {
  const name = env.CORDWOOD_ENGINE_USER ?? 'cordwood'
  if (!/^[A-Za-z_]\w{0,63}$/.test(name) || name === 'default')
    throw new ExitError(ExitCode.config, `CORDWOOD_ENGINE_USER must be a plain name other than "default"`)
  return name
}

function host(env: Env): '127.0.0.1' {
  const value = env.CORDWOOD_ENGINE_HOST ?? '127.0.0.1'
  if (value !== '127.0.0.1')
    throw new ExitError(ExitCode.config, `CORDWOOD_ENGINE_HOST must be 127.0.0.1: the engine never listens on a network`)
  return value
}

function required(env: Env, name: string, pattern: RegExp): string {
  const value = env[name]
  if (!value) throw new ExitError(ExitCode.config, `${name} is not set`)
  // The value itself stays out of the message: it may be the password.
  if (!pattern.test(value)) throw new ExitError(ExitCode.config, `${name} does not match ${pattern.source}`)
  return value
}

function integer(env: Env, name: string, fallback: number, min: number, max = Number.MAX_SAFE_INTEGER): number {
  const text = env[name]
  if (text === undefined || text === '') return fallback
  const value = /^\d{1,16}$/.test(text) ? Number(text) : NaN
  if (!(value >= min && value <= max))
    throw new ExitError(ExitCode.config, `${name} must be a whole number from ${min} to ${max}`)
  return value
}
