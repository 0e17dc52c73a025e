/** Cordwood's own log in a source of its own: it must not feed on itself, least of all while ClickHouse is away. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LogRow } from '#shared/schemas/query'
import { startEngine, type EngineHandle } from '~~/server/domain/engine'
import { silentLogger } from '~~/server/domain/kernel/logger'
import { signUp, type Account } from '../../fixtures/account'
import { queryAll } from '../../fixtures/query'
import { startServer, type TestServer } from '../../fixtures/server'
import { waitUntil } from '../../fixtures/wait'

const EVER = { start: '2000-01-01T00:00:00Z', end: '2100-01-01T00:00:00Z' }
const engineDir = mkdtempSync(join(tmpdir(), 'cordwood-clickhouse-'))
const dataDir = mkdtempSync(join(tmpdir(), 'cordwood-own-'))
let clickhouse: EngineHandle
let server: TestServer
let account: Account
let sourceId: string

async function startClickHouse(listenPort?: number): Promise<EngineHandle> {
  const engine = startEngine({
    dataDir: engineDir, logger: silentLogger, entry: resolve(import.meta.dirname, '../../../engine/main.ts'), ...(listenPort ? { listenPort } : {}),
  })
  await engine.whenReady()
  return engine
}

const api = (method: string, path: string, body: object, cookie = account.cookie) => fetch(`${server.url}/api/v1/projects/${account.projectId}${path}`, {
  method, headers: { cookie, 'content-type': 'application/json' }, body: JSON.stringify(body),
})

beforeAll(async () => {
  clickhouse = await startClickHouse()
  server = await startServer({ dataDir, env: { CLICKHOUSE_URL: clickhouse.url, CLICKHOUSE_USER: clickhouse.username, CLICKHOUSE_PASSWORD: clickhouse.password } })
  account = await signUp(server.url)
  const answer = await api('POST', '/sources', { name: 'ops' })
  sourceId = (await answer.json() as { source: { id: string } }).source.id
})
afterAll(async () => {
  await server?.stop()
  await clickhouse?.stop()
  for (const folder of [engineDir, dataDir]) rmSync(folder, { recursive: true, force: true })
})

const own = (): Promise<LogRow[]> => queryAll(server.url, account.key, { ...EVER, source: 'ops', order: 'asc' })
/** What the server wrote to standard output. */
const written = () => server.output().split('\n').filter(line => line.startsWith('{')).map(line => JSON.parse(line) as { msg: string, table?: string })
const segments = () => {
  const folder = join(dataDir, 'spool', `source_${sourceId}`)
  return existsSync(folder) ? readdirSync(folder).length : 0
}

describe('Cordwood’s own log', () => {
  it('goes into the source that an administrator chose, and on to standard output', async () => {
    expect((await api('PATCH', `/sources/${sourceId}`, { ownLogs: true })).status).toBe(200)
    await waitUntil('its requests are there', async () => {
      await fetch(`${server.url}/api/v1/auth/setup`, { headers: { 'x-request-id': 'find-me' } })
      return (await own()).some(({ attributes }) => attributes.requestId === 'find-me')
    })
    const record = (await own()).find(({ attributes }) => attributes.requestId === 'find-me')
    expect(record).toMatchObject({
      service: 'cordwood', level: 'info', message: 'request', attributes: { method: 'GET', path: '/api/v1/auth/setup', status: 200 },
    })
    expect(server.output()).toContain('find-me')
    expect(await (await fetch(`${server.url}/metrics`)).text()).toMatch(/cordwood_ingest_lines_total\{protocol="own"\} [1-9]/)
  })

  it('is for sources of log records only', async () => {
    const made = await api('POST', '/sources', { name: 'access', schema: 'http' })
    const { source } = await made.json() as { source: { id: string } }
    const refused = await api('PATCH', `/sources/${source.id}`, { ownLogs: true })
    expect([refused.status, await refused.json()]).toMatchObject([400, { error: { message: expect.stringContaining('schema “app”') as string, issues: [{ path: 'ownLogs' }] } }])
  })

  it('is not for others to switch', async () => {
    const other = await signUp(server.url, 'other@example.com')
    const answer = await fetch(`${server.url}/api/v1/projects/${other.projectId}/sources/${other.sourceId}`, {
      method: 'PATCH', headers: { 'cookie': other.cookie, 'content-type': 'application/json' }, body: '{"ownLogs":true}',
    })
    expect(answer.status).toBe(403)
  })

  it('does not grow by itself while ClickHouse is away, and has what happened when it is back', async () => {
    const port = Number(new URL(clickhouse.url).port)
    await clickhouse.stop()
    const circuits = () => written().filter(({ msg }) => msg === 'the circuit to ClickHouse changed').length
    const before = circuits()
    // A line of somebody's: its insert fails, which is logged, and the circuit opens, which is logged, over and over.
    await fetch(`${server.url}/ingest`, { method: 'POST', headers: { 'x-api-key': account.key }, body: '{"message":"x"}' })
    await waitUntil('the circuit is open', () => Promise.resolve(circuits() > before))
    const waiting = segments()
    await waitUntil('it was tried several times', () => Promise.resolve(circuits() >= before + 5))
    expect(segments()).toBe(waiting)

    clickhouse = await startClickHouse(port)
    await waitUntil('all that was written is there', async () => {
      const there = await own().catch(() => [])
      return there.filter(({ message }) => message === 'the circuit to ClickHouse changed').length >= before + 5
    })
    const records = await own()
    expect(records.filter(record => JSON.stringify(record).includes(`source_${sourceId}`))).toEqual([])
    // Nothing but what was written, and nothing twice.
    expect(records.length).toBeLessThanOrEqual(written().length)
  })

  it('stops when it is switched off', async () => {
    expect((await api('PATCH', `/sources/${sourceId}`, { ownLogs: false })).status).toBe(200)
    await waitUntil('the last are there', async () => {
      const count = (await own()).length
      return (await own()).length === count
    })
    const count = (await own()).length
    for (let i = 0; i < 5; i++) await fetch(`${server.url}/healthz`)
    expect((await own()).length).toBe(count)
  })
})
