/** A query ends in the engine when it is cancelled or its client leaves; a hundred clients at once get answers or are told to wait. */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createClient, type ClickHouseClient } from '@clickhouse/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEngine, type EngineHandle } from '~~/server/domain/engine'
import { silentLogger } from '~~/server/domain/kernel/logger'
import { signUp, type Account } from '../fixtures/account'
import { startServer, type TestServer } from '../fixtures/server'
import { metric, waitUntil } from '../fixtures/wait'

const dataDir = mkdtempSync(join(tmpdir(), 'cordwood-cancel-'))
let engine: EngineHandle
let past: ClickHouseClient
let server: TestServer
/** The first account is the administrator. */
let admin: Account
let alice: Account

beforeAll(async () => {
  engine = startEngine({ dataDir, logger: silentLogger, entry: resolve(import.meta.dirname, '../../engine/main.ts') })
  await engine.whenReady()
  past = createClient({ url: engine.url, username: engine.username, password: engine.password })
  server = await startServer({ env: { CLICKHOUSE_URL: engine.url, CLICKHOUSE_USER: engine.username, CLICKHOUSE_PASSWORD: engine.password, CORDWOOD_QUERY_SECONDS: '600' } })
  admin = await signUp(server.url, 'admin@example.com')
  alice = await signUp(server.url, 'alice@example.com')
  await send(2000)
  await waitUntil('the lines are stored', async () => await metric(server.url, 'cordwood_spool_segments') === 0)
})
afterAll(async () => {
  await past?.close()
  await server?.stop()
  await engine?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

const send = (lines: number) => fetch(`${server.url}/ingest`, {
  method: 'POST', headers: { 'x-api-key': alice.key }, body: Array.from({ length: lines }, (_, i) => JSON.stringify({ service: 'shop', message: `line ${i}` })).join('\n'),
})
const call = (path: string, body: object, headers: Record<string, string> = { 'x-api-key': alice.key }, signal: AbortSignal | null = null) => fetch(`${server.url}/api/v1/query${path}`, {
  method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body), signal,
})
const range = { start: '2000-01-01T00:00:00Z', end: '2100-01-01T00:00:00Z' }
/** Eight thousand million pairs of pairs: for longer than a query may take. */
const endless = { ...range, language: 'sql', query: 'SELECT max(sipHash64(a.Ordinal, b.Ordinal, c.Ordinal)) AS hash FROM app AS a CROSS JOIN app AS b CROSS JOIN app AS c' }

async function running(): Promise<number> {
  // Not what is asked about the statement before it runs.
  const result = await past.query({ query: `SELECT query_id FROM system.processes WHERE query LIKE 'SELECT max(sipHash64(%'`, format: 'JSONEachRow' })
  return (await result.json()).length
}

/** Starts a long query, and waits until the engine is at it. */
async function begin(queryId: string, signal?: AbortSignal): Promise<{ answer: Promise<Response> }> {
  const answer = call('', { ...endless, queryId }, undefined, signal)
  answer.catch(() => {})
  await waitUntil('the query runs', async () => await running() > 0)
  return { answer }
}

describe('a long query', () => {
  it('is cancelled in the engine by who asked it', async () => {
    const queryId = randomUUID()
    const { answer } = await begin(queryId)
    expect((await call('/cancel', { queryId })).status).toBe(204)
    await waitUntil('it is gone from the engine', async () => await running() === 0)
    const refused = await answer
    expect([refused.status, await refused.json()]).toMatchObject([409, { error: { code: 'conflict', message: 'The query was cancelled.' } }])
    // Nothing is left to be done.
    expect((await call('/cancel', { queryId })).status).toBe(204)
  })

  it('is cancelled by an administrator, and by nobody else', async () => {
    const queryId = randomUUID()
    const { answer } = await begin(queryId)
    const strangers: Record<string, string>[] = [{ 'x-api-key': admin.key }, { cookie: alice.cookie, origin: server.url }]
    for (const headers of strangers) expect((await call('/cancel', { queryId }, headers)).status).toBe(404)
    expect((await call('', { ...endless, queryId })).status).toBe(409)
    expect(await running()).toBeGreaterThan(0)
    expect((await call('/cancel', { queryId }, { cookie: admin.cookie, origin: server.url })).status).toBe(204)
    await waitUntil('it is gone from the engine', async () => await running() === 0)
    expect((await answer).status).toBe(409)
  })

  it('ends when its client goes away', async () => {
    const client = new AbortController()
    await begin(randomUUID(), client.signal)
    client.abort()
    await waitUntil('it is gone from the engine', async () => await running() === 0)
  })

  it('is known by a UUID only', async () => {
    for (const queryId of ['x', '', 5, `' OR 1=1`]) {
      expect((await call('/cancel', { queryId })).status).toBe(400)
      expect((await call('', { ...endless, queryId })).status).toBe(400)
    }
    expect((await call('/cancel', { queryId: randomUUID() })).status).toBe(404)
    expect((await call('/cancel', { queryId: randomUUID() }, {})).status).toBe(401)
  })
})

describe('a hundred clients at once', () => {
  it('get answers or are told to wait, and lines are taken meanwhile', async () => {
    const asked = Array.from({ length: 100 }, (_, i) => call('', { ...range, query: `{service_name="shop"} | json | line_format "{{.n}} ${i}"`, limit: 1000 }, { 'x-api-key': i % 2 === 0 ? alice.key : admin.key }))
    const sent = await Promise.all(Array.from({ length: 10 }, () => send(100)))
    expect(sent.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200))
    const answers = await Promise.all(asked)
    const refused = answers.filter(({ status }) => status !== 200)
    expect(answers.some(({ status }) => status === 200)).toBe(true)
    expect(refused.every(({ status }) => status === 429 || status === 503)).toBe(true)
    expect(refused.every(({ headers }) => Number(headers.get('retry-after')) >= 1)).toBe(true)
    await Promise.all(answers.map(answer => answer.text()))
    expect((await call('', { ...range, query: '{service_name="shop"}' })).status).toBe(200)
  })
})
