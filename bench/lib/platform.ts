import { readFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client'
import { startServer, type TestServer } from '../../tests/fixtures/server.ts'
import { childOf } from './processes.ts'

/** The built server with its engine, on a data folder of its own, and a project to send to. */
export interface BenchPlatform {
  server: TestServer
  enginePid: number
  engine: ClickHouseClient
  key: string
  /** The default source's table, with its database. */
  table: string
  stop(): Promise<void>
}

/** Of the platform's only user. */
export const BENCH_USER = { email: 'bench@example.com', password: 'bench-bench-bench' } as const

/** @throws Error when there is no build: run `npm run build` first */
export async function startBenchPlatform(): Promise<BenchPlatform> {
  const enginePort = await freePort()
  const server = await startServer({ env: { CORDWOOD_ENGINE_PORT: String(enginePort), CORDWOOD_LOG_LEVEL: 'warn' } })
  await untilReady(server.url)
  const answer = await fetch(`${server.url}/api/v1/auth/signup`, {
    method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify(BENCH_USER),
  })
  const { project } = await answer.json() as { project: { source: { id: string }, apiKey: { key: string } } }
  const password = readFileSync(join(server.dataDir, 'engine/engine.secret'), 'utf8').trim()
  const engine = createClient({ url: `http://127.0.0.1:${enginePort}`, username: 'cordwood', password, request_timeout: 600_000, log: { level: ClickHouseLogLevel.OFF } })
  return {
    server, engine,
    enginePid: childOf(server.pid, 'engine/main.ts'),
    key: project.apiKey.key,
    table: `cordwood.source_${project.source.id}`,
    async stop() {
      await engine.close()
      await server.stop()
    },
  }
}

/** A single number from the engine. */
export async function queryNumber(engine: ClickHouseClient, query: string): Promise<number> {
  const result = await engine.query({ query, format: 'JSONCompactEachRow' })
  const [row] = await result.json<[string | number]>()
  return Number(row?.[0] ?? 0)
}

async function untilReady(url: string): Promise<void> {
  for (let i = 0; i < 600; i++) {
    if ((await fetch(`${url}/ready`).catch(() => undefined))?.ok) return
    await new Promise(wake => setTimeout(wake, 100))
  }
  throw new Error('the server did not get ready')
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => done(port))
    })
  })
}
