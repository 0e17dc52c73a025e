/** `GET /api/v1/tail`: lines as they arrive, by server-sent events. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { logqlResponseSchema } from '#shared/schemas/logql'
import { signUp, type Account } from '../../fixtures/account'
import { startServer, type TestServer } from '../../fixtures/server'
import { openPaused, SseTail } from '../../fixtures/tail'
import { metric, waitUntil } from '../../fixtures/wait'

let server: TestServer
let account: Account
let stranger: Account
const tails: SseTail[] = []

beforeAll(async () => {
  server = await startServer()
  account = await signUp(server.url)
  stranger = await signUp(server.url, 'stranger@example.com')
})
afterEach(async () => {
  await Promise.all(tails.splice(0).map(tail => tail.close()))
  await waitUntil('the tails are closed', async () => await metric(server.url, 'cordwood_tail_open') === 0)
})
afterAll(async () => {
  await server?.stop()
})

async function send(lines: object[], key = account.key): Promise<void> {
  const answer = await fetch(`${server.url}/ingest`, { method: 'POST', headers: { 'x-api-key': key, 'content-type': 'application/json' }, body: JSON.stringify(lines) })
  if (!answer.ok) throw new Error(await answer.text())
}

async function open(params: Record<string, string>, headers: Record<string, string> = { 'x-api-key': account.key }): Promise<SseTail> {
  const tail = await SseTail.open(server.url, headers, { limit: '0', ...params })
  tails.push(tail)
  // Until it is there, what comes would be none of its own.
  if (params.limit === undefined && headers['last-event-id'] === undefined) await waitUntil('the tail is open', () => tail.lastEventId !== '')
  return tail
}

async function ask(body: object) {
  const answer = await fetch(`${server.url}/api/v1/query`, { method: 'POST', headers: { 'x-api-key': account.key, 'content-type': 'application/json' }, body: JSON.stringify({ limit: 5000, ...body }) })
  const text = await answer.text()
  expect(answer.status, text).toBe(200)
  const parsed = logqlResponseSchema.parse(JSON.parse(text))
  return parsed.kind === 'lines' ? parsed.lines : []
}

const EVER = { start: '2000-01-01T00:00:00Z', end: '2100-01-01T00:00:00Z' }

describe('a tail', () => {
  it('follows the lines of one pattern by its hash, which no other tail is shown', async () => {
    const service = 'patterned'
    await send([1, 2].map(n => ({ service, message: `user ${n} came` })))
    await waitUntil('they can be read', async () => (await ask({ ...EVER, query: `{service_name="${service}"}` })).length === 2)
    const [known] = await ask({ ...EVER, query: `{service_name="${service}"} | pattern_hash!=""` })
    const hash = known!.metadata.pattern_hash!
    const [alone, others, plain] = await Promise.all([
      open({ query: `{service_name="${service}"} | pattern_hash="${hash}"` }), open({ query: `{service_name="${service}"} | pattern_hash!="${hash}"` }), open({ query: `{service_name="${service}"}` }),
    ])
    await send([{ service, message: 'user 3 came' }, { service, message: 'nothing of that kind' }])
    await waitUntil('all have theirs', () => alone.lines.length === 1 && others.lines.length === 1 && plain.lines.length === 2)
    expect(alone.lines[0]).toMatchObject({ line: 'user 3 came', metadata: { pattern_hash: hash } })
    expect(others.lines[0]).toMatchObject({ line: 'nothing of that kind' })
    expect(plain.lines.map(({ metadata }) => metadata)).toEqual([{}, {}])
  })

  it('shows a line once it is acknowledged, as the query API gives it later', async () => {
    const tail = await open({ query: '{service_name="shop"} |= "live" | json' })
    await send([
      { service: 'cart', message: 'live in another service' }, { service: 'shop', message: 'dead' },
      // Old ones arrive now, too.
      { timestamp: '2020-01-01T00:00:00.123456789Z', service: 'shop', level: 'error', message: '{"live":1}', tags: { 'user.name': 'ö' }, trace_id: '4bf92f3577b34da6a3ce929d0e0e4736' },
    ])
    const acknowledged = performance.now()
    await waitUntil('the line shows', () => tail.lines.length > 0)
    console.info(`a line showed ${(tail.times[0]! - acknowledged).toFixed(1)} ms after its acknowledgement`)
    expect(tail.messages).toEqual(['{"live":1}'])
    await waitUntil('the line is stored', async () => await metric(server.url, 'cordwood_spool_segments') === 0)
    expect(tail.lines).toEqual(await ask({ ...EVER, query: '{service_name="shop"} |= "live" | json' }))
  })

  it('begins with the newest lines before, and goes on without gap or repeat', async () => {
    await send(Array.from({ length: 5 }, (_, i) => ({ service: 'before', message: `before ${i}` })))
    const tail = await open({ query: '{service_name="before"}', limit: '3' })
    await send([{ service: 'before', message: 'live' }])
    await waitUntil('the lines show', () => tail.messages.includes('live'))
    expect(tail.messages).toEqual(['before 2', 'before 3', 'before 4', 'live'])
  })

  it('never shows lines of another project', async () => {
    const tail = await open({ query: '{service_name=~".+"}' })
    await send([{ service: 'secret', message: 'canary' }], stranger.key)
    await send([{ service: 'own', message: 'mine' }])
    await waitUntil('the line shows', () => tail.lines.length > 0)
    expect(tail.messages).toEqual(['mine'])
    await expect(open({ query: '{a="b"}', project: stranger.projectId }, { 'x-api-key': account.key })).rejects.toThrow(/404/)
    await expect(open({ query: '{a="b"}', project: stranger.projectId }, { cookie: stranger.cookie })).resolves.toBeDefined()
  })

  it.each([
    ['numbers', { query: 'rate({a="b"}[1m])' }, /400 .*Only lines can be followed live/],
    ['no query', { query: '' }, /400/],
    ['a query that can’t be read', { query: '{a="b"' }, /400 .*query/],
    ['an id that is none', { query: '{a="b"}', after: '1-2-3' }, /400 .*Expected the id of a line/],
    ['too many lines before', { query: '{a="b"}', limit: '1001' }, /400/],
  ])('refuses %s', async (_, params, message) => {
    await expect(open(params)).rejects.toThrow(message)
  })

  it('wants a key or a session', async () => {
    await expect(open({ query: '{a="b"}' }, {})).rejects.toThrow(/401/)
    await expect(open({ query: '{a="b"}' }, { 'x-api-key': `cw_${'A'.repeat(40)}` })).rejects.toThrow(/401/)
  })

  it('ends when its key is deleted', async () => {
    const path = `${server.url}/api/v1/projects/${account.projectId}/keys`
    const headers = { 'cookie': account.cookie, 'content-type': 'application/json', 'origin': server.url }
    const made = await (await fetch(path, { method: 'POST', headers, body: JSON.stringify({ name: 'short-lived' }) })).json() as { apiKey: { id: string, key: string } }
    const tail = await open({ query: '{service_name="revoked"}' }, { 'x-api-key': made.apiKey.key })
    await send([{ service: 'revoked', message: 'seen' }])
    await waitUntil('the line shows', () => tail.lines.length > 0)
    expect((await fetch(`${path}/${made.apiKey.id}`, { method: 'DELETE', headers })).status).toBe(204)
    await tail.done
    expect(tail.end).toMatchObject({ code: 'unauthenticated' })
    await expect(open({ query: '{service_name="revoked"}' }, { 'x-api-key': made.apiKey.key })).rejects.toThrow(/401/)
  })

  it('is told what it skipped when it reads too slowly, and can ask for just that', async () => {
    const query = '{service_name="slow"} |= "x"'
    const lines = 400
    const tail = await openPaused(server.url, account.key, { query, limit: '0' })
    for (let i = 0; i < lines; i += 20) {
      await send(Array.from({ length: 20 }, (_, k) => ({ service: 'slow', message: `${i + k} ${'x'.repeat(60_000)}`, timestamp: new Date(Date.now() - (i + k) * 1000).toISOString() })))
    }
    await waitUntil('lines are skipped', async () => (await metric(server.url, 'cordwood_tail_skipped_lines_total') ?? 0) > 0)
    const reader = tail.read()
    await waitUntil('the skipped lines are told', () => reader.skipped.length > 0 && reader.lines.length + reader.skipped.reduce((sum, { count }) => sum + count!, 0) === lines)
    const missed = (await Promise.all(reader.skipped.map(({ count: _, ...part }) => ask({ query, ...part })))).flat()
    console.info(`a slow reader had ${reader.lines.length} lines and was told of ${missed.length} more`)
    const numbers = [...reader.lines, ...missed].map(({ line }) => Number(line.split(' ')[0]))
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: lines }, (_, i) => i))
    await tail.close()
  })
})
