import { Gauge } from 'prom-client'
import type { LogRecord } from '#shared/types/log-record'
import type { Scope } from '#shared/types/scope'
import type { Clock, Registry } from '../../kernel'
import type { Ingest } from '../ingest'
import { LineQueue } from './line-queue'
import { recordOfLogLine } from './record'

/** Label in metrics and dead letters. */
export const OWN = 'own'

export interface OwnLogsParts {
  store: Ingest['store']
  /** The source that is to keep them; undefined where none does. Asked before every batch. */
  scope(): Scope | undefined
  /** Whether what is stored reaches ClickHouse just now. */
  reachable(): boolean
}

/** Takes lines of Cordwood's own log into a source, beside standard output. */
export interface OwnLogs {
  /** A line as the logger writes it. Never blocks, never throws. */
  write(line: string): void
  /** Begins to store; what was written before is stored too. */
  start(parts: OwnLogsParts): void
  /** Hands over what waits, as far as that can be done at once. */
  stop(): Promise<void>
}

export interface OwnLogsOptions {
  clock: Clock
  registry: Registry
  /** Lines that may wait. */
  maxLines?: number
  /** Their characters, together. */
  maxLength?: number
  /** Milliseconds between batches. */
  paceMs?: number
}

const LONGEST_PAUSE_MS = 30_000

/**
 * What is stored must not lead to more: lines that tell of the source's own table (a failed insert, a full disk) are
 * left out, and while ClickHouse can't be reached lines wait here, not in the spool, where each of them would be tried
 * and its failure logged. The queue is bounded: the oldest go, and a line says how many.
 */
export function createOwnLogs({ clock, registry, maxLines = 10_000, maxLength = 8_000_000, paceMs = 500 }: OwnLogsOptions): OwnLogs {
  const queue = new LineQueue(maxLines, maxLength)
  let parts: OwnLogsParts | undefined
  let scope: Scope | undefined
  let timer: NodeJS.Timeout | undefined
  let failures = 0
  registerGauge(registry, queue)

  /** Stores what waits. @throws what `store` throws; the lines wait on then */
  async function storeAll({ store, reachable, ...rest }: OwnLogsParts): Promise<void> {
    scope = rest.scope()
    if (!scope) return queue.clear()
    if (queue.size === 0 || !reachable()) return
    const { lines, dropped } = queue.take()
    const records = recordsOf(lines, dropped, scope.table, clock.now())
    if (records.length === 0) return
    try {
      await store({ ...scope, keyId: OWN }, OWN, { records, rejects: [] }, lines.reduce((sum, line) => sum + line.length, 0))
    }
    catch (error) {
      queue.putBack(lines, dropped)
      throw error
    }
  }

  async function beat(from: OwnLogsParts): Promise<void> {
    try {
      await storeAll(from)
      failures = 0
    }
    catch {
      // Not a word about it: the line would be one more to store. The spool and the metrics tell.
      failures++
    }
    if (parts) timer = setTimeout(() => void beat(from), Math.min(LONGEST_PAUSE_MS, paceMs * 2 ** Math.min(failures, 10))).unref()
  }

  return {
    write(line) {
      // Before the start nobody knows whether they are wanted.
      if (parts && !scope) return
      if (scope && line.includes(scope.table)) return
      queue.push(line)
    },
    start(given) {
      parts = given
      void beat(given)
    },
    async stop() {
      const last = parts
      parts = undefined
      clearTimeout(timer)
      if (last) await storeAll(last).catch(() => {})
    },
  }
}

const registerGauge = (registry: Registry, queue: LineQueue) => new Gauge({
  name: 'cordwood_own_log_lines_waiting', help: 'Lines of Cordwood’s own log that wait to be stored', registers: [registry],
  collect() { this.set(queue.size) },
})

function recordsOf(lines: readonly string[], dropped: number, table: string, now: number): LogRecord[] {
  // A line that came before the source was known may tell of its table, too.
  const records = lines.filter(line => !line.includes(table)).flatMap(line => recordOfLogLine(line, now) ?? [])
  return dropped > 0 ? [...records, droppedRecord(dropped, now)] : records
}

const droppedRecord = (dropped: number, now: number): LogRecord =>
  recordOfLogLine(JSON.stringify({ level: 'warn', msg: 'lines of Cordwood’s own log were dropped: they waited too long', dropped }), now)!
