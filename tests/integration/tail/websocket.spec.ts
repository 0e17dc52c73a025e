/** `GET /api/v1/tail` and `/loki/api/v1/tail` over WebSocket. */
import { request, type IncomingMessage } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { TailMessage } from '#shared/schemas/tail'
import { signUp, type Account } from '../../fixtures/account'
import { startServer, type TestServer } from '../../fixtures/server'
import { knock, openPausedSocket, SocketTail, type LokiTailMessage } from '../../fixtures/socket-tail'
import { SseTail } from '../../fixtures/tail'
import { metric, waitUntil } from '../../fixtures/wait'

const OWN = '/api/v1/tail'
const LOKI = '/loki/api/v1/tail'
const LOG = '{service_name="shop"}'

let server: TestServer
let account: Account
let stranger: Account
const closers: (() => unknown)[] = []

beforeAll(async () => {
  server = await startServer()
  account = await signUp(server.url)
  stranger = await signUp(server.url, 'stranger@example.com')
})
afterEach(async () => {
  await Promise.all(closers.splice(0).map(close => close()))
  await waitUntil('the tails are closed', async () => await metric(server.url, 'cordwood_tail_open') === 0)
})
afterAll(async () => {
  await server?.stop()
})

const keyed = () => ({ 'x-api-key': account.key })

async function send(lines: object[], key = account.key): Promise<void> {
  const answer = await fetch(`${server.url}/ingest`, { method: 'POST', headers: { 'x-api-key': key, 'content-type': 'application/json' }, body: JSON.stringify(lines) })
  if (!answer.ok) throw new Error(await answer.text())
}

async function open<Message>(path: string, params: Record<string, string>, headers: Record<string, string> = keyed()): Promise<SocketTail<Message>> {
  const tail = await SocketTail.open<Message>(server.url, path, headers, { limit: '0', ...params })
  closers.push(() => tail.close())
  return tail
}

const linesOf = ({ messages }: SocketTail<TailMessage>) => messages.flatMap(message => message.event === 'lines' ? message.data.lines : [])
const lokiLines = ({ messages }: SocketTail<LokiTailMessage>) => messages.flatMap(({ streams }) => streams.flatMap(({ values }) => values.map(([, line]) => line)))
const addressOf = (path: string, params: Record<string, string>) => `${server.url}${path}?${new URLSearchParams(params)}`

