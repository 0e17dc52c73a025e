import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import type { ProcessEnd } from './exit-reasons'
import { readEngineLines, readNativeLines } from './lines'
import type { EngineSettings, Logger } from './types'

/** Everything one engine process is started with. */
export interface ProcessOptions {
  entry: string
  dataDir: string
  port: number
  username: string
  password: string
  settings: EngineSettings
  logger: Logger
}

/** One run of the engine process. */
export interface EngineProcess {
  readonly pid: number | undefined
  /** Resolves when it said that it is ready; never rejects. */
  readonly ready: Promise<void>
  /** Resolves when it has ended. */
  readonly ended: Promise<ProcessEnd>
  kill(signal: NodeJS.Signals): void
}

/** Starts `engine/main.ts` in a process of its own. */
export function startProcess(options: ProcessOptions): EngineProcess {
  const { entry, dataDir, port, logger } = options
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', entry], {
    env: environment(options),
    // Its stdin is how it learns that this process died: the pipe closes.
    stdio: ['pipe', 'pipe', 'pipe'],
    // Ctrl-C in the terminal reaches the server only, which stops the engine when it is done with it.
    detached: true,
  })
  child.stdin?.on('error', () => undefined)
  let lastError: string | undefined
  const ready = new Promise<void>((resolve) => {
    const onError = (text: string): void => void (lastError = text)
    if (child.stdout) readEngineLines(child.stdout, logger, { onReady: resolve, onError })
  })
  if (child.stderr) readNativeLines(child.stderr, logger)
  const ended = whenEnded(child).then(end => ({ ...end, lastError: end.error ?? lastError, dataDir, port, entry }))
  return { pid: child.pid, ready, ended, kill: signal => void child.kill(signal) }
}

/** `close` and not `exit`: by then the last lines of the log have been read. */
function whenEnded(child: ChildProcess): Promise<{ code: number | null, signal: NodeJS.Signals | null, error?: string }> {
  return new Promise((resolve) => {
    child.on('error', error => resolve({ code: null, signal: null, error: error.message }))
    child.on('close', (code, signal) => resolve({ code, signal }))
  })
}

function environment({ dataDir, port, username, password, settings }: ProcessOptions): NodeJS.ProcessEnv {
  const own: Record<string, string | number | undefined> = {
    CORDWOOD_ENGINE_DATA_DIR: join(dataDir, 'clickhouse'),
    CORDWOOD_ENGINE_PORT: port,
    CORDWOOD_ENGINE_USER: username,
    CORDWOOD_ENGINE_PASSWORD: password,
    CORDWOOD_ENGINE_END_WITH_STDIN: 1,
    CORDWOOD_ENGINE_MEMORY: settings.memory,
    CORDWOOD_ENGINE_QUERY_MEMORY: settings.queryMemory,
    CORDWOOD_ENGINE_THREADS: settings.threads,
    CORDWOOD_ENGINE_MERGE_THREADS: settings.mergeThreads,
    CORDWOOD_ENGINE_MAX_QUERIES: settings.maxQueries,
    CORDWOOD_ENGINE_QUEUE_WAIT_MS: settings.queueWaitMs,
  }
  const env: NodeJS.ProcessEnv = { ...process.env }
  // Flags meant for this process (a debugger's port, a test runner's loader) are not meant for the engine.
  delete env.NODE_OPTIONS
  for (const [name, value] of Object.entries(own))
    if (value !== undefined) env[name] = String(value)
  return env
}
