/** Reading over HTTP: NDJSON and SSE, cursors, tenants, and what operators ask. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signUp, type Account } from '../fixtures/account'
import { queryAll, queryPage } from '../fixtures/query'
import { startServer, type TestServer } from '../fixtures/server'
import { waitUntil } from '../fixtures/wait'

let server: TestServer
let alice: Account
let bob: Account
const EVER = { start: '2000-01-01T00:00:00Z', end: '2100-01-01T00:00:00Z' }
const LINES = 2500
/** All in one nanosecond: the order is then that of arrival. */
const MOMENT = '2026-05-01T12:00:00.000000001Z'

beforeAll(async () => {
  server = await startServer()
  alice = await signUp(server.url, 'alice@example.com')
  bob = await signUp(server.url, 'bob@example.com')
  const body = Array.from({ length: LINES }, (_, i) => JSON.stringify({ timestamp: MOMENT, service: 's', level: 'info', message: `line ${i}`, tags: { n: String(i) } })).join('\n')
  await fetch(`${server.url}/ingest`, { method: 'POST', headers: { 'x-api-key': alice.key }, body })
  await waitUntil('the lines can be read', async () => (await queryPage(server.url, alice.key, { ...EVER, limit: 5000 })).summary.count === LINES)
})
afterAll(() => server?.stop())

const post = (path: string, body: object, headers: Record<string, string>) =>
  fetch(`${server.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) })

describe('a list in place of one source', () => {
  const headers = () => ({ 'x-api-key': alice.key, 'content-type': 'application/json' })
  const one = (text: string) => fetch(`${server.url}${text}`, { method: 'POST', headers: headers(), body: JSON.stringify({ ...EVER, message: 'to nowhere' }) })
  it.each(['/ingest', '/v1/logs/json', '/v1/logs/raw', '/v1/logs', '/_bulk', '/loki/api/v1/push', '/services/collector', '/query', '/api/v1/histogram'])('is refused, and said so: %s', async (path) => {
    for (const query of ['source[]=app', 'source=app&source=app', 'source=app&source=other']) {
      const answer = await one(`${path}?${query}`)
      expect([query, answer.status]).toEqual([query, 400])
      expect(await answer.text()).toMatch(/“source(?:\[\])?”/)
    }
  })
})

describe('POST /query', () => {
  it.each(['asc', 'desc'])('goes %s through equal timestamps, page by page, without gap or repeat', async (order) => {
    const records = await queryAll(server.url, alice.key, { ...EVER, order, limit: 333 })
    const numbers = records.map(record => Number(record.attributes.n))
    const expected = Array.from({ length: LINES }, (_, i) => i)
    expect(numbers).toEqual(order === 'asc' ? expected : expected.reverse())
  })

  it('ends with a summary of what it cost', async () => {
    const { records, summary } = await queryPage(server.url, alice.key, { ...EVER, limit: 10 })
    expect(records).toHaveLength(10)
    expect(summary).toMatchObject({ count: 10, cursor: expect.any(String) })
    expect(summary.scannedRows).toBeGreaterThanOrEqual(10)
  })

  it('answers as server-sent events where the client takes them', async () => {
    const answer = await post('/query', { ...EVER, limit: 3 }, { 'x-api-key': alice.key, 'accept': 'text/event-stream' })
    expect(answer.headers.get('content-type')).toContain('text/event-stream')
    const events = (await answer.text()).trimEnd().split('\n\n').map(event => /^event: (\w+)\ndata: (.*)$/.exec(event)!.slice(1))
    expect(events.map(([kind]) => kind)).toEqual(['record', 'record', 'record', 'summary'])
    expect(JSON.parse(events[3]![1]!)).toMatchObject({ count: 3 })
  })

  it('takes a session as well as a key', async () => {
    const answer = await post('/query', { ...EVER, limit: 1 }, { cookie: alice.cookie })
    expect(answer.status).toBe(200)
  })

  it.each<[string, object]>([
    ['no range', {}],
    ['an end before the start', { start: EVER.end, end: EVER.start }],
    ['no time', { start: 'yesterday', end: 'now' }],
    ['too many lines', { ...EVER, limit: 100_000 }],
    ['a cursor of nothing', { ...EVER, cursor: 'nonsense' }],
    ['an unknown level', { ...EVER, level: 'loud' }],
  ])('refuses %s with what is wrong', async (_name, request) => {
    const answer = await post('/query', request, { 'x-api-key': alice.key })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ error: { code: 'bad_request', message: expect.any(String) } })
  })
})

describe('the counts', () => {
  it.each(['histogram', 'fields', 'fields/values', 'patterns'])('refuse the filter of the simple form, of which they know nothing: %s', async (path) => {
    const field = path === 'fields/values' ? { field: 'n' } : {}
    expect((await post(`/api/v1/${path}`, { ...EVER, ...field }, { 'x-api-key': alice.key })).status).toBe(200)
    for (const filter of [{ service: 's' }, { level: 'info' }, { keyword: 'x' }, { tags: { n: '1' } }]) {
      const answer = await post(`/api/v1/${path}`, { ...EVER, ...field, ...filter }, { 'x-api-key': alice.key })
      expect(answer.status).toBe(400)
      expect(await answer.text()).toContain(Object.keys(filter)[0])
    }
  })
})

describe('tenants', () => {
  it('see nothing of each other, whatever they name', async () => {
    expect(await queryAll(server.url, bob.key, EVER)).toEqual([])
    const all: Record<string, string>[] = [{ 'x-api-key': bob.key }, { cookie: bob.cookie }]
    for (const credentials of all) {
      expect((await post('/query', { ...EVER, project: alice.projectId }, credentials)).status).toBe(404)
      expect((await post('/api/v1/histogram', { ...EVER, project: alice.projectId }, credentials)).status).toBe(404)
      expect((await post('/api/v1/fields', { ...EVER, project: alice.projectId }, credentials)).status).toBe(404)
    }
    for (const text of ['line', `") or ("1"="1`, `' OR 1=1 --`, '"} or {n=~".*"}']) {
      for (const filter of [{ keyword: text }, { service: ['s', text] }, { tags: { n: ['1', text] } }, { tags: { [text]: '' } }]) expect(await queryAll(server.url, bob.key, { ...EVER, ...filter })).toEqual([])
    }
    const [record] = (await queryPage(server.url, alice.key, { ...EVER, limit: 1 })).records
    expect((await post('/api/v1/record', { id: record!.id }, { 'x-api-key': alice.key })).status).toBe(200)
    expect((await post('/api/v1/record', { id: record!.id }, { 'x-api-key': bob.key })).status).toBe(404)
  })

  it('read how their own tables are made, and no others', async () => {
    const path = `/api/v1/projects/${alice.projectId}/sources/${alice.sourceId}/definition`
    const own = await fetch(`${server.url}${path}`, { headers: { 'x-api-key': alice.key } })
    expect(own.status).toBe(200)
    const { definition } = await own.json() as { definition: { sql: string } }
    expect(definition).toMatchObject({ database: 'cordwood', table: `source_${alice.sourceId}`, exists: true })
    expect(definition.sql).toContain(`CREATE TABLE cordwood.source_${alice.sourceId}`)
    for (const credentials of [{ 'x-api-key': bob.key }, { cookie: bob.cookie }] as Record<string, string>[]) {
      expect((await fetch(`${server.url}${path}`, { headers: credentials })).status).toBe(404)
      expect((await fetch(`${server.url}${path.replace(alice.projectId, bob.projectId)}`, { headers: credentials })).status).toBe(404)
    }
  })

  it('must say who they are', async () => {
    expect((await post('/query', EVER, {})).status).toBe(401)
    expect((await post('/query', EVER, { 'x-api-key': 'cw_guess' })).status).toBe(401)
  })
})

