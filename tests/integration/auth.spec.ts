import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '~~/tests/fixtures/server'

const PASSWORD = 'correct horse battery'
let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(async () => server?.stop())

/** Of any form: the assertions say which. */
type Json = ReturnType<typeof JSON.parse>
interface Answer {
  status: number
  headers: Headers
  cookie: string | undefined
  body: Json
}

async function call(method: string, path: string, { body, cookie, headers = {} }: { body?: unknown, cookie?: string | undefined, headers?: Record<string, string> } = {}): Promise<Answer> {
  const answer = await fetch(server.url + path, {
    method,
    headers: { ...(cookie ? { cookie } : {}), ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  const json = answer.headers.get('content-type')?.includes('json')
  return { status: answer.status, headers: answer.headers, cookie: answer.headers.getSetCookie()[0]?.split(';')[0], body: json && text ? JSON.parse(text) : text }
}

let people = 0
async function newMember(): Promise<{ cookie: string, email: string, project: Json }> {
  const email = `user${++people}@example.com`
  const { status, cookie, body } = await call('POST', '/api/v1/auth/signup', { body: { email, password: PASSWORD } })
  expect(status).toBe(201)
  return { cookie: cookie!, email, project: body.project }
}

describe('a fresh installation', () => {
  it('hands a session to nobody who did not log in', async () => {
    for (const path of ['/healthz', '/login', '/api/v1/auth/setup', '/ingest']) {
      expect((await fetch(`${server.url}${path}`)).headers.getSetCookie()).toEqual([])
    }
  })

  it('makes the first user administrator, logs in with a safe cookie, and shows a key once', async () => {
    expect((await call('GET', '/api/v1/auth/setup')).body).toEqual({ needsFirstUser: true, signupOpen: true })
    const answer = await call('POST', '/api/v1/auth/signup', { body: { email: 'admin@example.com', password: PASSWORD, name: 'Ada' } })
    expect(answer).toMatchObject({ status: 201, body: { user: { role: 'admin' }, project: { apiKey: { key: expect.stringMatching(/^cw_/) } } } })
    const setCookie = answer.headers.getSetCookie()[0]!
    expect(setCookie).toMatch(/^cordwood-session=.*; Path=\/;.*HttpOnly; SameSite=Lax$/)
    expect((await call('GET', '/api/v1/auth/setup')).body.needsFirstUser).toBe(false)
    const key = answer.body.project.apiKey.key
    expect((await call('GET', '/api/v1/projects', { headers: { 'x-api-key': key } })).body.projects).toMatchObject([{ name: 'My project' }])
    expect(server.output()).not.toContain(key)
  })

  it('keeps the session secret to itself', async () => {
    const file = join(server.dataDir, 'session.secret')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(server.output()).not.toContain(await readFile(file, 'utf8'))
  })
})

describe('sessions', () => {
  it('log in and out', async () => {
    const { email } = await newMember()
    const { cookie, body } = await call('POST', '/api/v1/auth/login', { body: { email: email.toUpperCase(), password: PASSWORD } })
    expect(body.user.email).toBe(email)
    expect((await call('GET', '/api/v1/me', { cookie })).body.user.email).toBe(email)
    expect((await call('PATCH', '/api/v1/me', { cookie, body: { name: 'New' } })).body.user.name).toBe('New')
    const out = await call('POST', '/api/v1/auth/logout', { cookie })
    expect(out.status).toBe(204)
    expect(out.headers.getSetCookie()[0]).toMatch(/cordwood-session=;.*(Max-Age=0|Expires=Thu, 01 Jan 1970)/)
  })

  it('end elsewhere with a password change', async () => {
    const { email, cookie: other } = await newMember()
    const { cookie } = await call('POST', '/api/v1/auth/login', { body: { email, password: PASSWORD } })
    const change = await call('POST', '/api/v1/me/password', { cookie, body: { currentPassword: PASSWORD, newPassword: 'a new passphrase' } })
    expect(change.status).toBe(204)
    expect((await call('GET', '/api/v1/me', { cookie: other })).status).toBe(401)
    expect((await call('GET', '/api/v1/me', { cookie })).status).toBe(401)
    expect((await call('GET', '/api/v1/me', { cookie: change.cookie })).status).toBe(200)
    expect((await call('GET', '/api/_auth/session', { cookie: other })).status).toBe(401)
  })

  it.each(['', 'garbage', 'Fe26.2**a*b*c*d*e*f', '__proto__', 'x'.repeat(4000)])('are not made of %.20j', async (value) => {
    expect((await call('GET', '/api/v1/me', { cookie: `cordwood-session=${value}` })).status).toBe(401)
  })

  it('can’t be used by another site', async () => {
    const { cookie, project } = await newMember()
    const path = `/api/v1/projects/${project.project.id}/keys`
    const foreign: Record<string, string>[] = [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }, { origin: 'null' }]
    for (const headers of foreign) {
      expect(await call('POST', path, { cookie, body: { name: 'stolen' }, headers })).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } })
      expect((await call('POST', path, { cookie, body: { name: 'stolen' }, headers: { ...headers, 'x-api-key': 'bogus' } })).status).toBe(403)
      expect((await call('DELETE', '/api/_auth/session', { cookie, headers })).status).toBe(403)
    }
    expect((await call('POST', path, { cookie, body: { name: 'own' }, headers: { origin: server.url } })).status).toBe(201)
  })
})

