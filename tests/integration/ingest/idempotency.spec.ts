/** Idempotency-Key over HTTP: what is sent again is answered as the first time and stored once, in every protocol. */
import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signUp, type Account } from '../../fixtures/account'
import { queryAll } from '../../fixtures/query'
import { startServer, type TestServer } from '../../fixtures/server'
import { metric, waitUntil } from '../../fixtures/wait'

let server: TestServer
let account: Account
beforeAll(async () => {
  server = await startServer({ env: { CORDWOOD_MAX_RECORDS: '1000' } })
  account = await signUp(server.url)
})
afterAll(async () => {
  const dataDir = server?.dataDir
  await server?.stop()
  if (dataDir) rmSync(dataDir, { recursive: true, force: true })
})

interface Sent { path?: string, body: string | Uint8Array<ArrayBuffer>, key?: string, headers?: Record<string, string>, apiKey?: string }

async function send({ path = '/ingest', body, key = randomUUID(), headers = {}, apiKey = account.key }: Sent) {
  const answer = await fetch(server.url + path, { method: 'POST', headers: { 'x-api-key': apiKey, 'idempotency-key': key, ...headers }, body })
  return { status: answer.status, replayed: answer.headers.get('idempotency-replayed'), type: answer.headers.get('content-type'), text: await answer.text() }
}

const everything = { start: 0, end: Date.now() + 3_600_000 }
const spoolIsEmpty = () => waitUntil('the spool is empty', async () => await metric(server.url, 'cordwood_spool_segments') === 0)

/** How often each message is stored. */
async function stored(marker: string): Promise<number[]> {
  await spoolIsEmpty()
  const counts = new Map<string, number>()
  for (const { message } of await queryAll(server.url, account.key, everything)) {
    if (message.includes(marker)) counts.set(message, (counts.get(message) ?? 0) + 1)
  }
  return [...counts.values()]
}

async function letters(marker: string): Promise<number> {
  await spoolIsEmpty()
  const answer = await fetch(`${server.url}/api/v1/projects/${account.projectId}/dead-letters/reasons`, {
    method: 'POST', headers: { 'x-api-key': account.key, 'content-type': 'application/json' }, body: JSON.stringify({ ...everything, text: marker }),
  })
  return (await answer.json() as { total: number }).total
}

const json = { 'content-type': 'application/json' }

/** Of each protocol a good line and, where it has such, a bad one; what differs in answers by its nature is taken out. */
const protocols: [string, Sent & { body: string, lines: number, bad: number, same?: (text: string) => string }][] = [
  ['simple lines', { body: '{"message":"of-simple 1"}\n{"message":"of-simple 2"}\n{of-simple', lines: 2, bad: 1 }],
  ['JSON', { path: '/v1/logs/json', body: '[{"msg":"of-json"},"of-json"]', lines: 1, bad: 1 }],
  ['raw text', { path: '/v1/logs/raw?format=plain', body: 'of-raw 1\nof-raw 2', lines: 2, bad: 0 }],
  ['OTLP', { path: '/v1/logs', headers: json, body: '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"of-otlp"}},"of-otlp"]}]}]}', lines: 1, bad: 1 }],
  ['Loki', { path: '/loki/api/v1/push', headers: json, body: '{"streams":[{"stream":{"app":"a"},"values":[["1767225600000000000","of-loki"],["x","of-loki"]]}]}', lines: 1, bad: 1 }],
  ['Elasticsearch', {
    path: '/_bulk', body: '{"create":{}}\n{"message":"of-elastic"}\n{"create":{}}\n{of-elastic\n', lines: 1, bad: 1,
    same: text => text.replace(/"took":\d+/, ''),
  }],
  ['ClickHouse inserts', { path: `/clickhouse/?query=${encodeURIComponent('INSERT INTO app FORMAT JSONEachRow')}`, body: '{"message":"of-click"}\n', lines: 1, bad: 0 }],
  ['Splunk HEC', { path: '/services/collector', body: '{"event":"of-splunk"}{"event":"","x":"of-splunk"}', lines: 1, bad: 1 }],
]

describe.each(protocols)('%s', (_name, { lines, bad, same = text => text, ...sent }) => {
  const marker = /of-\w+/.exec(sent.body)![0]
  const key = randomUUID()

  it('is answered as the first time, and stored once', async () => {
    const first = await send({ ...sent, key })
    expect([first.status < 300, first.replayed]).toEqual([true, null])
    for (let i = 0; i < 3; i++) {
      const again = await send({ ...sent, key })
      expect({ ...again, text: same(again.text) }).toEqual({ ...first, text: same(first.text), replayed: 'true' })
    }
    expect(await stored(marker)).toEqual(Array.from({ length: lines }, () => 1))
    expect(await letters(marker)).toBe(bad)
  })

  it('is refused when the key comes with something else', async () => {
    const refused = await send({ ...sent, key, body: `${sent.body} ` })
    expect(refused.status).toBe(422)
    expect(refused.text).toContain('Idempotency-Key was used for another request')
  })

  it('is stored under another key', async () => {
    expect((await send({ ...sent })).replayed).toBeNull()
    expect(await stored(marker)).toEqual(Array.from({ length: lines }, () => 2))
  })
})

