import { rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { deflateSync, gzipSync } from 'node:zlib'
import pino from 'pino'
import { pinoLoki } from 'pino-loki'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import winston from 'winston'
import LokiTransport from 'winston-loki'
import type { LogRow } from '#shared/schemas/query'
import { signUp, type Account } from '../../fixtures/account'
import { startFaultProxy, type FaultProxy } from '../../fixtures/fault-proxy'
import { pushBytes, streamBytes } from '../../fixtures/loki'
import { queryAll } from '../../fixtures/query'
import { startServer, type TestServer } from '../../fixtures/server'
import { waitUntil } from '../../fixtures/wait'

const snappy = createRequire(createRequire(import.meta.url).resolve('winston-loki'))('snappy') as { compressSync(input: Buffer): Buffer }
const PUSH = '/loki/api/v1/push'

let server: TestServer
let account: Account
let proxy: FaultProxy
beforeAll(async () => {
  server = await startServer({ env: { CORDWOOD_MAX_BODY_MB: '4' } })
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

const everything = { start: '2000-01-01T00:00:00Z', end: '2100-01-01T00:00:00Z' }

/** What is stored of one service, once there are so many lines. */
async function stored(service: string, count: number): Promise<LogRow[]> {
  let records: LogRow[] = []
  await waitUntil(`${count} lines of ${service} can be read`, async () => {
    // Just after a restart it can't be asked yet.
    records = await queryAll(server.url, account.key, { ...everything, service }).catch(() => [])
    return records.length >= count
  })
  return records
}

const messages = (records: readonly LogRow[]) => records.map(record => record.message).sort()
/** winston-loki writes the fields behind the line. */
const written = (records: readonly LogRow[]) => records.map(record => record.message.replace(/ \{.*$/, '')).sort()
const lines = (name: string, from: number, to: number) => Array.from({ length: to - from }, (_, i) => `${name} ${String(from + i).padStart(4, '0')}`)
const pushes = (status: number) => proxy.requests.filter(request => request.path === PUSH && request.status === status).length

async function restart(): Promise<void> {
  await server.kill()
  server = await startServer({ dataDir: server.dataDir, env: { CORDWOOD_MAX_BODY_MB: '4' } })
  proxy.retarget(server.url)
}

describe('pino-loki', () => {
  // Not through pino's worker thread: its end waits on this one, in which the proxy lives.
  const open = (service: string) => pinoLoki({
    host: proxy.url, basicAuth: { username: 'any', password: account.key }, labels: { app: service }, batching: { interval: 1 }, silenceErrors: true, structuredMetaKey: 'meta',
  })
  const ended = (stream: ReturnType<typeof open>) => new Promise<void>((resolve) => {
    stream.once('close', () => resolve())
    stream.end()
  })

  const said = (records: readonly LogRow[]) => records.map(record => (JSON.parse(record.message) as { msg: string }).msg).sort()

  it('gets every line in once, with its level, labels and metadata', async () => {
    const stream = open('pino')
    const logger = pino({ level: 'trace', base: { hostname: 'h1' } }, stream)
    for (const line of lines('line', 0, 300)) logger.warn({ meta: { user: 'u7', n: 5 }, order: 1 }, line)
    await ended(stream)
    const records = await stored('pino', 300)
    expect(said(records)).toEqual(lines('line', 0, 300))
    expect(records[0]).toMatchObject({ level: 'warn', severityText: 'warning', service: 'pino', resource: { app: 'pino', hostname: 'h1' }, attributes: { user: 'u7', n: '5' } })
  })

  it.each([429, 503])('drops a batch that is refused with %d, as it always does, and goes on', async (status) => {
    const service = `pino-${status}`
    const stream = open(service)
    const logger = pino({ base: null }, stream)
    proxy.failNext(status, 1, { 'retry-after': '1' })
    logger.info('lost')
    await waitUntil('the first batch was refused', () => pushes(status) === 1)
    logger.info('kept')
    await ended(stream)
    expect(said(await stored(service, 1))).toEqual(['kept'])
  })

  it('keeps through a restart of the server what was taken, and once; what meets none it drops, as it always does', async () => {
    const stream = open('pino-restart')
    const logger = pino({ base: null }, stream)
    for (const line of lines('a', 0, 100)) logger.info(line)
    await stored('pino-restart', 100)
    await server.kill()
    logger.info('lost')
    await waitUntil('a batch met no server', () => pushes(502) > 0)
    await restart()
    for (const line of lines('b', 0, 100)) logger.info(line)
    await ended(stream)
    expect(said(await stored('pino-restart', 200))).toEqual([...lines('a', 0, 100), ...lines('b', 0, 100)])
  })
})

describe.each([['Protobuf', false], ['JSON', true]])('winston-loki with %s', (name, json) => {
  function open(service: string) {
    const transport = new LokiTransport({
      host: proxy.url, basicAuth: `any:${account.key}`, labels: { app: service, text: 'say "hi"' }, interval: 0.2, json, timeout: 10_000, gracefulShutdown: false, onConnectionError: () => {},
    })
    // After an error it waits for a minute.
    Object.assign((transport as unknown as { batcher: object }).batcher, { circuitBreakerInterval: 300 })
    return { transport, logger: winston.createLogger({ transports: [transport], level: 'silly' }) }
  }
  const close = (transport: LokiTransport) => transport.close()

  it('gets every line in once, also what it does not escape', async () => {
    const { transport, logger } = open(`winston-${name}`)
    for (const line of lines('line', 0, 300)) logger.error(line, { order: 'o-1' })
    await close(transport)
    const records = await stored(`winston-${name}`, 300)
    expect(written(records)).toEqual(lines('line', 0, 300))
    expect(records[0]).toMatchObject({ level: 'error', resource: { app: `winston-${name}`, text: 'say "hi"' }, ...json ? { attributes: { order: 'o-1' } } : {} })
  })

  it('keeps every line through a restart of the server, and once', async () => {
    const service = `winston-restart-${name}`
    const { transport, logger } = open(service)
    for (const line of lines('a', 0, 100)) logger.info(line)
    await waitUntil('a batch was taken', () => pushes(204) > 0)
    for (const line of lines('b', 0, 100)) logger.info(line)
    await server.kill()
    for (const line of lines('c', 0, 100)) logger.info(line)
    await waitUntil('a batch failed', () => pushes(502) > 0)
    await restart()
    await waitUntil('the failed batch was sent again', () => pushes(204) > 1)
    await close(transport)
    expect(written(await stored(service, 300))).toEqual([...lines('a', 0, 100), ...lines('b', 0, 100), ...lines('c', 0, 100)])
  })

  it.each([429, 503])('sends again what is refused with %d', async (status) => {
    const service = `winston-${name}-${status}`
    const { transport, logger } = open(service)
    proxy.failNext(status, 2, { 'retry-after': '1' })
    for (const line of lines('line', 0, 50)) logger.info(line)
    await waitUntil('it was refused twice, then taken', () => pushes(status) === 2 && pushes(204) > 0)
    await close(transport)
    expect(written(await stored(service, 50))).toEqual(lines('line', 0, 50))
  })
})

const NS = '1767323045123456789'
const send = (body: Uint8Array | string, headers: Record<string, string>, path = PUSH) =>
  fetch(`${server.url}${path}`, { method: 'POST', headers: { 'x-api-key': account.key, ...headers }, body: body as BodyInit })
const push = (app: string, ...values: unknown[][]) => JSON.stringify({ streams: [{ stream: { app }, values }] })

describe('shapes of requests, as recorded or read in the source', () => {
  it('Vector’s loki sink: health, then Protobuf with Content-Encoding: snappy', async () => {
    expect((await fetch(`${server.url}/ready`)).status).toBe(200)
    const body = snappy.compressSync(pushBytes(streamBytes('{app="vector",forwarder="v"}', [{ line: 'one', metadata: { trace_id: '4bf92f3577b34da6a3ce929d0e0e4736' } }, { line: 'two' }])))
    const answer = await send(body, { 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy', 'x-scope-orgid': 'tenant1', 'user-agent': 'Vector/0.58.0' })
    expect(answer.status).toBe(204)
    expect(await answer.text()).toBe('')
    const records = await stored('vector', 2)
    expect(messages(records)).toEqual(['one', 'two'])
    expect(records.find(record => record.message === 'one')).toMatchObject({ timestamp: '2026-01-02T03:04:05.123456789Z', traceId: '4bf92f3577b34da6a3ce929d0e0e4736' })
  })

  it('Vector’s loki sink with JSON: three elements, gzip', async () => {
    const answer = await send(gzipSync(push('vector-json', [NS, 'one', {}], [NS, 'two', { user: 'u' }])), { 'content-type': 'application/json', 'content-encoding': 'gzip' })
    expect(answer.status).toBe(204)
    expect(messages(await stored('vector-json', 2))).toEqual(['one', 'two'])
  })

  it('Alloy and Promtail: Protobuf in Snappy without an encoding, Basic', async () => {
    const body = snappy.compressSync(pushBytes(streamBytes('{filename="/var/log/x", job="alloy"}', [{ line: 'level=warn msg="disk"' }])))
    const answer = await fetch(`${server.url}${PUSH}`, {
      method: 'POST', body: body as BodyInit, headers: { 'authorization': `Basic ${btoa(`1:${account.key}`)}`, 'content-type': 'application/x-protobuf', 'user-agent': 'Alloy/v1.11.0' },
    })
    expect(answer.status).toBe(204)
    expect((await stored('alloy', 1))[0]).toMatchObject({ level: 'warn', message: 'level=warn msg="disk"' })
  })

  it('Fluent Bit and rsyslog’s omhttp (profile loki): JSON with a charset; deflate', async () => {
    expect((await send(push('omhttp', [NS, 'one']), { 'content-type': 'application/json; charset=utf-8' })).status).toBe(204)
    expect((await send(deflateSync(push('omhttp', [NS, 'two'])), { 'content-type': 'application/json', 'content-encoding': 'deflate' })).status).toBe(204)
    expect(messages(await stored('omhttp', 2))).toEqual(['one', 'two'])
  })
})

describe('answers', () => {
  it('keeps the good lines beside bad ones, and says 204', async () => {
    expect((await send(push('mixed', [NS, 'good'], ['never', 'bad']), { 'content-type': 'application/json' })).status).toBe(204)
    expect(messages(await stored('mixed', 1))).toEqual(['good'])
  })

  it.each<[string, Uint8Array | string, Record<string, string>, number]>([
    ['what is no push', 'hello', {}, 400], ['broken JSON', '{', { 'content-type': 'application/json' }, 400], ['an unknown coding', '{}', { 'content-encoding': 'lzma' }, 415], ['no key', '{}', { 'x-api-key': '' }, 401],
    ['a wrong key', '{}', { 'x-api-key': 'cw_wrong' }, 401], ['a Snappy bomb', snappy.compressSync(Buffer.alloc(30_000_000)), {}, 413], ['an unknown source', '{}', { 'x-source': 'nosuch' }, 404],
  ])('refuses %s in plain text', async (_what, body, headers, status) => {
    const answer = await send(body, headers)
    expect(answer.status).toBe(status)
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/)
    expect(await answer.text()).toMatch(/^[^{]{20,}\n$/)
  })
})
