import { readFileSync } from 'node:fs'
import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client'
import { createAgent, WITHOUT_TIMERS } from './agent'
import { behindBreaker, createBreaker, type Breaker, type BreakerState } from './breaker'

export interface StorageAddress {
  /** `http://` or `https://`, the embedded engine's or a server's. */
  url: string
  user: string
  password: string
  database: string
  /** PEM file of the authority that signed the server's certificate, where the system doesn't know it. */
  caFile?: string | undefined
}

export interface StorageClients {
  /** For queries of users. */
  readonly reader: ClickHouseClient
  /** For inserts, tables and reconciliation: on sockets of its own, so that no query keeps it waiting. */
  readonly writer: ClickHouseClient
  /** For asking whether ClickHouse is there, whatever the others wait for. */
  readonly health: Pick<ClickHouseClient, 'ping'>
  close(): Promise<void>
}

/**
 * How long a connection may be silent. Inserts report their progress every few seconds, so that a server that hangs
 * is told from one that works.
 */
export const SILENCE_MS = 30_000
/** How long the question whether it is there may take. */
const HEALTH_MS = 10_000
const PROGRESS = { send_progress_in_http_headers: 1, http_headers_progress_interval_ms: '5000' } as const

/** A circuit each: what queries meet must not stop inserts. */
export interface StorageBreakers { readonly reader: Breaker, readonly writer: Breaker }

/** @param onChange hears of a circuit that opens or closes */
export const createBreakers = (onChange?: (client: keyof StorageBreakers, state: BreakerState) => void): StorageBreakers => ({
  // A query may take long, or its answer be read slowly: that it ran out of time doesn't say that nobody is there.
  reader: createBreaker({ countTimeouts: false, onChange: state => onChange?.('reader', state) }),
  // Inserts are few at a time, and one that hangs is found out only by its time: no need to wait for five of them.
  writer: createBreaker({ failures: 2, onChange: state => onChange?.('writer', state) }),
})

/** Opens nothing yet: the clients connect with their first request. Reader and writer are behind their breakers. */
export function createStorageClients(address: StorageAddress, breakers: StorageBreakers = createBreakers()): StorageClients {
  const common = {
    url: address.url,
    username: address.user,
    password: address.password,
    application: 'cordwood',
    // What fails is thrown, and logged by whoever catches it.
    log: { level: ClickHouseLogLevel.OFF },
    keep_alive: WITHOUT_TIMERS,
  }
  const ca = address.caFile ? readFileSync(address.caFile) : undefined
  const connections = (most: number) => ({ max_open_connections: most, http_agent: createAgent(address.url, most, ca) })
  // Other names are always qualified or set by request: the database may not exist yet.
  const reader = createClient({ ...common, database: address.database, ...connections(32), request_timeout: 120_000 })
  const writer = createClient({ ...common, ...connections(8), request_timeout: SILENCE_MS, clickhouse_settings: PROGRESS })
  const health = createClient({ ...common, ...connections(2), request_timeout: HEALTH_MS })
  return {
    reader: behindBreaker(reader, breakers.reader),
    writer: behindBreaker(writer, breakers.writer),
    health,
    close: async () => { await Promise.all([reader.close(), writer.close(), health.close()]) },
  }
}
