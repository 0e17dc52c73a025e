import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LogRow } from '#shared/schemas/query'
import { signUp, type Account } from '../../fixtures/account'
import { queryAll } from '../../fixtures/query'
import { startServer, type TestServer } from '../../fixtures/server'
import { waitUntil } from '../../fixtures/wait'

let server: TestServer
let account: Account
beforeAll(async () => {
  server = await startServer({ env: { CORDWOOD_MAX_BODY_MB: '2' } })
  account = await signUp(server.url)
})
afterAll(() => server?.stop())

interface Send { path?: string, headers?: Record<string, string>, key?: string }

const send = (body: BodyInit, { path = '/ingest', headers = {}, key = account.key }: Send = {}) =>
  fetch(`${server.url}${path}`, { method: 'POST', headers: { 'x-api-key': key, ...headers }, body })

/** What is stored of one service, as soon as there is something. */
async function stored(service: string, count = 1): Promise<LogRow[]> {
  let records: LogRow[] = []
  await waitUntil(`${count} lines of ${service} can be read`, async () => {
    records = await queryAll(server.url, account.key, { start: '2000-01-01T00:00:00Z', end: '2100-01-01T00:00:00Z', service })
    return records.length >= count
  })
  return records
}

describe('POST /ingest', () => {
  it('gives a line back as it was sent: nanoseconds, types, nesting, unicode', async () => {
    const line = {
      timestamp: '2026-01-02T03:04:05.123456789Z', service: 'exact', level: 'WARN', message: 'grüße 🪵 "quoted"\n\tand\0more',
      tags: { 'region': 'eu', 'http.status': 503, 'nested': { a: [1, 'two', null], b: { c: true } }, '__proto__x': 'p' }, duration: 1.5, id: 7,
    }
    expect(await (await send(JSON.stringify(line))).json()).toEqual({ accepted: 1, rejected: 0 })
    const [record] = await stored('exact')
    expect(record).toMatchObject({
      timestamp: line.timestamp, service: 'exact', level: 'warn', severityText: 'WARN', severityNumber: 13, message: line.message,
      attributes: { ...line.tags, duration: 1.5, id: 7 },
    })
  })

  it('keeps all digits of large integers', async () => {
    await send('{"service":"digits","message":"m","id":12345678901234567890,"timestamp":1767323045123456789}')
    const [record] = await stored('digits')
    expect(record?.timestamp).toBe('2026-01-02T03:04:05.123456789Z')
    const raw = await (await fetch(`${server.url}/query`, {
      method: 'POST', headers: { 'x-api-key': account.key, 'content-type': 'application/json' },
      body: JSON.stringify({ start: '2026-01-01T00:00:00Z', end: '2026-01-03T00:00:00Z', service: 'digits' }),
    })).text()
    expect(raw).toContain('"id":12345678901234567890')
  })

  it.each<[string, (body: Buffer) => Uint8Array]>([
    ['gzip', gzipSync], ['deflate', deflateSync], ['br', brotliCompressSync], ['zstd', zstdCompressSync],
  ])('takes %s', async (encoding, compress) => {
    const lines = Array.from({ length: 50 }, (_, i) => JSON.stringify({ service: `coded-${encoding}`, message: `line ${i}` })).join('\n')
    const answer = await send(compress(Buffer.from(lines)) as BodyInit, { headers: { 'content-encoding': encoding } })
    expect(await answer.json()).toEqual({ accepted: 50, rejected: 0 })
    expect(await stored(`coded-${encoding}`, 50)).toHaveLength(50)
  })

  it('takes a chunked body without a length', async () => {
    const stream = new ReadableStream({
      start(controller) {
        for (let i = 0; i < 20; i++) controller.enqueue(new TextEncoder().encode(`{"service":"chunked","message":"${i}"}\n`))
        controller.close()
      },
    })
    const answer = await fetch(`${server.url}/ingest`, { method: 'POST', headers: { 'x-api-key': account.key }, body: stream, duplex: 'half' } as RequestInit)
    expect(await answer.json()).toEqual({ accepted: 20, rejected: 0 })
  })

  it('keeps the good lines beside bad ones, counts and names those', async () => {
    const answer = await send('{"service":"mixed","message":"good 1"}\n{broken\n{"service":"mixed","message":"good 2"}\n42\n')
    expect(answer.status).toBe(200)
    const body = await answer.json() as { accepted: number, rejected: number, errors: { index: number, reason: string }[] }
    expect(body).toMatchObject({ accepted: 2, rejected: 2 })
    expect(body.errors).toEqual([1, 3].map(index => ({ index, reason: expect.any(String) })))
    expect((await stored('mixed', 2)).map(record => record.message).sort()).toEqual(['good 1', 'good 2'])
  })

  it('refuses a request of which nothing can be read, with the reasons', async () => {
    const answer = await send('{broken')
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ error: { code: 'bad_request', message: expect.stringContaining('dead letters'), issues: [{ path: '0' }] } })
  })

  it('takes an empty body for nothing', async () => {
    expect(await (await send('')).json()).toEqual({ accepted: 0, rejected: 0 })
  })

  it('refuses a body over the bound, also one that only grows when unpacked', async () => {
    expect((await send('x'.repeat(3_000_000))).status).toBe(413)
    const bomb = gzipSync(Buffer.alloc(50_000_000))
    expect((await send(bomb as BodyInit, { headers: { 'content-encoding': 'gzip' } })).status).toBe(413)
  })
})