describe('our own tail', () => {
  it('gives the same lines, with the same ids, as by server-sent events', async () => {
    const events = await SseTail.open(server.url, keyed(), { query: LOG, limit: '0' })
    closers.push(() => events.close())
    await waitUntil('the tail is open', () => events.lastEventId !== '')
    const tail = await open<TailMessage>(OWN, { query: LOG })
    await send([{ service: 'shop', message: 'one' }, { service: 'cart', message: 'other' }, { service: 'shop', message: 'two' }])
    await waitUntil('the lines show', () => linesOf(tail).length === 2 && events.lines.length === 2)
    expect(linesOf(tail)).toEqual(events.lines)
    expect(tail.messages.findLast(({ event }) => event === 'lines')).toMatchObject({ id: events.lastEventId })
  })

  it('takes the session of its own site, and goes on behind an id', async () => {
    const first = await open<TailMessage>(OWN, { query: '{service_name="resumed"}' })
    await send([{ service: 'resumed', message: 'had' }])
    await waitUntil('the line shows', () => linesOf(first).length === 1)
    await first.close()
    await send([{ service: 'resumed', message: 'missed' }])
    const next = await open<TailMessage>(OWN, { query: '{service_name="resumed"}', after: linesOf(first)[0]!.id, project: account.projectId }, { cookie: account.cookie, origin: server.url })
    await waitUntil('the line shows', () => linesOf(next).length > 0)
    expect(linesOf(next).map(({ line }) => line)).toEqual(['missed'])
  })

  it('ends when its key is deleted', async () => {
    const path = `${server.url}/api/v1/projects/${account.projectId}/keys`
    const headers = { 'cookie': account.cookie, 'content-type': 'application/json', 'origin': server.url }
    const made = await (await fetch(path, { method: 'POST', headers, body: JSON.stringify({ name: 'short-lived' }) })).json() as { apiKey: { id: string, key: string } }
    const tail = await open<TailMessage>(OWN, { query: LOG }, { 'x-api-key': made.apiKey.key })
    expect((await fetch(`${path}/${made.apiKey.id}`, { method: 'DELETE', headers })).status).toBe(204)
    expect(await tail.done).toMatchObject({ code: 1008 })
    expect(tail.messages.at(-1)).toMatchObject({ event: 'end', data: { code: 'unauthenticated' } })
  })

  it('is told what it skipped when it reads too slowly', async () => {
    const skippedBefore = await metric(server.url, 'cordwood_tail_skipped_lines_total') ?? 0
    const tail = await openPausedSocket(addressOf(OWN, { query: '{service_name="slow"}', limit: '0' }), keyed())
    closers.push(() => tail.close())
    for (let i = 0; i < 400; i += 20) await send(Array.from({ length: 20 }, (_, k) => ({ service: 'slow', message: `<${i + k}>${'x'.repeat(60_000)}` })))
    await waitUntil('lines are skipped', async () => (await metric(server.url, 'cordwood_tail_skipped_lines_total') ?? 0) > skippedBefore)
    tail.resume()
    const told = () => {
      const counts = [...tail.text().matchAll(/"event":"skipped".*?"count":(\d+)/g)].map(([, count]) => Number(count))
      return counts.length > 0 && [...tail.text().matchAll(/"line":"<\d+>/g)].length + counts.reduce((sum, count) => sum + count, 0)
    }
    await waitUntil('all lines are there, or told of', () => told() === 400)
  })
})

describe('Loki’s tail', () => {
  it('gives lines by stream, the newest before it and those that come', async () => {
    await send([{ service: 'before', message: 'before' }])
    const tail = await open<LokiTailMessage>(LOKI, { query: '{service_name="before"}', limit: '10', delay_for: '0' }, { authorization: `Basic ${btoa(`any:${account.key}`)}` })
    await waitUntil('the line before shows', () => lokiLines(tail).length === 1)
    await send([{ service: 'before', message: 'live', timestamp: '2026-01-01T00:00:00.123456789Z', tags: { user: 'a' } }])
    await waitUntil('the line shows', () => lokiLines(tail).length === 2)
    expect(lokiLines(tail)).toEqual(['before', 'live'])
    expect(tail.messages.at(-1)).toEqual({ streams: [{ stream: expect.objectContaining({ service_name: 'before', user: 'a' }), values: [['1767225600123456789', 'live']] }] })
  })

  it('gives labels by where they come from when it is asked to', async () => {
    const tail = await open<LokiTailMessage>(LOKI, { query: '{service_name="apart"}' }, { ...keyed(), 'x-loki-response-encoding-flags': 'categorize-labels' })
    await send([{ service: 'apart', message: 'live', tags: { user: 'a' } }])
    await waitUntil('the line shows', () => lokiLines(tail).length === 1)
    expect(tail.messages).toMatchObject([{ encodingFlags: ['categorize-labels'], streams: [{ values: [[expect.any(String), 'live', { structuredMetadata: { user: 'a' } }]] }] }])
  })

  it('tells in text why it refuses', async () => {
    expect(await knock(addressOf(LOKI, { query: 'rate({a="b"}[1m])' }), keyed())).toEqual({ status: 400, text: expect.stringMatching(/^Only lines can be followed live/) })
    expect(await knock(addressOf(LOKI, { query: LOG, delay_for: '6' }), keyed())).toMatchObject({ status: 400, text: expect.stringContaining('delay_for') })
  })

  it('says what it speaks to a request without an upgrade', async () => {
    const answer = await fetch(addressOf(LOKI, { query: LOG }), { headers: keyed() })
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('speaks WebSocket')
  })
})

describe.each([OWN, LOKI])('%s', (path) => {
  it('never shows lines of another project', async () => {
    const tail = await open<object>(path, { query: '{service_name=~".+"}' })
    await send([{ service: 'secret', message: 'canary' }], stranger.key)
    await send([{ service: 'own', message: 'mine' }])
    await waitUntil('the line shows', () => JSON.stringify(tail.messages).includes('mine'))
    expect(JSON.stringify(tail.messages)).not.toContain('canary')
    expect(await knock(addressOf(path, { query: LOG, project: stranger.projectId }), keyed())).toMatchObject({ status: 404 })
  })

  it('refuses who may not read, and other web sites in a user’s browser', async () => {
    const address = addressOf(path, { query: LOG })
    expect(await knock(address, {})).toMatchObject({ status: 401, text: expect.stringContaining('API key') })
    expect(await knock(address, { 'x-api-key': `cw_${'A'.repeat(40)}` })).toMatchObject({ status: 401 })
    expect(await knock(address, { cookie: account.cookie, origin: 'https://evil.example' })).toMatchObject({ status: 403, text: expect.stringContaining('another web site') })
    expect(await knock(address, { cookie: account.cookie, origin: server.url })).toMatchObject({ status: 101 })
    expect(await knock(address, { ...keyed(), origin: 'https://grafana.example' })).toMatchObject({ status: 101 })
  })

  it.each([['numbers', 'rate({a="b"}[1m])'], ['what can’t be read', '{a="b"'], ['nothing', '']])('refuses a query of %s', async (_, query) => {
    expect(await knock(addressOf(path, { query }), keyed())).toMatchObject({ status: 400 })
  })

  it('ends the connection of a reader that sends much', async () => {
    const tail = await open<object>(path, { query: LOG })
    tail.send('a')
    tail.send('x'.repeat(2000))
    expect(await tail.done).toMatchObject({ code: 1009 })
  })

  it('keeps no tail of a handshake that fails', async () => {
    expect(await knock(addressOf(path, { query: LOG }), { ...keyed(), 'sec-websocket-key': 'none' })).toMatchObject({ status: 400 })
  })
})

describe('other addresses', () => {
  it.each([['h2c', '/healthz', 200], ['websocket', '/healthz', 200], ['websocket', '/api/v1/projects', 401]])('answer a request that offers %s as any other: %s', async (upgrade, path, status) => {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request(`${server.url}${path}`, { headers: { connection: 'Upgrade', upgrade } }).once('response', resolve).once('error', reject).end()
    })
    answer.resume()
    expect(answer.statusCode).toBe(status)
  })
})

it('tells its readers when the server stops', async () => {
  const other = await startServer()
  try {
    const { key } = await signUp(other.url)
    const tail = await SocketTail.open<TailMessage>(other.url, OWN, { 'x-api-key': key }, { query: LOG, limit: '0' })
    const loki = await SocketTail.open<LokiTailMessage>(other.url, LOKI, { 'x-api-key': key }, { query: LOG, limit: '0' })
    const silent = await openPausedSocket(`${other.url}${OWN}?${new URLSearchParams({ query: LOG, limit: '0' })}`, { 'x-api-key': key })
    await waitUntil('the tail is open', () => tail.messages.length > 0)
    await other.stop()
    expect(await tail.done).toMatchObject({ code: 1012 })
    expect(tail.messages.at(-1)).toMatchObject({ event: 'end', data: { code: 'unavailable', retryAfter: 2 } })
    // As logcli wants it, to come back.
    expect(await loki.done).toMatchObject({ code: 1006 })
    expect(other.output()).toContain('platform stopped')
    silent.close()
  }
  finally {
    await other.stop()
  }
})
