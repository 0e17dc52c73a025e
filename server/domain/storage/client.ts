import { readFileSync } from 'node:fs'
import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client'
import { behindBreaker, createBreaker, type Breaker } from './breaker'

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
  close(): Promise<void>
}

/**
 * How long a connection may be silent. Inserts report their progress every few seconds, so that a server that hangs
 * is told from one that works.
 */
const SILENCE_MS = 30_000
const PROGRESS = { send_progress_in_http_headers: 1, http_headers_progress_interval_ms: '5000' } as const

/** Opens nothing yet: the clients connect with their first request. All their requests are behind `breaker`. */
export function createStorageClients(address: StorageAddress, breaker: Breaker = createBreaker()): StorageClients {
  const common = {
    url: address.url,
    username: address.user,
    password: address.password,
    application: 'cordwood',
    // What fails is thrown, and logged by whoever catches it.
    log: { level: ClickHouseLogLevel.OFF },
    // Names are always qualified or set by request: the database may not exist yet.
    ...(address.caFile ? { tls: { ca_cert: readFileSync(address.caFile) } } : {}),
  }
  const reader = createClient({ ...common, database: address.database, max_open_connections: 32, request_timeout: 120_000 })
  const writer = createClient({ ...common, max_open_connections: 8, request_timeout: SILENCE_MS, clickhouse_settings: PROGRESS })
  return {
    reader: behindBreaker(reader, breaker),
    writer: behindBreaker(writer, breaker),
    close: async () => { await Promise.all([reader.close(), writer.close()]) },
  }
}