describe('the bounds of a request', () => {
  it('are settings: line length, nesting and number of records', async () => {
    const bounded = await startServer({ env: { CORDWOOD_MAX_LINE_KB: '1', CORDWOOD_MAX_NESTING: '3', CORDWOOD_MAX_RECORDS: '4' } })
    try {
      const { key } = await signUp(bounded.url)
      const post = (body: BodyInit, path = '/ingest', headers = {}) => fetch(`${bounded.url}${path}`, { method: 'POST', headers: { 'x-api-key': key, ...headers }, body })
      const good = '{"message":"m","tags":{"a":{"b":1}}}'
      const answer = await post(`${good}\n{"message":"${'x'.repeat(1100)}"}\n{"a":{"b":{"c":{}}}}`)
      expect(await answer.json()).toEqual({
        accepted: 1, rejected: 2,
        errors: [{ index: 1, reason: expect.stringContaining('1,024 bytes') }, { index: 2, reason: expect.stringContaining('3 levels') }],
      })
      expect((await post(`${good}\n`.repeat(4))).status).toBe(200)
      const bomb = gzipSync(Buffer.alloc(32_000_000, 'x\n'))
      for (const refused of [await post(`${good}\n`.repeat(5)), await post(bomb as BodyInit, '/v1/logs/raw?format=plain', { 'content-encoding': 'gzip' })]) {
        expect(refused.status).toBe(413)
        expect(await refused.json()).toMatchObject({ error: { code: 'too_large', message: expect.stringContaining('4 records') } })
      }
    }
    finally {
      await bounded.stop()
    }
  })
})

describe('keys and sources', () => {
  it.each<[string, () => Record<string, string>]>([
    ['X-API-Key', () => ({ 'x-api-key': account.key })],
    ['Bearer', () => ({ authorization: `Bearer ${account.key}` })],
    ['Basic', () => ({ authorization: `Basic ${Buffer.from(`anyone:${account.key}`).toString('base64')}` })],
  ])('takes the key as %s', async (_name, headers) => {
    const answer = await fetch(`${server.url}/ingest`, { method: 'POST', headers: headers(), body: '{"message":"m"}' })
    expect(answer.status).toBe(200)
  })

  it.each(['', 'cw_wrong', 'x'.repeat(5000), '\' OR 1=1 --'])('refuses the key %j', async (key) => {
    const answer = await send('{"message":"m"}', { key })
    expect(answer.status).toBe(401)
    expect(await answer.json()).toMatchObject({ error: { code: 'unauthenticated' } })
  })

  it('sends to the source that is named, by parameter or header, and to no other', async () => {
    const made = await fetch(`${server.url}/api/v1/projects/${account.projectId}/sources`, {
      method: 'POST', headers: { 'cookie': account.cookie, 'content-type': 'application/json' }, body: JSON.stringify({ name: 'audit', retentionDays: 7 }),
    })
    expect(made.status).toBe(201)
    await send('{"service":"elsewhere","message":"by parameter"}', { path: '/ingest?source=audit' })
    await send('{"service":"elsewhere","message":"by header"}', { headers: { 'x-source': 'audit' } })
    const range = { start: '2000-01-01T00:00:00Z', end: '2100-01-01T00:00:00Z', service: 'elsewhere' }
    await waitUntil('both are there', async () => (await queryAll(server.url, account.key, { ...range, source: 'audit' })).length === 2)
    expect(await queryAll(server.url, account.key, range)).toEqual([])
  })

  it('does not know the source of another project', async () => {
    expect((await send('{"message":"m"}', { path: '/ingest?source=nosuch' })).status).toBe(404)
  })
})

describe('POST /v1/logs/json', () => {
  it('finds the parts of a pino line and keeps the rest with its types', async () => {
    const line = '{"level":50,"time":1767323045123,"pid":12,"hostname":"h","name":"pino-app","msg":"it failed","err":{"type":"Error","code":7}}'
    expect(await (await send(line + line, { path: '/v1/logs/json' })).json()).toEqual({ accepted: 2, rejected: 0 })
    const records = await stored('pino-app', 2)
    expect(records[0]).toMatchObject({
      timestamp: '2026-01-02T03:04:05.123000000Z', level: 'error', message: 'it failed',
      attributes: { pid: 12, err: { type: 'Error', code: 7 } },
    })
  })
})

describe('rate limits', () => {
  it('answer 429 with the time to come back, and say how much is left', async () => {
    const limited = await startServer({ env: { CORDWOOD_RATE_KEY_LINES: '10' } })
    try {
      const { key } = await signUp(limited.url)
      const post = (lines: number) => fetch(`${limited.url}/ingest`, {
        method: 'POST', headers: { 'x-api-key': key }, body: '{"message":"m"}\n'.repeat(lines),
      })
      // So many that what is too much is not made up for before the next, however busy the machine.
      const first = await post(5000)
      expect(first.status).toBe(200)
      expect([first.headers.get('ratelimit-limit'), first.headers.get('ratelimit-remaining')]).toEqual(['100', '100'])
      const refused = await post(1)
      expect(refused.status).toBe(429)
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
      expect([refused.headers.get('ratelimit-limit'), refused.headers.get('ratelimit-remaining')]).toEqual(['100', '0'])
      expect(Number(refused.headers.get('ratelimit-reset'))).toBeGreaterThan(0)
      expect(await refused.json()).toMatchObject({ error: { code: 'rate_limited' } })
    }
    finally {
      await limited.stop()
    }
  })
})
