/** The daily quota of a source over HTTP: the refusal in each protocol's words, other sources, raising it, restarts. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Source } from '#shared/schemas/projects'
import { signUp, type Account } from '../../fixtures/account'
import { startServer, type TestServer } from '../../fixtures/server'
import { waitUntil } from '../../fixtures/wait'

const LINE = '{"message":"0123456789"}'
let server: TestServer
let account: Account
const dataDir = mkdtempSync(join(tmpdir(), 'cordwood-quota-'))
beforeAll(async () => {
  server = await startServer({ dataDir })
  account = await signUp(server.url)
})
afterAll(async () => {
  await server?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

const api = (method: string, path: string, body: unknown) => fetch(`${server.url}/api/v1/projects/${account.projectId}${path}`, {
  method, headers: { 'cookie': account.cookie, 'content-type': 'application/json' }, body: JSON.stringify(body),
})
const post = (source: string, body = LINE, path = '/ingest', headers: Record<string, string> = {}) => fetch(`${server.url}${path}`, {
  method: 'POST', headers: { 'x-api-key': account.key, 'x-source': source, ...headers }, body,
})

/** As the settings database has it. */
function bytesOf(sourceId: string): number | undefined {
  const db = new BetterSqlite3(join(dataDir, 'cordwood.sqlite'), { readonly: true })
  try {
    return (db.prepare('SELECT bytes FROM source_usage WHERE source_id = ?').get(sourceId) as { bytes: number } | undefined)?.bytes
  }
  finally {
    db.close()
  }
}

async function makeSource(name: string, dailyQuotaBytes: number | null): Promise<Source> {
  const answer = await api('POST', '/sources', { name, dailyQuotaBytes })
  expect(answer.status).toBe(201)
  return (await answer.json() as { source: Source }).source
}

describe('a daily quota', () => {
  let source: Source

  it('is told while there is something left, and refuses when there is not', async () => {
    source = await makeSource('small', 60)
    const first = await post('small')
    expect([first.status, first.headers.get('ratelimit-limit'), first.headers.get('ratelimit-remaining')]).toEqual([200, '60', '60'])
    expect((await post('small')).headers.get('ratelimit-remaining')).toBe('36')
    expect((await post('small')).status).toBe(200)
    const refused = await post('small')
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(3600)
    expect([refused.headers.get('ratelimit-remaining'), Number(refused.headers.get('ratelimit-reset')) > 0]).toEqual(['0', true])
    expect(await refused.json()).toMatchObject({ error: { code: 'rate_limited', message: expect.stringMatching(/72 of 60 bytes since 00:00 UTC.*T00:00:00.000Z/) as string } })
  })

  it('shows in the status of the source, which its key may read', async () => {
    const status = (key: string) => fetch(`${server.url}/api/v1/projects/${account.projectId}/sources/${source.id}/status`, { headers: { 'x-api-key': key } })
    expect(await (await status(account.key)).json()).toEqual({ status: {
      source, today: { lines: 3, bytes: 72, endsAt: expect.stringMatching(/T00:00:00.000Z$/) as string },
      circuits: { inserts: 'closed', queries: 'closed' },
      spool: { bytes: expect.any(Number) as number, segments: expect.any(Number) as number, oldestSeconds: expect.any(Number) as number },
    } })
    const other = await signUp(server.url, 'bob@example.com')
    expect((await status(other.key)).status).toBe(404)
  })

  it.each<[string, string, Record<string, string>, (text: string) => void]>([
    ['OTLP', '/v1/logs', { 'content-type': 'application/json' }, text => expect(JSON.parse(text)).toMatchObject({ code: 8 })],
    ['Loki', '/loki/api/v1/push', { 'content-type': 'application/json' }, text => expect(text).toMatch(/^The source has used up/)],
    ['Splunk HEC', '/services/collector', {}, text => expect(JSON.parse(text)).toMatchObject({ code: 9 })],
    ['Elasticsearch', '/_bulk', {}, text => expect(JSON.parse(text)).toMatchObject({ status: 429, error: { type: 'es_rejected_execution_exception' } })],
  ])('refuses %s in its own words', async (_name, path, headers, check) => {
    const refused = await post('small', '{}', path, headers)
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true])
    check(await refused.text())
  })

  it('leaves the other sources alone', async () => {
    await makeSource('large', null)
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => post(i % 2 ? 'large' : 'small')))
    expect(answers.map(({ status }) => status)).toEqual(answers.map((_, i) => i % 2 ? 200 : 429))
  })

  it('is still used up after a restart', async () => {
    await server.stop()
    server = await startServer({ dataDir })
    expect((await post('small')).status).toBe(429)
  })

  it('is still used up after a kill, but for what came in the second before it', async () => {
    const { id } = await makeSource('killed', 20)
    await post('killed')
    await waitUntil('it is written down', () => bytesOf(id) === LINE.length)
    await server.kill()
    server = await startServer({ dataDir })
    const refused = await post('killed')
    expect(refused.status).toBe(429)
    expect(await refused.text()).toContain('24 of 20 bytes')
  })

  it('can be raised, from the next request on', async () => {
    const path = `/sources/${source.id}`
    expect(await (await api('PATCH', path, { dailyQuotaBytes: 90 })).json()).toMatchObject({ source: { id: source.id, name: 'small', retentionDays: 30, dailyQuotaBytes: 90 } })
    expect((await post('small')).status).toBe(200)
    expect((await post('small')).status).toBe(429)
    await api('PATCH', path, { dailyQuotaBytes: null })
    expect((await post('small')).headers.get('ratelimit-limit')).toBeNull()
  })

  it.each([{ dailyQuotaBytes: 0 }, { dailyQuotaBytes: 1.5 }, { dailyQuotaBytes: '10' }, { retentionDays: 0 }, { retentionDays: null }])('does not take %j', async (body) => {
    expect((await api('PATCH', `/sources/${source.id}`, body)).status).toBe(400)
  })
})