describe('for operators', () => {
  it('tells that it lives and is ready', async () => {
    expect(await (await fetch(`${server.url}/healthz`)).json()).toEqual({ alive: true })
    expect(await (await fetch(`${server.url}/ready`)).json()).toEqual({ ready: true, checks: { engine: 'ok', sqlite: 'ok', spool: 'ok' } })
  })

  it('gives its measurements in Prometheus’ format', async () => {
    const answer = await fetch(`${server.url}/metrics`)
    expect(answer.headers.get('content-type')).toContain('text/plain')
    const text = await answer.text()
    for (const name of [
      'cordwood_ingest_lines_total{protocol="simple"}', 'cordwood_ingest_bytes_total', 'cordwood_ingest_errors_total', 'cordwood_spool_bytes',
      'cordwood_spool_oldest_seconds', 'cordwood_flush_seconds_bucket', 'cordwood_engine_restarts_total', 'cordwood_http_request_seconds_bucket',
    ]) expect(text).toContain(name)
  })

  it('writes its own log as JSON lines, with no secret in it', () => {
    const lines = server.output().split('\n').filter(line => line.startsWith('{')).map(line => JSON.parse(line) as { msg: string })
    expect(lines.length).toBeGreaterThan(0)
    expect(server.output()).not.toContain(alice.key)
    expect(server.output()).not.toContain('correct horse battery')
  })
})