describe('projects', () => {
  it('are made with source and key, and their keys stop when deleted', async () => {
    const { cookie } = await newMember()
    const made = await call('POST', '/api/v1/projects', { cookie, body: { name: 'Shop' } })
    expect(made).toMatchObject({ status: 201, body: { project: { name: 'Shop' }, source: { name: 'app', isDefault: true }, apiKey: { key: expect.any(String) } } })
    const base = `/api/v1/projects/${made.body.project.id}`
    const headers = { authorization: `Bearer ${made.body.apiKey.key}` }
    expect((await call('POST', `${base}/sources`, { cookie, body: { name: 'nginx' } })).status).toBe(201)
    expect((await call('POST', `${base}/sources`, { cookie, body: { name: 'nginx' } })).status).toBe(409)
    expect((await call('GET', `${base}/sources`, { headers })).body.sources.map((source: Json) => source.name)).toEqual(['app', 'nginx'])
    const key = await call('POST', `${base}/keys`, { cookie, body: { name: 'CI' } })
    expect((await call('DELETE', `${base}/keys?keyId=${key.body.apiKey.id}`, { cookie })).status).toBe(204)
    expect((await call('DELETE', `${base}/keys/${made.body.apiKey.id}`, { cookie })).status).toBe(204)
    expect((await call('DELETE', `${base}/keys/${made.body.apiKey.id}`, { cookie })).status).toBe(404)
    expect((await call('GET', `${base}/sources`, { headers })).status).toBe(401)
    expect((await call('GET', `${base}/keys`, { cookie })).body.keys).toEqual([])
  })

  it('of other tenants are not found, whoever asks', async () => {
    const [ada, bob] = [await newMember(), await newMember()]
    const base = `/api/v1/projects/${bob.project.project.id}`
    const attempts: [string, string, unknown?][] = [
      ['GET', `${base}/sources`], ['POST', `${base}/sources`, { name: 'mine' }], ['GET', `${base}/keys`], ['POST', `${base}/keys`, { name: 'mine' }],
      ['DELETE', `${base}/keys/${bob.project.apiKey.id}`],
    ]
    for (const [method, path, body] of attempts) expect((await call(method, path, { cookie: ada.cookie, body })).status, `${method} ${path}`).toBe(404)
    expect((await call('GET', `${base}/sources`, { headers: { 'x-api-key': ada.project.apiKey.key } })).status).toBe(404)
    expect((await call('POST', `${base}/keys`, { headers: { 'x-api-key': bob.project.apiKey.key }, body: { name: 'more' } })).status).toBe(401)
  })

  it.each(['%27%20OR%201=1', '__proto__', '..%2f..%2fetc', '%00', 'x'.repeat(5000)])('have no id like %.20j', async (id) => {
    const { cookie } = await newMember()
    expect((await call('GET', `/api/v1/projects/${id}/keys`, { cookie })).status).toBe(400)
  })
})