describe('ClickHouse’s insert_deduplication_token', () => {
  const insert = async (token: string, body: string, query = 'INSERT INTO app FORMAT JSONEachRow') => {
    const parameters = new URLSearchParams({ query, insert_deduplication_token: token, query_id: randomUUID() })
    const answer = await fetch(`${server.url}/clickhouse/?${parameters.toString()}`, { method: 'POST', headers: { 'x-clickhouse-key': account.key }, body })
    return { status: answer.status, replayed: answer.headers.get('idempotency-replayed'), text: await answer.text() }
  }
  const body = '{"Body":"of-token"}\n{"Body":"of-token"}'

  it('is a request’s Idempotency-Key', async () => {
    const token = randomUUID()
    expect(await insert(token, body)).toMatchObject({ status: 200, replayed: null })
    expect(await insert(token, body)).toMatchObject({ status: 200, replayed: 'true' })
    expect(await stored('of-token')).toEqual([2])
    expect(await insert(token, '{"Body":"another"}')).toMatchObject({ status: 422 })
    expect((await insert('no blanks', body)).text).toContain('The parameter insert_deduplication_token must have 1 to 255 visible ASCII characters')
    expect((await insert('no blanks', body)).text).toMatch(/^Code: 36\. DB::Exception: .+BAD_ARGUMENTS/)
  })

  it('is none when it is empty, and counts before rows that come with their statement, too', async () => {
    for (let i = 0; i < 2; i++) expect(await insert('', body.replaceAll('of-token', 'of-no-token'))).toMatchObject({ status: 200, replayed: null })
    expect(await stored('of-no-token')).toEqual([4])
    const token = randomUUID()
    const whole = `INSERT INTO app FORMAT JSONEachRow ${body.replaceAll('of-token', 'of-body')}`
    expect([await insert(token, whole, ''), await insert(token, whole, '')].map(({ replayed }) => replayed)).toEqual([null, 'true'])
    expect(await stored('of-body')).toEqual([2])
  })
})

describe('Idempotency-Key', () => {
  it('answers again with the refusal of a request of which nothing could be read, whose bytes are kept once', async () => {
    const sent = { body: '{of-nothing', key: randomUUID() }
    const first = await send(sent)
    expect([first.status, first.replayed]).toEqual([400, null])
    const again = await send(sent)
    expect([again.status, again.replayed]).toEqual([400, 'true'])
    const error = ({ text }: { text: string }) => (JSON.parse(text) as { error: { message: string, issues: object } }).error
    expect([error(again).message, error(again).issues]).toEqual([error(first).message, error(first).issues])
    expect(await letters('of-nothing')).toBe(1)
  })

  it('is the same quoted and bare, and so is a body compressed and plain', async () => {
    const body = '{"message":"of-quotes"}'
    await send({ body, key: 'abc-1' })
    expect((await send({ body, key: '"abc-1"' })).replayed).toBe('true')
    expect((await send({ body: new Uint8Array(gzipSync(body)), key: 'abc-1', headers: { 'content-encoding': 'gzip' } })).replayed).toBe('true')
    expect(await stored('of-quotes')).toEqual([1])
  })

  it('is stored when the first try was refused before anything was stored', async () => {
    const key = randomUUID()
    expect((await send({ key, body: '{"message":"m"}\n'.repeat(1001) })).status).toBe(413)
    expect(await send({ key, body: '{"message":"of-refused"}' })).toMatchObject({ status: 200, replayed: null })
  })

  it('holds for requests at the same time: one is stored, all have the same answer', async () => {
    const sent = { body: Array.from({ length: 500 }, (_, i) => `{"message":"of-moment ${i}"}`).join('\n'), key: randomUUID() }
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(sent)))
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`))).toEqual(new Set(['200 {"accepted":500,"rejected":0}']))
    expect(answers.filter(({ replayed }) => replayed === null)).toHaveLength(1)
    expect(await stored('of-moment')).toEqual(Array.from({ length: 500 }, () => 1))
  })

  it('does not mind that ClickHouse’s clients name each try of a query anew', async () => {
    const sent = { body: 'INSERT INTO app FORMAT JSONEachRow {"message":"of-query-id"}', key: randomUUID() }
    for (const id of ['one', 'two']) expect((await send({ ...sent, path: `/clickhouse/?query_id=${id}` })).status).toBe(200)
    expect(await stored('of-query-id')).toEqual([1])
  })

  it('belongs to its API key', async () => {
    const answer = await fetch(`${server.url}/api/v1/projects/${account.projectId}/keys`, {
      method: 'POST', headers: { ...json, cookie: account.cookie }, body: JSON.stringify({ name: 'another' }),
    })
    const { apiKey } = await answer.json() as { apiKey: { key: string } }
    const sent = { body: '{"message":"of-two-keys"}', key: randomUUID() }
    await send(sent)
    expect((await send({ ...sent, apiKey: apiKey.key })).replayed).toBeNull()
    expect(await stored('of-two-keys')).toEqual([2])
  })

  it.each([['no character', ''], ['a space', 'a b'], ['256 characters', 'x'.repeat(256)], ['letters beyond ASCII', 'schl\u00FCssel']])('is refused with %s', async (_what, key) => {
    const refused = await send({ body: '{"message":"of-bad-key"}', key })
    expect(refused).toMatchObject({ status: 400, text: expect.stringContaining('Idempotency-Key') as string })
    expect(await stored('of-bad-key')).toEqual([])
  })

  it('holds after kills and restarts, before and after the lines went to ClickHouse', async () => {
    const sent = { body: '{"message":"of-restart"}\n{of-restart', key: randomUUID() }
    const first = await send(sent)
    for (let i = 0; i < 3; i++) {
      await server.kill()
      server = await startServer({ dataDir: server.dataDir })
      expect(await send(sent)).toEqual({ ...first, replayed: 'true' })
      await spoolIsEmpty()
      expect(await send(sent)).toEqual({ ...first, replayed: 'true' })
    }
    expect(await stored('of-restart')).toEqual([1])
    expect(await letters('of-restart')).toBe(1)
  })
})
