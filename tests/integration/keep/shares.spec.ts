import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '~~/tests/fixtures/server'
import { caller, member, RANGE, sendLines, type Call, type Member } from './support'

const PASSWORD = 'a long passphrase'
let server: TestServer
let ada: Member
let bob: Member
let anyone: Call

beforeAll(async () => {
  server = await startServer()
  // The first is the administrator, who sees everything.
  await member(server.url, 'admin@example.com')
  ada = await member(server.url, 'ada@example.com')
  bob = await member(server.url, 'bob@example.com')
  anyone = caller(server.url)
  await sendLines(server.url, ada, Array.from({ length: 30 }, (_, n) => ({ service: 'checkout', message: `line ${n}` })))
})
afterAll(async () => server?.stop())

const share = (change: object = {}) => ada.as('POST', `${ada.path}/shares`, { title: 'Outage', language: 'logql', query: '{service_name="checkout"}', ...RANGE, rows: 20, ...change })
const open = (as: Call, token: string, password?: string) => as('POST', '/api/v1/shares/open', { token, ...password !== undefined && { password } })

describe('a shared result', () => {
  it('has the rows, the query and the chart of that moment', async () => {
    const { status, body } = await share()
    expect(status).toBe(201)
    await sendLines(server.url, ada, Array.from({ length: 31 }, () => ({ service: 'checkout', message: 'came later' })))
    const { body: opened } = await open(ada.as, body.token)
    expect(opened).toMatchObject({
      state: 'open', title: 'Outage', frozen: {
        question: { language: 'logql', query: '{service_name="checkout"}', start: '2026-01-01T00:00:00.000Z' },
        result: { kind: 'lines', cursor: expect.any(String) }, histogram: { total: 30 },
      },
    })
    expect(opened.frozen.result.lines.map(({ line }: { line: string }) => line)).toEqual(Array.from({ length: 20 }, (_, n) => `line ${29 - n}`))
  })

  it('of numbers and of SQL has their rows', async () => {
    const numbers = await share({ query: 'count_over_time({service_name="checkout"}[24h])' })
    expect((await open(ada.as, numbers.body.token)).body.frozen).toMatchObject({ result: { kind: 'vector' }, histogram: null })
    const sql = await share({ language: 'sql', query: 'SELECT arrayJoin(range(100)) AS n' })
    const { result } = (await open(ada.as, sql.body.token)).body.frozen
    expect([result.rows.length, result.truncated]).toEqual([20, true])
    expect((await share({ query: '{a=' })).status).toBe(400)
  })

  it('is for members until the project allows more, and off again at once', async () => {
    expect((await share({ audience: 'anyone' })).status).toBe(403)
    const { body: members } = await share()
    expect((await open(anyone, members.token)).body).toEqual({ state: 'login' })
    expect((await open(bob.as, members.token)).status).toBe(404)
    expect((await ada.as('PATCH', ada.path, { publicShares: true })).body.project.publicShares).toBe(true)
    const { body: everybody } = await share({ audience: 'anyone' })
    expect((await open(anyone, everybody.token)).body.state).toBe('open')
    expect((await open(bob.as, everybody.token)).body.state).toBe('open')
    // Who may ask the same again is told where, and nobody else.
    for (const [as, projectId] of [[ada.as, ada.projectId], [bob.as, undefined], [anyone, undefined]] as const) expect((await open(as, everybody.token)).body.projectId).toBe(projectId)
    expect((await open(anyone, members.token)).body).toEqual({ state: 'login' })
    await ada.as('PATCH', ada.path, { publicShares: false })
    expect((await open(anyone, everybody.token)).body).toEqual({ state: 'login' })
  })

  it('that was revoked is closed, and other tenants’ ids are not there', async () => {
    const { body } = await share()
    const { id } = body.share
    expect((await bob.as('GET', `${ada.path}/shares`)).status).toBe(404)
    expect((await bob.as('POST', `${ada.path}/shares`, { title: 'x', query: '{}', ...RANGE })).status).toBe(404)
    for (const path of [`${ada.path}/shares/${id}`, `${bob.path}/shares/${id}`]) expect((await bob.as('DELETE', path)).status).toBe(404)
    expect((await ada.as('DELETE', `${ada.path}/shares/${id}`)).status).toBe(204)
    expect((await open(ada.as, body.token)).body).toEqual({ state: 'revoked' })
    expect((await ada.as('GET', `${ada.path}/shares`)).body.shares[0]).toMatchObject({ id, state: 'revoked', bytes: 0 })
  })

  it('with a password opens by it alone, and guessing is slowed down', async () => {
    const { body } = await share({ password: PASSWORD })
    expect((await open(ada.as, body.token)).body).toEqual({ state: 'password' })
    expect((await open(ada.as, body.token, PASSWORD)).body.state).toBe('open')
    // All at once: the wait after the fifth is a second, which a slow machine takes to check one.
    const guesses = await Promise.all(Array.from({ length: 12 }, (_, i) => open(ada.as, body.token, `wrong ${i}`)))
    expect([...new Set(guesses.map(({ status }) => status))].sort()).toEqual([403, 429])
    expect(Number(guesses.find(({ status }) => status === 429)!.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  it.each(['', 'x', '../../etc/passwd', 'x'.repeat(43), '\' OR 1=1 --'])('is not opened by %j', async (token) => {
    expect([400, 404]).toContain((await open(anyone, token)).status)
  })

  it('leaves its token in no log', async () => {
    const { body } = await share()
    await fetch(`${server.url}/share/${body.token}`)
    await open(ada.as, body.token)
    await expect.poll(() => server.output()).toContain('/share/…')
    expect(server.output()).not.toContain(body.token)
  })
})
