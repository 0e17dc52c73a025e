import { rm } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { Client } from '@elastic/elasticsearch'
import pino from 'pino'
import pinoElastic from 'pino-elasticsearch'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { LogRow } from '#shared/schemas/query'
import { signUp, type Account } from '../../fixtures/account'
import { startFaultProxy, type FaultProxy } from '../../fixtures/fault-proxy'
import { queryAll } from '../../fixtures/query'
import { startServer, type TestServer } from '../../fixtures/server'
import { waitUntil } from '../../fixtures/wait'

let server: TestServer
let account: Account
let proxy: FaultProxy
beforeAll(async () => {
  server = await startServer()
  account = await signUp(server.url)
})
afterAll(async () => {
  await proxy?.close()
  await server?.stop()
  await rm(server.dataDir, { recursive: true, force: true })
})
beforeEach(async () => {
  await proxy?.close()
  proxy = await startFaultProxy(server.url)
})

async function stored(service: string, count: number): Promise<LogRow[]> {
  const range = { start: '2000-01-01T00:00:00Z', end: '2100-01-01T00:00:00Z', service }
  let records: LogRow[] = []
  await waitUntil(`${count} lines of ${service} can be read`, async () => {
    // Just after a restart it can't be asked yet.
    records = await queryAll(server.url, account.key, range).catch(() => [])
    return records.length >= count
  })
  return records
}

const messages = (records: readonly LogRow[]) => records.map(record => record.message).sort()
const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `line ${String(from + i).padStart(4, '0')}`)
const bulks = (status: number) => proxy.requests.filter(request => request.path.includes('_bulk') && request.status === status).length

async function restart(): Promise<void> {
  await server.kill()
  server = await startServer({ dataDir: server.dataDir })
  proxy.retarget(server.url)
}

/** Elastic's own helper, which splits, sends and retries. */
async function sendBulk(service: string, from: number, to: number, options: { client?: object, bad?: object } = {}) {
  const client = new Client({ node: proxy.url, auth: { apiKey: account.key }, ...options.client })
  const dropped: unknown[] = []
  const datasource: object[] = lines(from, to).map(message => ({ '@timestamp': '2026-01-02T03:04:05.123456789Z', message, 'log.level': 'error', 'service.name': service }))
  if (options.bad !== undefined) datasource.splice(1, 0, options.bad)
  const stats = await client.helpers.bulk({
    datasource, onDocument: () => ({ create: { _index: 'logs-node' } }), onDrop: drop => void dropped.push(drop.error),
    flushBytes: 4000, concurrency: 1, wait: 200,
  })
  await client.close()
  return { stats, dropped }
}

