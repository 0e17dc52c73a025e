import { readFile } from 'node:fs/promises'
import type { EngineConfig } from './config.ts'
import { askEngine } from './http.ts'
import { log } from './log.ts'
import { hungUpPeers } from './proc-net.ts'

/** How often the connections are looked at, in milliseconds. */
const PERIOD = 300

/**
 * Cancels SELECTs whose client has gone away.
 *
 * ClickHouse does so itself for `readonly` queries, and notices others only
 * when it writes to the broken connection: a long aggregation writes at its
 * very end. Inserts and DDL are left to finish, as on a server: a client that
 * sent all of it may count on it.
 *
 * Works where the kernel lists connections in `/proc` (Linux); elsewhere only
 * ClickHouse's own ways remain.
 * @returns a function that stops the watch.
 */
export function watchAbandonedQueries(config: EngineConfig): () => void {
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  const look = async (): Promise<void> => {
    const table = await readFile('/proc/net/tcp', 'latin1').catch(() => undefined)
    if (table === undefined) return // no such list here: look no further
    const peers = hungUpPeers(table, config.port)
    if (peers.size) await cancelQueriesOf(peers, config).catch(report)
    if (!stopped) timer = setTimeout(() => void look(), PERIOD).unref()
  }

  void look()
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}

async function cancelQueriesOf(peers: ReadonlySet<number>, config: EngineConfig): Promise<void> {
  const ports = [...peers].join(', ')
  const killed = await askEngine(config,
    `KILL QUERY WHERE query_kind = 'Select' AND port IN (${ports}) ASYNC FORMAT JSONEachRow`)
  if (killed) log('debug', 'cancelled queries whose client has gone', { killed: killed.trim().split('\n').length })
}

function report(error: unknown): void {
  log('warn', 'cannot cancel abandoned queries', { error: String(error) })
}