describe('the edge', () => {
  it('answers JSON for what is not there, and pages with the error page', async () => {
    // Senders that mistook the address: a page to log in would look like success.
    for (const path of ['//ingest', '/INGEST', '/nope']) {
      expect(await call('POST', path, { body: {} }), path).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } })
    }
    expect(await call('GET', '/api/v1/nope')).toMatchObject({ status: 404, body: { error: { code: 'not_found', requestId: expect.any(String) } } })
    const wrong = await call('DELETE', '/api/v1/me')
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, PATCH'])
    const page = await call('GET', '/docs/nope', { headers: { accept: 'text/html' } })
    expect(page.status).toBe(404)
    expect(page.body).toContain('<!DOCTYPE html>')
  })

  it('answers HEAD and OPTIONS', async () => {
    expect(await call('HEAD', '/openapi.json')).toMatchObject({ status: 200, body: '' })
    expect((await call('OPTIONS', '/api/v1/me')).headers.get('allow')).toBe('GET, PATCH')
  })

  it('refuses bodies that are too large, broken or wrong, and says how', async () => {
    const signup = (body: unknown) => call('POST', '/api/v1/auth/signup', { body })
    expect(await signup('x'.repeat(1024 * 1024 + 1))).toMatchObject({ status: 413, body: { error: { code: 'too_large' } } })
    expect(await signup('{"email":')).toMatchObject({ status: 400, body: { error: { message: expect.stringContaining('not valid JSON') } } })
    expect((await signup({ email: 'nobody', password: 'short' })).body.error.issues.map((issue: Json) => issue.path)).toEqual(['email', 'password'])
    expect((await signup('{"__proto__":{"email":"a@b.co"}}')).status).toBe(400)
  })

  it('names requests, and logs them without queries and secrets', async () => {
    const { headers } = await call('GET', '/api/v1/auth/setup?password=hunter2', { headers: { 'x-request-id': 'test-42' } })
    expect(headers.get('x-request-id')).toBe('test-42')
    await expect.poll(() => server.output()).toContain('"requestId":"test-42","method":"GET","path":"/api/v1/auth/setup","status":200')
    expect(server.output()).not.toContain('hunter2')
    expect(server.output()).not.toContain(PASSWORD)
  })

  it('sets security headers on answers and pages, with a nonce of its own for every page', async () => {
    const nonceOf = async () => {
      const page = await call('GET', '/docs/api', { headers: { accept: 'text/html' } })
      expect(page.status).toBe(200)
      const nonce = /'nonce-([^']+)'/.exec(page.headers.get('content-security-policy')!)![1]!
      const scripts = page.body.match(/<script[^>]*>/g) as string[]
      expect(scripts.every(script => script.includes(`nonce="${nonce}"`))).toBe(true)
      return nonce
    }
    expect(await nonceOf()).not.toBe(await nonceOf())
    expect((await call('GET', '/api/v1/auth/setup')).headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('describes itself', async () => {
    expect((await call('GET', '/openapi.json')).body).toMatchObject({ openapi: '3.1.0', paths: { '/api/v1/projects': { post: { tags: ['Projects'] } } } })
  })

  it('slows down guessing', async () => {
    const { email } = await newMember()
    const guess = () => call('POST', '/api/v1/auth/login', { body: { email, password: 'wrong' } })
    for (let i = 0; i < 5; i++) expect((await guess()).status).toBe(401)
    let refused = await guess()
    // From the sixth on each has to wait longer than the one before, which a busy machine does by itself at first.
    for (let i = 0; i < 10 && refused.status === 401; i++) refused = await guess()
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})

describe('a start', () => {
  it('keeps accounts, sessions and keys over a kill, and takes the administrator and secure cookies from its settings', async () => {
    const first = await startServer({ env: { CORDWOOD_ADMIN_EMAIL: 'root@example.com', CORDWOOD_ADMIN_PASSWORD: PASSWORD, CORDWOOD_OPEN_SIGNUP: 'false' } })
    const login = (url: string) => fetch(`${url}/api/v1/auth/login`, { method: 'POST', body: JSON.stringify({ email: 'root@example.com', password: PASSWORD }) })
    const cookie = (await login(first.url)).headers.getSetCookie()[0]!.split(';')[0]!
    const closed = await fetch(`${first.url}/api/v1/auth/signup`, { method: 'POST', body: JSON.stringify({ email: 'b@b.co', password: PASSWORD }) })
    expect(closed.status).toBe(403)
    await first.kill()
    const second = await startServer({ dataDir: first.dataDir, env: { CORDWOOD_SECURE_COOKIES: 'true' } })
    try {
      expect((await fetch(`${second.url}/api/v1/me`, { headers: { cookie } })).status).toBe(200)
      expect((await login(second.url)).headers.getSetCookie()[0]).toContain('; Secure')
    }
    finally {
      await second.stop()
    }
  })

  it('fails with a clear word when a setting is wrong', async () => {
    await expect(startServer({ env: { CORDWOOD_ADMIN_EMAIL: 'root@example.com' } })).rejects.toThrow('belong together')
    await expect(startServer({ env: { NUXT_SESSION_PASSWORD: 'short' } })).rejects.toThrow('at least 32 characters')
  })
})
