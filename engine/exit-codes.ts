/**
 * The exit codes by which the engine process tells its supervisor why it
 * ended. `server/domain/engine/exit-reasons.ts` turns them into messages.
 */
export const ExitCode = {
  /** Stopped as asked (signal, or the parent went away). */
  ok: 0,
  /** The engine stopped by itself or could not start; the last log line says why. */
  failed: 1,
  /** The environment variables are unusable; starting again will not help. */
  config: 64,
  /** Another process holds the lock on the data directory. */
  locked: 70,
  /** The port is taken by another program. */
  portTaken: 71,
  /** The disk is full. */
  diskFull: 72,
  /** There is no engine library for this platform, or it cannot be loaded. */
  platform: 73,
} as const

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode]

/** An error that already knows the exit code the process must end with. */
export class ExitError extends Error {
  readonly exitCode: ExitCode

  constructor(exitCode: ExitCode, message: string) {
    super(message)
    this.exitCode = exitCode
  }
}

const patterns: ReadonlyArray<readonly [RegExp, ExitCode]> = [
  [/Cannot lock file|Another server instance in same directory/, ExitCode.locked],
  [/Address already in use|EADDRINUSE/, ExitCode.portTaken],
  [/No space left on device|NOT_ENOUGH_SPACE|ENOSPC|EDQUOT|Disk quota exceeded/, ExitCode.diskFull],
]

/**
 * The exit code for a failure.
 * @param error an `ExitError`, a Node error, or the exception text of ClickHouse.
 */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof ExitError) return error.exitCode
  const code = (error as { code?: unknown } | null)?.code
  const text = `${typeof code === 'string' ? code : ''} ${error instanceof Error ? error.message : String(error)}`
  return patterns.find(([pattern]) => pattern.test(text))?.[1] ?? ExitCode.failed
}