describe('@elastic/elasticsearch', () => {
  it.each<[string, () => object]>([
    ['a plain key', () => ({})], ['an encoded key', () => ({ auth: { apiKey: { id: 'any', api_key: account.key } } })],
    ['Basic and gzip', () => ({ auth: { username: 'any', password: account.key }, compression: true })],
  ])('gets every line in once, with %s', async (what, client) => {
    const { stats, dropped } = await sendBulk(`es ${what}`, 0, 300, { client: client() })
    expect(dropped).toEqual([])
    expect(stats).toMatchObject({ total: 300, successful: 300, failed: 0 })
    const records = await stored(`es ${what}`, 300)
    expect(messages(records)).toEqual(lines(0, 300))
    expect(records[0]).toMatchObject({ timestamp: '2026-01-02T03:04:05.123456789Z', level: 'error', resource: { 'elasticsearch.index': 'logs-node' } })
  })

  it('gives back a document that can’t be read, and only that', async () => {
    const { stats, dropped } = await sendBulk('es bad', 0, 20, { bad: {} })
    expect(stats).toMatchObject({ total: 21, successful: 20, failed: 1 })
    expect(dropped).toEqual([{ type: 'document_parsing_exception', reason: expect.stringContaining('empty') as string }])
    expect(messages(await stored('es bad', 20))).toEqual(lines(0, 20))
  })

  it('sends again what is refused with 503', async () => {
    proxy.failNext(503, 2, { 'retry-after': '1' })
    const { stats } = await sendBulk('es 503', 0, 100)
    expect(bulks(503)).toBe(2)
    expect(stats).toMatchObject({ total: 100, successful: 100, failed: 0 })
    expect(messages(await stored('es 503', 100))).toEqual(lines(0, 100))
  })

  it('throws a whole request’s 429 at its caller, who may send again', async () => {
    proxy.failNext(429, 1, { 'retry-after': '1' })
    await expect(sendBulk('es 429', 0, 20)).rejects.toMatchObject({ statusCode: 429 })
    await sendBulk('es 429', 0, 20)
    expect(messages(await stored('es 429', 20))).toEqual(lines(0, 20))
  })

  it('loses and doubles nothing when the server is started again and the caller repeats what failed', async () => {
    await sendBulk('es restart', 0, 50)
    await server.kill()
    await expect(sendBulk('es restart', 50, 70)).rejects.toMatchObject({ statusCode: 502 })
    await restart()
    expect((await sendBulk('es restart', 50, 70)).stats).toMatchObject({ total: 20, successful: 20 })
    expect(messages(await stored('es restart', 70))).toEqual(lines(0, 70))
  })

  it('is told who is there, and what is wrong', async () => {
    const client = new Client({ node: server.url, auth: { apiKey: account.key } })
    expect(await client.info()).toMatchObject({ version: { number: '9.0.0' } })
    expect(await client.ping()).toBe(true)
    expect(await client.cluster.health()).toMatchObject({ status: 'green' })
    expect(await client.license.get()).toMatchObject({ license: { status: 'active' } })
    expect(await client.indices.refresh({ index: 'x' })).toMatchObject({ _shards: { failed: 0 } })
    const wrong = new Client({ node: server.url, auth: { apiKey: 'cw_wrong' } })
    for (const asked of [wrong.info(), wrong.cluster.health(), wrong.bulk({ operations: [{ create: {} }, { a: 1 }] })]) {
      await expect(asked).rejects.toMatchObject({ statusCode: 401, body: { status: 401, error: { type: 'security_exception', reason: expect.any(String) as string } } })
    }
    await Promise.all([client.close(), wrong.close()])
  })
})

describe('pino-elasticsearch', () => {
  it('gets every line in once', async () => {
    const stream = pinoElastic({ node: proxy.url, auth: { apiKey: account.key }, index: 'pino', esVersion: 8, opType: 'create', flushBytes: 2000, flushInterval: 500 } as Parameters<typeof pinoElastic>[0])
    const done = new Promise<unknown>((resolve, reject) => stream.once('insert', resolve).once('error', reject).once('insertError', reject))
    const logger = pino({ name: 'pino-es' }, stream)
    for (const line of lines(0, 200)) logger.warn({ order: { id: 7 } }, line)
    stream.end()
    expect(await done).toMatchObject({ total: 200, successful: 200 })
    const records = await stored('pino-es', 200)
    expect(messages(records)).toEqual(lines(0, 200))
    expect(records[0]).toMatchObject({ level: 'warn', attributes: { order: { id: 7 } } })
  })
})

interface Send { path?: string, method?: string, headers?: Record<string, string>, body?: BodyInit }
const ask = ({ path = '/_bulk', method = 'POST', headers = {}, body = null as unknown as BodyInit }: Send) =>
  fetch(`${server.url}${path}`, { method, headers: { authorization: `Basic ${btoa(`any:${account.key}`)}`, ...headers }, body })
const pair = (service: string, message: string, action = '{"create":{"_index":"i"}}') => `${action}\n${JSON.stringify({ message, service: { name: service } })}\n`

