/** Why an engine process ended, and what the supervisor does about it. */
export interface ExitReason {
  /** For people: what happened and, where they can help, what to do. */
  message: string
  /**
   * `backoff`: a crash, start again soon. `slow`: something outside must
   * change first, look again now and then. `never`: starting again cannot help.
   */
  retry: 'backoff' | 'slow' | 'never'
  /** It often passes within seconds (an engine that is just ending holds the lock): look again quickly at first. */
  mayPass?: true
}

/** What is known about an end. */
export interface ProcessEnd {
  code: number | null
  signal: NodeJS.Signals | null
  /** The engine's last error line, if any. */
  lastError: string | undefined
  dataDir: string
  port: number
  /** The file the process was started with. */
  entry: string
}

/** Turns an exit code of engine/exit-codes.ts, or a signal, into a message and a plan. */
export function exitReason(end: ProcessEnd): ExitReason {
  const detail = end.lastError ? ` (${end.lastError.split('\n')[0]})` : ''
  switch (end.code) {
    case 64:
      return { retry: 'never', message: `The embedded ClickHouse engine refused its configuration${detail}.` }
    case 70:
      return { retry: 'slow', mayPass: true, message: `The data directory ${end.dataDir} is in use by another process: another Cordwood, or an engine it left behind. Stop that one, or give this one a data directory of its own. Trying again by itself.` }
    case 71:
      return { retry: 'slow', message: `Port ${end.port} on 127.0.0.1 is taken by another program, so the embedded ClickHouse engine cannot listen there. Stop that program or choose another port. Trying again by itself.` }
    case 72:
      return { retry: 'slow', message: `The disk that holds ${end.dataDir} is full, so the embedded ClickHouse engine cannot start. Free some space; it starts by itself then.` }
    case 73:
      return { retry: 'never', message: `The embedded ClickHouse engine does not run on this machine (${process.platform}-${process.arch}; it needs Linux with glibc, or macOS)${detail}. Set CLICKHOUSE_URL to use a ClickHouse server instead.` }
    default:
      return { retry: 'backoff', message: crashMessage(end, detail) }
  }
}

function crashMessage(end: ProcessEnd, detail: string): string {
  if (end.signal === 'SIGKILL' && !end.lastError)
    return 'The embedded ClickHouse engine was killed (SIGKILL): by hand, or by the system for want of memory.'
  const how = end.signal ? `by ${end.signal}` : `with exit code ${end.code}`
  return `The embedded ClickHouse engine ended ${how}${detail}.`
}
