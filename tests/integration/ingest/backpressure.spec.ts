import { afterAll, beforeAll, expect, it } from 'vitest'
import { signUp, type Account } from '../../fixtures/account'
import { startServer, type TestServer } from '../../fixtures/server'

let server: TestServer
let account: Account
beforeAll(async () => {
  server = await startServer({ env: { CORDWOOD_RATE_KEY_REQUESTS: '0.1' } })
  account = await signUp(server.url)
})
afterAll(() => server?.stop())

it.each<[string, string, string, object | string]>([
  ['OTLP as JSON', '/v1/logs', 'application/json', { code: 8, message: expect.any(String) as string }],
  ['OTLP as protobuf', '/otlp/v1/logs', 'application/x-protobuf', '\u0008\u0008'],
  ['Splunk HEC', '/services/collector', 'application/x-www-form-urlencoded', { text: 'Server is busy', code: 9, detail: expect.any(String) as string }],
  ['ClickHouse', '/clickhouse/?query=INSERT%20INTO%20app%20FORMAT%20CSV', 'text/csv', 'Code: 202. DB::Exception: '],
])('asks %s in its own words to come back, when its key sends too much', async (_what, path, type, expected) => {
  const body = path.startsWith('/services') ? '{"event":"m"}' : type === 'application/json' ? '{}' : ''
  for (let i = 0; i < 200; i++) {
    const answer = await fetch(server.url + path, { method: 'POST', headers: { 'x-api-key': account.key, 'content-type': type }, body })
    const text = await answer.text()
    if (answer.status === 200) continue
    expect([answer.status, Number(answer.headers.get('retry-after')) > 0]).toEqual([429, true])
    expect(typeof expected === 'string' ? text.slice(0, expected.length) : JSON.parse(text)).toEqual(expected)
    return
  }
  throw new Error('nothing was refused')
})
