import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signUp, type Account } from '../../fixtures/account'
import { otlpProtobuf, otlpRequest } from '../../fixtures/otlp'
import { bytes, int } from '../../fixtures/protobuf'
import { startServer, type TestServer } from '../../fixtures/server'
import { readStored } from '../../fixtures/stored'

let server: TestServer
let account: Account
beforeAll(async () => {
  server = await startServer({ env: { CORDWOOD_MAX_BODY_MB: '2' } })
  account = await signUp(server.url)
})
afterAll(() => server?.stop())

const JSON_TYPE = 'application/json'
const PROTOBUF = 'application/x-protobuf'

async function send(body: Buffer | string, type: string, headers: Record<string, string> = { 'x-api-key': account.key }) {
  const answer = await fetch(`${server.url}/v1/logs`, { method: 'POST', headers: { 'content-type': type, ...headers }, body: body as BodyInit })
  return { status: answer.status, type: answer.headers.get('content-type'), body: Buffer.from(await answer.arrayBuffer()), headers: answer.headers }
}

const good = (service: string, n = 3) => otlpRequest(Array.from({ length: n }, (_, i) => ({ body: { stringValue: `line ${i}` } })), service)
/** One record that can be read, one that can't. */
const mixed = otlpRequest([{ body: { stringValue: 'good' } }, { severityText: 'x'.repeat(100) }], 'mixed')

describe('POST /v1/logs', () => {
  it.each([[JSON_TYPE, JSON.stringify(good('as-json')), '{}'], [PROTOBUF, otlpProtobuf(good('as-protobuf')), '']])('answers 200 in the encoding asked in: %s', async (type, body, expected) => {
    const answer = await send(body, type)
    expect([answer.status, answer.type, answer.body.toString()]).toEqual([200, type, expected])
  })

  it('takes a body whose type lies, and counts what it could not read', async () => {
    expect((await send(otlpProtobuf(good('lied-protobuf')), JSON_TYPE)).body.toString()).toBe('{}')
    expect((await send(JSON.stringify(good('lied-json')), PROTOBUF)).status).toBe(200)
    const answer = await send(JSON.stringify(mixed), JSON_TYPE)
    expect(JSON.parse(answer.body.toString())).toMatchObject({ partialSuccess: { rejectedLogRecords: '1', errorMessage: expect.stringContaining('severityText') as string } })
    const partial = await send(otlpProtobuf(mixed), PROTOBUF)
    expect([partial.status, partial.body[0], partial.body.includes('severityText')]).toEqual([200, 10, true])
    expect(await readStored(server.url, account.key, 8, ({ service }) => /^(lied|mixed)/.test(service))).toHaveLength(8)
  })

  it.each<[string, number, number, () => Promise<Awaited<ReturnType<typeof send>>>]>([
    ['JSON cut off', 400, 3, () => send('{"resourceLogs":[', JSON_TYPE)], ['protobuf cut off', 400, 3, () => send(Buffer.from([10, 90, 1]), PROTOBUF)],
    ['no key', 401, 16, () => send('{}', JSON_TYPE, {})], ['a wrong key', 401, 16, () => send('', PROTOBUF, { authorization: 'Bearer cw_no' })],
    ['an unknown source', 404, 5, () => send('{}', JSON_TYPE, { 'x-api-key': account.key, 'x-source': 'nosuch' })],
    ['a body too large', 413, 8, () => send(gzipSync(Buffer.alloc(3_000_000)), PROTOBUF, { 'x-api-key': account.key, 'content-encoding': 'gzip' })],
    ['an unknown coding', 415, 3, () => send('{}', JSON_TYPE, { 'x-api-key': account.key, 'content-encoding': 'lzma' })],
  ])('refuses %s with a Status', async (_what, status, code, ask) => {
    const { type, body, ...answer } = await ask()
    expect([answer.status, [JSON_TYPE, PROTOBUF].includes(type ?? '')]).toEqual([status, true])
    if (type === JSON_TYPE) expect(JSON.parse(body.toString())).toEqual({ code, message: expect.any(String) as string })
    else expect(body.subarray(0, 2)).toEqual(int(1, code))
    expect(body.length).toBeGreaterThan(bytes(2, '').length)
  })
})
