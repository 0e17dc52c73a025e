import { pino } from 'pino'

/** Structured logging, message last as in pino. Never pass secrets or whole requests. */
export interface Logger {
  debug(details: object, message: string): void
  info(details: object, message: string): void
  warn(details: object, message: string): void
  error(details: object, message: string): void
  child(bindings: Record<string, string>): Logger
}

/** JSON lines on standard output. `level` is pino's: debug, info, warn, error, silent. */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: { service: 'cordwood' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: label => ({ level: label }) },
    redact: { paths: ['password', 'key', 'authorization', 'cookie', '*.password', '*.authorization'], censor: '[hidden]' },
  })
}

/** For tests and tools that want no output. */
export const silentLogger: Logger = {
  debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, child: () => silentLogger,
}
