import { multistream, pino } from 'pino'

/** Structured logging, message last as in pino. Never pass secrets or whole requests. */
export interface Logger {
  debug(details: object, message: string): void
  info(details: object, message: string): void
  warn(details: object, message: string): void
  error(details: object, message: string): void
  child(bindings: Record<string, string>): Logger
}

/**
 * JSON lines on standard output. `level` is pino's: debug, info, warn, error, silent.
 * @param copy gets each line too, as it is written; it must not throw
 */
export function createLogger(level: string, copy?: (line: string) => void): Logger {
  const options = {
    level,
    base: { service: 'cordwood' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: ['password', 'key', 'authorization', 'cookie', '*.password', '*.authorization'], censor: '[hidden]' },
  }
  if (!copy) return pino(options)
  return pino(options, multistream([
    { level: 'trace', stream: pino.destination(1) },
    { level: 'trace', stream: { write: copy } },
  ]))
}

/** For tests and tools that want no output. */
export const silentLogger: Logger = {
  debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, child: () => silentLogger,
}
