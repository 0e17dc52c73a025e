import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ClickHouseLogLevel, createClient } from '@clickhouse/client'
import type { ClickHouseClient, ClickHouseClientConfigOptions } from '@clickhouse/client'
import { startEngine } from '~~/server/domain/engine'
import type { EngineHandle, EngineOptions, Logger } from '~~/server/domain/engine'

export const quiet: Logger = { debug() {}, info() {}, warn() {}, error() {} }

/** A directory for one test file; removed by `remove`. */
export function scratch(): { path: string, remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'cordwood-test-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

export interface TestEngine {
  handle: EngineHandle
  /** The official client, signed in. */
  client: ClickHouseClient
  connect(options?: ClickHouseClientConfigOptions): ClickHouseClient
  /** A plain HTTP request to the engine, signed in. */
  http(query: string, init?: RequestInit): Promise<Response>
  /** Runs a statement and gives its rows. */
  rows<T>(query: string): Promise<T[]>
  close(): Promise<void>
}

/** Starts an engine on a fresh directory and waits until it is ready. */
export async function testEngine(options: Partial<EngineOptions> = {}): Promise<TestEngine> {
  const dir = scratch()
  const handle = startEngine({ dataDir: dir.path, logger: quiet, ...options })
  await handle.whenReady()
  const clients: ClickHouseClient[] = []
  const connect = (more: ClickHouseClientConfigOptions = {}): ClickHouseClient => {
    const client = createClient({
      url: handle.url, username: handle.username, password: handle.password,
      request_timeout: 100_000, log: { level: ClickHouseLogLevel.OFF }, ...more,
    })
    clients.push(client)
    return client
  }
  const client = connect()
  return {
    handle, client, connect,
    http: (query, init = {}) => fetch(`${handle.url}/${query}`, { ...init, headers: { authorization: basic(handle), ...init.headers } }),
    rows: async <T>(query: string) => (await client.query({ query, format: 'JSONEachRow' })).json<T>(),
    async close() {
      await Promise.all(clients.map(one => one.close()))
      await handle.stop()
      dir.remove()
    },
  }
}

export function basic({ username, password }: { username: string, password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}

/** Waits until `condition` holds; the test's own time-out is the limit. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!await condition()) await new Promise(resolve => setTimeout(resolve, 50))
}

/** Whether a process of this id exists. */
export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  }
  catch {
    return false
  }
}