describe('shapes of requests, as recorded or read in the source', () => {
  it('Vector’s elasticsearch sink: version, health, then gzip', async () => {
    const root = await ask({ path: '/', method: 'GET', headers: { accept: '*/*' } })
    expect(await root.json()).toMatchObject({ version: { number: expect.stringMatching(/^8\.\d+\.\d+$/) as string } })
    expect((await ask({ path: '/_cluster/health', method: 'GET' })).status).toBe(200)
    const answer = await ask({
      path: '/_bulk?timeout=60s', headers: { 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' },
      body: gzipSync(pair('vector-es', 'one', '{"index":{"_index":"vector-2026.01.02"}}') + pair('vector-es', 'two', '{"index":{"_index":"vector-2026.01.02"}}')) as BodyInit,
    })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('x-elastic-product')).toBe('Elasticsearch')
    expect(await answer.text()).toContain('"errors":false')
    expect(await (await ask({ body: `{"index":{}}\n{oops\n${pair('vector-es', 'three')}` })).text()).toContain('"errors":true')
    expect(messages(await stored('vector-es', 3))).toEqual(['one', 'three', 'two'])
  })

  it('rsyslog’s omelasticsearch: JSON with a charset, spaces in the action line', async () => {
    const answer = await ask({ headers: { 'content-type': 'application/json; charset=utf-8' }, body: pair('rsyslog-es', 'one', '{"index":{"_index": "system", "_type": "events"}}') })
    expect(await answer.json()).toMatchObject({ errors: false, items: [{ index: { status: 201 } }] })
    expect(await stored('rsyslog-es', 1)).toHaveLength(1)
  })

  it('syslog-ng’s elasticsearch-http: no line feed at the end', async () => {
    const answer = await ask({ headers: { 'content-type': 'application/x-ndjson' }, body: pair('syslog-ng-es', 'one', '{"index":{"_index":"syslog-ng","_id":"","_type":""}}').trimEnd() })
    expect(await answer.json()).toMatchObject({ errors: false })
    expect(await stored('syslog-ng-es', 1)).toHaveLength(1)
  })

  it('winston-elasticsearch: an unknown key; PUT; an index in the address; a label of any kind', async () => {
    const body = pair('winston-es', 'one', '{"index":{"_index":"logs","op_type":"create"},"attempts":1}') + pair('winston-es', 'two', '{"create":{}}')
    const answer = await ask({ path: '/logs-winston/_bulk?refresh=wait_for&filter_path=errors', method: 'PUT', headers: { 'content-type': 'text/plain' }, body })
    expect(await answer.json()).toMatchObject({ errors: false, items: [{ index: { _index: 'logs' } }, { create: { _index: 'logs-winston' } }] })
    expect((await stored('winston-es', 2)).map(record => record.resource['elasticsearch.index']).sort()).toEqual(['logs', 'logs-winston'])
  })
})

describe('answers', () => {
  it.each<[string, Send, number]>([
    ['an empty body', {}, 400], ['no key', { headers: { authorization: '' }, body: pair('x', 'y') }, 401], ['an unknown source', { path: '/_bulk?source=nosuch', body: pair('x', 'y') }, 404],
    ['an unknown coding', { headers: { 'content-encoding': 'lzma' }, body: pair('x', 'y') }, 415],
  ])('refuses %s as Elasticsearch does', async (_what, send, status) => {
    const answer = await ask(send)
    expect(answer.status).toBe(status)
    expect(answer.headers.get('x-elastic-product')).toBe('Elasticsearch')
    expect(await answer.json()).toMatchObject({ status, error: { type: expect.any(String) as string, reason: expect.any(String) as string } })
  })

  it('echoes the compatible content type', async () => {
    const answer = await ask({ headers: { accept: 'application/vnd.elasticsearch+json; compatible-with=9' }, body: pair('compatible', 'one') })
    expect(answer.headers.get('content-type')).toBe('application/vnd.elasticsearch+json;compatible-with=9')
  })

  it('shows browsers the page at /, and programs the version', async () => {
    const page = await fetch(`${server.url}/`, { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } })
    expect(page.headers.get('content-type')).toMatch(/^text\/html/)
    expect(page.headers.get('x-elastic-product')).toBeNull()
    const head = await ask({ path: '/', method: 'HEAD' })
    expect([head.status, await head.text(), head.headers.get('x-elastic-product')]).toEqual([200, '', 'Elasticsearch'])
    expect(await (await fetch(`${server.url}/`, { headers: { accept: 'application/json' } })).json()).toMatchObject({ tagline: expect.any(String) as string })
    expect(await (await ask({ path: '/_cat/health', method: 'GET' })).text()).toMatch(/^\d+ \d\d:\d\d:\d\d cordwood green/)
  })
})
