import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { Logger } from './types'

/** What a line of the engine's stdout can be; see engine/log.ts. */
interface EngineLine {
  event?: string
  url?: string
  level?: string
  msg?: string
}

interface Handlers {
  onReady: () => void
  /** Gets the message of each error line. */
  onError: (message: string) => void
}

/** Reads the engine's JSON lines: passes logs on, reports readiness and errors. */
export function readEngineLines(stream: Readable, logger: Logger, handlers: Handlers): void {
  createInterface({ input: stream }).on('line', (text) => {
    const line = parse(text)
    if (line.event === 'ready') handlers.onReady()
    else if (line.msg !== undefined) forward(line, logger)
    if (line.level === 'error' && line.msg !== undefined) handlers.onError(line.msg)
  })
}

/** Passes what the native library writes to stderr on to the log, line by line. */
export function readNativeLines(stream: Readable, logger: Logger): void {
  createInterface({ input: stream }).on('line', (text) => {
    // How the engine's own last query ends when it is asked to stop.
    if (text.includes('QUERY_WAS_CANCELLED')) return
    if (text.trim()) logger.warn({ engine: true, text }, 'embedded ClickHouse')
  })
}

function parse(text: string): EngineLine {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value
  }
  catch { /* not ours: shown as it is */ }
  return { level: 'warn', msg: text }
}

function forward(line: EngineLine, logger: Logger): void {
  const { level, msg = '', ...rest } = line
  const fields = { engine: true, ...rest }
  if (level === 'error') logger.error(fields, msg)
  else if (level === 'warn') logger.warn(fields, msg)
  else if (level === 'debug') logger.debug(fields, msg)
  else logger.info(fields, msg)
}
