/** A source of access logs over HTTP: lines by several protocols become the same rows, in columns of their own; other lines are dead letters. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DeadLetterCounts, ReplayResult } from '#shared/schemas/dead-letters'
import type { FieldsResponse, FieldValuesResponse } from '#shared/schemas/facets'
import type { LogRow } from '#shared/schemas/query'
import { signUp, type Account } from '../../fixtures/account'
import { queryAll } from '../../fixtures/query'
import { startServer, type TestServer } from '../../fixtures/server'
import { waitUntil } from '../../fixtures/wait'

let server: TestServer
let account: Account
const EVER = { start: '2000-01-01T00:00:00Z', end: '2100-01-01T00:00:00Z' }
const line = (path: string, status = 200) => `203.0.113.7 - - [22/Nov/2025:10:00:01 +0000] "GET ${path}?q=1 HTTP/1.1" ${status} 512 "-" "a \\"b\\"" 0.250`

beforeAll(async () => {
  server = await startServer()
  account = await signUp(server.url)
  const made = await post(`/api/v1/projects/${account.projectId}/sources`, { name: 'web', schema: 'http' }, { cookie: account.cookie })
  expect(made.status).toBe(201)
})
afterAll(() => server?.stop())

const post = (path: string, body: BodyInit | object, headers: Record<string, string> = {}) => fetch(`${server.url}${path}`, {
  method: 'POST', headers: { 'x-api-key': account.key, 'x-source': 'web', 'content-type': 'application/json', ...headers },
  body: typeof body === 'string' || body instanceof Uint8Array ? body as BodyInit : JSON.stringify(body),
})
const asked = async <T>(path: string, body: object): Promise<T> => (await post(path, body)).json() as Promise<T>
const letters = (body: object = EVER) => asked<DeadLetterCounts>(`/api/v1/projects/${account.projectId}/dead-letters/reasons`, body)

async function stored(count: number): Promise<LogRow[]> {
  let rows: LogRow[] = []
  await waitUntil(`${count} lines can be read`, async () => {
    rows = await queryAll(server.url, account.key, { ...EVER, source: 'web' })
    return rows.length >= count
  })
  return rows
}

describe('a source of access logs', () => {
  it('takes lines by every protocol, and has the same of each', async () => {
    const answers = [
      await post('/v1/logs/raw', `${line('/raw')}\n\tnot a stack trace\n`, { 'content-type': 'text/plain' }),
      await post('/ingest', { message: line('/ingest') }),
      await post('/v1/logs/json', { 'msg': line('/json'), '@timestamp': '2020-01-01T00:00:00Z' }),
      await post('/v1/logs', { resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: line('/otlp') } }, { body: { stringValue: 'no' } }] }] }] }),
      await post('/loki/api/v1/push', { streams: [{ stream: { app: 'nginx' }, values: [['1600000000000000000', line('/loki/error')]] }] }),
      await post('/services/collector/event', { event: line('/splunk') }),
      await post('/_bulk', `{"create":{}}\n{"message":"no"}\n{"create":{}}\n${JSON.stringify({ message: line('/elastic') })}\n`),
      await post('/clickhouse/?query=INSERT%20INTO%20web%20FORMAT%20JSONEachRow', { Body: line('/clickhouse') }),
    ]
    const texts = await Promise.all(answers.map(answer => answer.text()))
    expect(answers.map(answer => answer.status)).toEqual([200, 200, 200, 200, 204, 200, 200, 200])
    expect(JSON.parse(texts[0]!)).toMatchObject({ accepted: 1, rejected: 1, errors: [{ reason: expect.stringMatching(/^Not an access log/) as string }] })
    expect(JSON.parse(texts[3]!)).toMatchObject({ partialSuccess: { rejectedLogRecords: '1', errorMessage: expect.stringContaining('Not an access log') as string } })
    expect((JSON.parse(texts[6]!) as { items: { create: { status: number } }[] }).items.map(({ create }) => create.status)).toEqual([400, 201])

    const rows = await stored(8)
    expect(rows).toHaveLength(8)
    for (const { timestamp, level, attributes } of rows) {
      const { 'url.path': path, ...rest } = attributes
      expect(path).toMatch(/^\/(?:raw|ingest|json|otlp|loki\/error|splunk|elastic|clickhouse)$/)
      expect([timestamp, level, rest]).toEqual(['2025-11-22T10:00:01.000000000Z', 'info', {
        'client.address': '203.0.113.7', 'http.request.method': 'GET', 'http.response.body.size': 512, 'http.response.status_code': 200, 'http.server.request.duration': 0.25,
        'network.protocol.name': 'http', 'network.protocol.version': '1.1', 'url.query': 'q=1', 'user_agent.original': 'a "b"',
      }])
    }
    await waitUntil('three dead letters are there', async () => (await letters()).total === 3)
  })

  it('refuses a request that has no access log, and keeps its bytes', async () => {
    const answer = await post('/v1/logs/raw', 'hello', { 'content-type': 'text/plain' })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ error: { message: expect.stringMatching(/Not an access log: expected .*dead letters/) as string } })
    expect((await post('/loki/api/v1/push', { streams: [{ stream: {}, values: [['1600000000000000000', 'hello']] }] })).status).toBe(400)
    expect((await post('/services/collector/event', { event: 'hello' })).status).toBe(400)
    await waitUntil('six dead letters are there', async () => (await letters()).total === 6)
  })

  it('is replayed from the dead letters: what is an access log after all is stored, the rest stays', async () => {
    // Text at an address for JSON
    expect((await post('/v1/logs/json', line('/replayed', 503), { 'content-type': 'text/plain' })).status).toBe(400)
    await waitUntil('seven dead letters are there', async () => (await letters()).total === 7)
    const result = await (await post(`/api/v1/projects/${account.projectId}/dead-letters/replay`, { filter: EVER, protocol: 'raw' }, { 'cookie': account.cookie, 'x-api-key': '' })).json() as ReplayResult
    expect(result).toMatchObject({ replayed: 1, lines: 1, stillRejected: 6 })
    const [row] = (await stored(9)).filter(({ attributes }) => attributes['url.path'] === '/replayed')
    expect(row).toMatchObject({ level: 'error', attributes: { 'http.response.status_code': 503 } })
    expect((await letters()).total).toBe(6)
  })

  it('can be filtered, listed and counted by what a line says', async () => {
    const rows = await queryAll(server.url, account.key, { ...EVER, source: 'web', tags: { 'url.path': ['/otlp', '/replayed'], 'http.request.method': 'GET' } })
    expect(rows.map(({ attributes }) => attributes['url.path']).sort()).toEqual(['/otlp', '/replayed'])
    const { fields } = await asked<FieldsResponse>('/api/v1/fields', { ...EVER, source: 'web' })
    expect(fields.map(({ name }) => name)).toEqual(expect.arrayContaining(['http_response_status_code', 'client_address', 'http_server_request_duration']))
    const { values } = await asked<FieldValuesResponse>('/api/v1/fields/values', { ...EVER, source: 'web', field: 'http.response.status_code', limit: 10 })
    expect(values).toEqual([{ value: '200', count: 8 }, { value: '503', count: 1 }])
  })

  it('has a table with columns of its own', async () => {
    const { sources } = await (await fetch(`${server.url}/api/v1/projects/${account.projectId}/sources`, { headers: { cookie: account.cookie } })).json() as { sources: { id: string, name: string, schema: string }[] }
    const web = sources.find(({ name }) => name === 'web')!
    expect(web.schema).toBe('http')
    const answer = await fetch(`${server.url}/api/v1/projects/${account.projectId}/sources/${web.id}/definition`, { headers: { cookie: account.cookie } })
    const { definition } = await answer.json() as { definition: { sql: string } }
    expect(definition.sql).toMatch(/`Method` LowCardinality\(String\)[^]*`Status` UInt16[^]*`Duration` Nullable\(UInt64\)/)
  })
})
