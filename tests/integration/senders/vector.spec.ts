import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LogRow } from '#shared/schemas/query'
import { signUp, type Account } from '../../fixtures/account'
import { queryAll } from '../../fixtures/query'
import { startServer, type TestServer } from '../../fixtures/server'
import { replay, vectorRequest, type Answer, type VectorRequest } from '../../fixtures/vector/replay'
import { waitUntil } from '../../fixtures/wait'

let server: TestServer
let account: Account
beforeAll(async () => {
  server = await startServer({ env: { CORDWOOD_SPOOL_MAX_MB: '2' } })
  account = await signUp(server.url)
})
afterAll(() => server?.stop())

const recorded = (name: string) => vectorRequest(name, { source: 'app', service: `vector ${name}`, key: account.key })
const send = (name: string, change: (request: VectorRequest) => Partial<VectorRequest> = () => ({})): Promise<Answer> => {
  const request = recorded(name)
  return replay(server.url, { ...request, ...change(request) })
}

async function stored(service: string, count: number): Promise<LogRow[]> {
  const range = { start: '2000-01-01T00:00:00Z', end: '2100-01-01T00:00:00Z', service }
  let records: LogRow[] = []
  await waitUntil(`${count} lines of ${service} can be read`, async () => {
    records = await queryAll(server.url, account.key, range)
    return records.length >= count
  })
  return records.sort((a, b) => a.timestamp < b.timestamp ? -1 : 1)
}

/** What Vector's `HttpRetryLogic` and, for its ClickHouse sink, `ClickhouseRetryLogic` make of an answer. */
function isRetried({ status, text }: Answer): boolean {
  if (status === 500 && /^Code: (?:117|53)/.test(text)) return false
  return status === 408 || status === 429 || (status >= 500 && status !== 501)
}

const inserts: Record<string, { status: number, attributes: object }> = {
  'http-json': { status: 200, attributes: { host: 'web1', order: { id: 7 } } },
  'http-newline-delimited': { status: 200, attributes: { host: 'web1', order: { id: 7 } } },
  'clickhouse': { status: 200, attributes: { host: 'web1', order: { id: 7 } } },
  'clickhouse-until-0.56': { status: 200, attributes: { host: 'web1', order: { id: 7 } } },
  'loki-json': { status: 204, attributes: { order_id: '7' } },
  'loki-protobuf': { status: 204, attributes: { order_id: '7' } },
  'elasticsearch-bulk': { status: 200, attributes: { host: 'web1', order: { id: 7 } } },
  'opentelemetry-otlp': { status: 200, attributes: { 'order.id': 7 } },
}
const checks = ['http-healthcheck', 'clickhouse-healthcheck', 'loki-healthcheck', 'elasticsearch-version', 'elasticsearch-healthcheck']

it('every recorded request is replayed here', () => {
  const files = readdirSync(resolve(import.meta.dirname, '../../fixtures/vector')).filter(file => file.endsWith('.http')).map(file => file.replace('.http', ''))
  expect(files.sort()).toEqual([...Object.keys(inserts), ...checks].sort())
})

describe('what Vector sends', () => {
  it.each(Object.entries(inserts))('%s is stored as it was', async (name, { status, attributes }) => {
    const answer = await send(name)
    expect([answer.status, isRetried(answer)]).toEqual([status, false])
    const records = await stored(`vector ${name}`, 2)
    expect(records).toMatchObject([
      { timestamp: '2026-01-02T03:04:05.123456789Z', level: 'warn', message: 'one', attributes },
      { timestamp: '2026-01-02T03:04:05.200000000Z', level: 'warn', message: 'two', attributes },
    ])
  })

  it.each(checks)('%s says that all is well', async (name) => {
    const { status, text } = await send(name)
    expect(status).toBe(200)
    if (name === 'http-healthcheck') expect(text).toBe('')
    if (name === 'elasticsearch-version') expect(JSON.parse(text)).toMatchObject({ version: { number: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string } })
  })

  it.each(checks.filter(name => name !== 'http-healthcheck' && name !== 'loki-healthcheck'))('%s tells of a wrong key', async (name) => {
    expect((await send(name, ({ headers }) => ({ headers: { ...headers, authorization: `Basic ${btoa('any:cw_wrong')}` } }))).status).toBe(401)
  })
})

describe('what Vector is told', () => {
  const withBody = (body: string) => ({ headers }: VectorRequest) => {
    const bytes = gzipSync(body)
    return { body: bytes, headers: { ...headers, 'content-length': String(bytes.length) } }
  }

  it('of documents that can’t be read: the very characters that it looks for', async () => {
    expect((await send('elasticsearch-bulk', withBody('{"create":{}}\n{oops\n'))).text).toContain('"errors":true')
    expect((await send('elasticsearch-bulk')).text).toContain('"errors":false')
  })

  it.each<[string, (request: VectorRequest) => Partial<VectorRequest>, number, boolean]>([
    ['an unknown table', ({ path }) => ({ path: path.replace('param_table=app', 'param_table=nosuch') }), 404, false],
    ['an unknown database', ({ path }) => ({ path: path.replace('param_database=default', 'param_database=nosuch') }), 404, false],
    ['rows that can’t be read', withBody('{"Timestamp":"never"}\n'), 400, false],
    ['a format that is not known', ({ path }) => ({ path: path.replace('JSONEachRow', 'ArrowStream') }), 404, false],
    ['a wrong key', ({ headers }) => ({ headers: { ...headers, authorization: `Basic ${btoa('any:cw_wrong')}` } }), 401, false],
    ['a spool without room', withBody(`${JSON.stringify({ message: 'y'.repeat(1_000_000) })}\n`.repeat(4)), 503, true],
  ])('of %s, so that it retries what helps only', async (_what, change, status, retried) => {
    const answer = await send('clickhouse', change)
    expect([answer.status, isRetried(answer), 'retry-after' in answer.headers]).toEqual([status, retried, retried])
    expect(answer.text).toMatch(/^Code: \d+\. DB::Exception: /)
  })
})
