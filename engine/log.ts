/** JSON lines on stdout, read by the supervisor; one object a line, nothing else. */

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/**
 * Writes one log line.
 * @param fields plain JSON values; never a secret.
 */
export function log(level: LogLevel, msg: string, fields: Record<string, unknown> = {}): void {
  writeLine({ level, time: new Date().toISOString(), msg, ...fields })
}

/** Tells the supervisor that the engine answers at `url` (an http URL on the loopback address). */
export function announceReady(url: string): void {
  writeLine({ event: 'ready', url })
}

function writeLine(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}
