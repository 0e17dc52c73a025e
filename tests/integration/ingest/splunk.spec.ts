import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signUp, type Account } from '../../fixtures/account'
import { startServer, type TestServer } from '../../fixtures/server'
import { readStored } from '../../fixtures/stored'

let server: TestServer
let account: Account
beforeAll(async () => {
  server = await startServer({ env: { CORDWOOD_MAX_BODY_MB: '2' } })
  account = await signUp(server.url)
})
afterAll(() => server?.stop())

const CHANNEL = 'FE0ECFAD-13D5-401B-847D-77833BD77131'

interface Sent { path?: string, headers?: Record<string, string>, authorization?: string | null }

async function send(body: BodyInit, { path = '', headers = {}, authorization = `Splunk ${account.key}` }: Sent = {}) {
  const answer = await fetch(`${server.url}/services/collector${path}`, {
    method: 'POST', body,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...authorization === null ? {} : { authorization }, ...headers },
  })
  return { status: answer.status, body: await answer.json() as Record<string, unknown>, retryAfter: answer.headers.get('retry-after') }
}

describe('Splunk’s HTTP Event Collector', () => {
  it.each(['', '/event', '/event/1.0', '/raw', '/raw/1.0'])('answers Success at /services/collector%s', async (path) => {
    expect(await send(`{"event":"at ${path}"}`, { path })).toEqual({ status: 200, body: { text: 'Success', code: 0 }, retryAfter: null })
  })

  it('takes the key as the password of Basic, and gzip', async () => {
    const basic = `Basic ${Buffer.from(`x:${account.key}`).toString('base64')}`
    const answer = await send(gzipSync('{"event":"m"}') as BodyInit, { authorization: basic, headers: { 'content-encoding': 'gzip' } })
    expect(answer.body).toEqual({ text: 'Success', code: 0 })
  })

  it('stores lines with the metadata of the request', async () => {
    await send('WARN over raw\n', { path: '/raw?source=rawapp&host=h7&sourcetype=st' })
    expect(await readStored(server.url, account.key, 1, ({ service }) => service === 'rawapp')).toMatchObject([{ message: 'WARN over raw', level: 'warn' }])
  })

  it('stores the good events beside a bad one, and says how many it is about', async () => {
    expect((await send('{"event":"one"}{"time":1}{"event":"two"}')).body).toEqual({ text: 'Success', code: 0, rejected: 1 })
  })

  it.each<[string, BodyInit, Sent, number, object]>([
    ['no token', '{"event":"m"}', { authorization: null }, 401, { text: 'Token is required', code: 2 }],
    ['a token in no form', '{"event":"m"}', { authorization: 'Splunk' }, 401, { text: 'Invalid authorization', code: 3 }],
    ['a wrong token', '{"event":"m"}', { authorization: 'Splunk nonsense' }, 403, { text: 'Invalid token', code: 4 }],
    ['nothing', '', {}, 400, { text: 'No data', code: 5 }], ['nothing raw', '\n', { path: '/raw' }, 400, { text: 'No data', code: 5 }],
    ['what is no JSON', '{"event":', {}, 400, { 'text': 'Invalid data format', 'code': 6, 'invalid-event-number': 0 }],
    ['no event', '{"time":1}', {}, 400, { 'text': 'Event field is required', 'code': 12, 'invalid-event-number': 0 }],
    ['a blank event', '{"event":""}', {}, 400, { text: 'Event field cannot be blank', code: 13 }],
    ['a channel that is none', '{"event":"m"}', { headers: { 'x-splunk-request-channel': 'abc' } }, 400, { text: 'Invalid data channel', code: 11 }],
    ['an unknown source', '{"event":"m"}', { headers: { 'x-source': 'nosuch' } }, 400, { text: 'Incorrect index', code: 7 }],
    ['too much', 'x'.repeat(3_000_000), { path: '/raw' }, 413, { text: 'Request entity too large', code: 27 }],
    ['a coding it lacks', 'x', { headers: { 'content-encoding': 'lzma' } }, 415, { text: 'Invalid data format', code: 6 }],
    ['an ack without a channel', '{"acks":[1]}', { path: '/ack' }, 400, { text: 'Data channel is missing', code: 10 }],
    ['an ack of something else', '{"acks":"all"}', { path: `/ack?channel=${CHANNEL}` }, 400, { text: 'Invalid data format', code: 6 }],
  ])('refuses %s as Splunk does', async (_what, body, sent, status, expected) => {
    const answer = await send(body, sent)
    expect(answer.status).toBe(status)
    expect(answer.body).toMatchObject(expected)
  })

  it('acknowledges what it took on a channel', async () => {
    const ids = []
    for (const sent of [{ path: `/event?channel=${CHANNEL}` }, { path: '/raw', headers: { 'x-splunk-request-channel': CHANNEL } }]) {
      ids.push((await send('{"event":"m"}', sent)).body.ackId as number)
    }
    const unknown = ids[1]! + 1_000_000
    const { body } = await send(JSON.stringify({ acks: [...ids, unknown] }), { path: `/ack?channel=${CHANNEL}` })
    expect(body).toEqual({ acks: { [ids[0]!]: true, [ids[1]!]: true, [unknown]: false } })
  })

  it.each(['/health', '/health/1.0'])('is healthy at %s', async (path) => {
    const answer = await fetch(`${server.url}/services/collector${path}`)
    expect([answer.status, await answer.json()]).toEqual([200, { text: 'HEC is healthy', code: 17 }])
  })
})
