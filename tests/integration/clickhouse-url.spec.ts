/**
 * `CLICKHOUSE_URL`: the same code on a ClickHouse server. The server here is the embedded engine, run by the test and
 * reached by address, user and password as any other; it goes away in the middle and comes back.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEngine, type EngineHandle } from '~~/server/domain/engine'
import { silentLogger } from '~~/server/domain/kernel/logger'
import { signUp } from '../fixtures/account'
import { queryAll } from '../fixtures/query'
import { startServer, type TestServer } from '../fixtures/server'
import { metric, waitUntil } from '../fixtures/wait'

const dataDir = mkdtempSync(join(tmpdir(), 'cordwood-clickhouse-'))
const EVER = { start: '2000-01-01T00:00:00Z', end: '2100-01-01T00:00:00Z' }
let clickhouse: EngineHandle
let server: TestServer
let key: string

async function startClickHouse(listenPort?: number): Promise<EngineHandle> {
  const engine = startEngine({
    dataDir, logger: silentLogger, entry: resolve(import.meta.dirname, '../../engine/main.ts'), ...(listenPort ? { listenPort } : {}),
  })
  await engine.whenReady()
  return engine
}

beforeAll(async () => {
  clickhouse = await startClickHouse()
  server = await startServer({ env: { CLICKHOUSE_URL: clickhouse.url, CLICKHOUSE_USER: clickhouse.username, CLICKHOUSE_PASSWORD: clickhouse.password, CLICKHOUSE_DATABASE: 'team_logs' } })
  key = (await signUp(server.url)).key
})
afterAll(async () => {
  await server?.stop()
  await clickhouse?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

const send = async (message: string) =>
  (await fetch(`${server.url}/ingest`, { method: 'POST', headers: { 'x-api-key': key }, body: JSON.stringify({ message }) })).status
const stored = async () => (await queryAll(server.url, key, EVER)).map(record => record.message).sort()

describe('on a ClickHouse server', () => {
  it('stores and reads without an engine of its own', async () => {
    expect(await send('first')).toBe(200)
    await waitUntil('it can be read', async () => (await stored()).includes('first'))
    expect(await metric(server.url, 'cordwood_engine_restarts_total')).toBe(0)
  })

  it('takes lines while the server is away, says so, and has each once when it is back', async () => {
    const port = Number(new URL(clickhouse.url).port)
    await clickhouse.stop()
    const sent = ['first']
    for (let i = 0; i < 30; i++) {
      expect(await send(`away ${i}`)).toBe(200)
      sent.push(`away ${i}`)
    }
    const ready = await fetch(`${server.url}/ready`)
    expect(ready.status).toBe(503)
    expect(await ready.json()).toMatchObject({ error: { issues: [{ path: 'engine' }] } })
    const query = await fetch(`${server.url}/query`, { method: 'POST', headers: { 'x-api-key': key }, body: JSON.stringify(EVER) })
    expect(query.status).toBe(503)
    expect(Number(query.headers.get('retry-after'))).toBeGreaterThan(0)

    clickhouse = await startClickHouse(port)
    await waitUntil('the spool is empty', async () => await metric(server.url, 'cordwood_spool_segments') === 0)
    expect(await stored()).toEqual(sent.sort())
  })
})
