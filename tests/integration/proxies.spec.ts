/** Whom the server takes a client for: behind a proxy that it trusts, and where there is none. */
import Database from 'better-sqlite3'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signUp, type Account } from '../fixtures/account'
import { startServer, type TestServer } from '../fixtures/server'
import { waitUntil } from '../fixtures/wait'

const PASSWORD = 'correct horse battery'
const servers: TestServer[] = []
const accounts: Account[] = []
beforeAll(async () => {
  for (const env of [{ CORDWOOD_TRUSTED_PROXIES: 'loopback, 10.0.0.0/8' }, { CORDWOOD_TRUSTED_PROXIES: '' }]) {
    const server = await startServer({ env: { ...env, CORDWOOD_RATE_ADDRESS_REQUESTS: '0.01' } })
    servers.push(server)
    accounts.push(await signUp(server.url))
  }
})
afterAll(async () => {
  for (const server of servers) await server.stop()
})

type Headers = Record<string, string>
const logIn = (server: TestServer, headers: Headers, email = 'test@example.com', password = PASSWORD) =>
  fetch(`${server.url}/api/v1/auth/login`, { method: 'POST', headers, body: JSON.stringify({ email, password }) })
const isSecure = (answer: Response) => answer.headers.getSetCookie()[0]!.includes('; Secure')

/** The address of the newest log-in, as the trail has it. */
function trail(server: TestServer): string {
  const db = new Database(join(server.dataDir, 'cordwood.sqlite'), { readonly: true })
  const row = db.prepare('SELECT address FROM audit_entries WHERE action = ? ORDER BY id DESC LIMIT 1').get('user.login') as { address: string }
  db.close()
  return row.address
}

describe.each([['a trusted proxy', 0, true], ['anybody else', 1, false]] as const)('from %s', (_name, index, trusted) => {
  const server = () => servers[index]!
  const ingest = (headers: Headers) => fetch(`${server().url}/ingest`, { method: 'POST', headers: { 'x-api-key': accounts[index]!.key, ...headers }, body: '{"message":"x"}' })

  it.each([
    [{ 'x-forwarded-for': '192.0.2.66, 203.0.113.9, 10.0.0.3' }, '203.0.113.9'], [{ 'x-forwarded-for': '2001:DB8:0::1' }, '2001:db8::1'],
    [{ 'x-forwarded-for': '::ffff:203.0.113.9' }, '203.0.113.9'], [{ forwarded: 'for="[2001:db8::7]:443";proto=https' }, '2001:db8::7'], [{}, '127.0.0.1'],
  ])('%j goes into the trail', async (headers, address) => {
    expect((await logIn(server(), headers as Headers)).status).toBe(200)
    expect(trail(server())).toBe(trusted ? address : '127.0.0.1')
  })

  it('goes into the log', async () => {
    await fetch(`${server().url}/healthz`, { headers: { 'x-forwarded-for': '203.0.113.50', 'x-request-id': 'of-proxy' } })
    await waitUntil('the request is in the log', () => Promise.resolve(server().output().includes('of-proxy')))
    const line = server().output().split('\n').find(text => text.includes('of-proxy'))!
    expect(JSON.parse(line)).toMatchObject({ address: trusted ? '203.0.113.50' : '127.0.0.1' })
  })

  it('makes cookies secure by what came to the proxy, and addresses in pages', async () => {
    expect(isSecure(await logIn(server(), { 'x-forwarded-proto': 'https' }))).toBe(trusted)
    expect(isSecure(await logIn(server(), { 'x-forwarded-proto': 'http' }))).toBe(false)
    const page = await (await fetch(`${server().url}/docs/api`, { headers: { 'x-forwarded-proto': 'https', 'accept': 'text/html' } })).text()
    expect(page.includes(server().url.replace('http:', 'https:'))).toBe(trusted)
  })

  it('has limits of its own: one a server, or one for whom it names', async () => {
    const statuses: number[] = []
    while (statuses.at(-1) !== 429 && statuses.length < 10) statuses.push((await ingest({ 'x-forwarded-for': '203.0.113.1' })).status)
    expect(statuses).toEqual([...statuses.slice(1).map(() => 200), 429])
    expect((await ingest({ 'x-forwarded-for': '203.0.113.2' })).status).toBe(trusted ? 200 : 429)
    // What the client wrote itself is no other client.
    expect((await ingest({ 'x-forwarded-for': '198.51.100.7, 203.0.113.1' })).status).toBe(429)
  })

  it('is held back where it tries many accounts', async () => {
    const from = { 'x-forwarded-for': '203.0.113.77' }
    // At the same moment, so that none comes back meanwhile: attempts are counted before a password is looked at.
    const answers = Array.from({ length: 53 }, (_, i) => logIn(server(), from, `nobody${i}@example.com`, 'one password for all'))
    const refused = await Promise.any(answers.map(async (answer) => {
      expect((await answer).status).toBe(429)
      return answer
    }))
    const other = await logIn(server(), { 'x-forwarded-for': '203.0.113.78' })
    expect(other.status).toBe(trusted ? 200 : 429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await refused.json()).toMatchObject({ error: { code: 'rate_limited', message: expect.stringContaining('from your network address') as string } })
    const statuses = (await Promise.all(answers)).map(({ status }) => status)
    expect(statuses.filter(status => status === 401).length).toBeGreaterThanOrEqual(trusted ? 50 : 49)
    expect(new Set(statuses)).toEqual(new Set([401, 429]))
  })
})

it('a list of trusted proxies that is none stops the start, with what to write', async () => {
  await expect(startServer({ env: { CORDWOOD_TRUSTED_PROXIES: 'proxy.local' } })).rejects.toThrow('CORDWOOD_TRUSTED_PROXIES: "proxy.local": write an address')
})
