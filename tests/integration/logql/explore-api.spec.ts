/** What the explorer asks beside lines, over HTTP: counts under a query, of every kind of source; and who may not. */
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fieldsResponseSchema, fieldValuesResponseSchema, histogramResponseSchema, patternsResponseSchema, type FieldsResponse } from '#shared/schemas/facets'
import { compareResponseSchema } from '#shared/schemas/compare'
import { contextResponseSchema } from '#shared/schemas/context'
import { logqlResponseSchema } from '#shared/schemas/logql'
import { signUp, type Account } from '../../fixtures/account'
import { startServer, type TestServer } from '../../fixtures/server'
import { metric, waitUntil } from '../../fixtures/wait'

let server: TestServer
let account: Account
let stranger: Account
const MINUTE = 60_000
const NOW = Math.floor(Date.now() / MINUTE) * MINUTE
const range = { start: NOW - 10 * MINUTE, end: NOW }

const DDL = `CREATE TABLE requests (time DateTime64(3), message String, level LowCardinality(String), app LowCardinality(String), status UInt16, took Nullable(Float64))
ENGINE = MergeTree ORDER BY (app, time)`

const call = (path: string, body: object, headers: Record<string, string>) =>
  fetch(`${server.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) })

async function ok(answer: Promise<Response>): Promise<unknown> {
  const response = await answer
  const text = await response.text()
  expect(response.ok, text).toBe(true)
  return JSON.parse(text)
}

const post = (path: string, body: object, key = account.key) => call(`/api/v1/${path}`, { ...range, ...body }, { 'x-api-key': key })
const ingest = (source: string, lines: object[], key = account.key) => ok(call('/ingest', lines, { 'x-api-key': key, 'x-source': source }))

beforeAll(async () => {
  server = await startServer()
  account = await signUp(server.url)
  const session = { cookie: account.cookie, origin: server.url }
  const other = await ok(call('/api/v1/projects', { name: 'Other' }, session)) as { project: { id: string }, source: { id: string }, apiKey: { key: string } }
  stranger = { ...account, key: other.apiKey.key, projectId: other.project.id, sourceId: other.source.id }
  const sources = `/api/v1/projects/${account.projectId}/sources`
  await ok(call(sources, { name: 'web', schema: 'http' }, session))
  const { table } = await ok(call(`${sources}/inspect`, { ddl: DDL }, session)) as { table: { mapping: object } }
  await ok(call(sources, { name: 'own', schema: 'custom', custom: { origin: { ddl: DDL }, mapping: table.mapping } }, session))
  const at = (i: number) => new Date(range.start + i * 15_000).toISOString()
  await ingest('app', Array.from({ length: 40 }, (_, i) => ({
    timestamp: at(i), service: i % 4 === 0 ? 'cart' : 'shop', level: i % 10 === 0 ? 'error' : 'info', message: `user ${i} bought {"n":${i}}`, tags: { 'user.name': `u${i % 3}`, 'pod': `p${i % 2}` },
  })))
  const clf = (i: number) => `203.0.113.${i} - - [${new Date(range.start + i * 15_000).toUTCString().replace(/^\w+, (\d+) (\w+) (\d+) ([\d:]+) GMT$/, '$1/$2/$3:$4 +0000')}] "GET /a${i % 3} HTTP/1.1" ${i % 5 === 0 ? 500 : 200} 512 "-" "agent" 0.250`
  await ingest('web', Array.from({ length: 20 }, (_, i) => ({ message: clf(i) })))
  await ingest('own', Array.from({ length: 20 }, (_, i) => ({ timestamp: at(i), level: i % 10 === 0 ? 'error' : 'info', service: 'till', message: `sold ${i}`, status: 200 + i % 2, ...i % 2 === 0 ? { took: i / 2 } : {} })))
  await ingest('app', [{ timestamp: at(1), service: 'secret', message: 'canary-of-the-other-project', tags: { canary: 'yes' } }], stranger.key)
  await waitUntil('the lines are stored', async () => await metric(server.url, 'cordwood_spool_segments') === 0)
})
afterAll(async () => {
  const dataDir = server?.dataDir
  await server?.stop()
  if (dataDir) rmSync(dataDir, { recursive: true, force: true })
})

const histogram = async (body: object) => histogramResponseSchema.parse(await ok(post('histogram', body)))
const fields = async (body: object) => fieldsResponseSchema.parse(await ok(post('fields', body)))
const values = async (body: object) => fieldValuesResponseSchema.parse(await ok(post('fields/values', body)))
const fieldOf = ({ fields: found }: FieldsResponse, name: string) => found.find(field => field.name === name)

describe('counts under a query', () => {
  it('of an app source', async () => {
    expect(await histogram({ query: '{service_name="shop"} |= "bought"', by: 'user.name' })).toMatchObject({ total: 30, values: [{ value: 'u1', count: 10 }, { value: 'u2', count: 10 }, { value: 'u0', count: 10 }].sort((a, b) => a.value < b.value ? -1 : 1), other: 0 })
    expect(await histogram({ query: '{service_name=~".+"}', buckets: 10 })).toMatchObject({ total: 40, values: [{ value: 'info', count: 36 }, { value: 'error', count: 4 }] })
    const found = await fields({ query: '{service_name="shop"}' })
    expect(fieldOf(found, 'user_name')).toEqual({ kind: 'attribute', name: 'user_name', type: 'string', count: 30, coverage: 1, distinct: 3 })
    expect(await values({ query: '{service_name="cart"} | regexp "user (?P<user>\\\\d+)"', field: 'user', limit: 2 })).toMatchObject({ values: [{ value: '0', count: 1 }, { value: '12', count: 1 }], distinct: 10, lines: 10, missing: 0 })
  })

  it('of access logs', async () => {
    const body = { source: 'web', query: '{service_name=~".*", detected_level=~".+"} | http_response_status_code >= 500' }
    expect(await histogram({ ...body, by: 'url_path' })).toMatchObject({ total: 4, values: [{ value: '/a0', count: 2 }, { value: '/a1', count: 1 }, { value: '/a2', count: 1 }] })
    expect(fieldOf(await fields(body), 'http_response_status_code')).toMatchObject({ type: 'number', count: 4, coverage: 1, distinct: 1 })
    expect(await values({ ...body, field: 'url.path' })).toMatchObject({ distinct: 3, lines: 4 })
  })

  it('of a table of one’s own', async () => {
    const body = { source: 'own', query: '{service_name="till"} | took >= 1' }
    expect(await histogram({ ...body, by: 'status' })).toMatchObject({ total: 9, values: [{ value: '200', count: 9 }] })
    expect(fieldOf(await fields(body), 'took')).toMatchObject({ type: 'number', count: 9, distinct: 9 })
    expect(await values({ source: 'own', query: '{service_name="till"}', field: 'took' })).toMatchObject({ distinct: 10, lines: 20, missing: 10 })
    expect(await values({ source: 'own', field: 'level' })).toMatchObject({ values: [{ value: 'info', count: 18 }, { value: 'error', count: 2 }] })
  })

  it('takes a query alone, and says what is wrong', async () => {
    for (const path of ['histogram', 'fields', 'fields/values', 'patterns']) {
      const field = path === 'fields/values' ? { field: 'y' } : {}
      const answer = await post(path, { query: '{a="b"}', keyword: 'x', ...field })
      expect(answer.status).toBe(400)
      expect(await answer.text()).toContain('not known here: keyword. Say which lines are meant by `query`, in LogQL')
      expect((await post(path, { query: '{a="b"} | json | x=', ...field })).status).toBe(400)
      expect((await post(path, { query: 'x'.repeat(140_000), ...field })).status).toBe(400)
    }
  })
})

describe('a comparison', () => {
  const sides = (selected: string, baseline: string) => ({ selected: { query: selected, ...range }, baseline: { query: baseline, ...range } })
  const compare = async (body: object) => compareResponseSchema.parse(await ok(post('compare', body)))

  it('of lines of every kind of source', async () => {
    const app = await compare(sides('{service_name="shop"}', '{service_name="cart"}'))
    expect(app).toMatchObject({ selected: { lines: 30 }, baseline: { lines: 10 } })
    expect(app.values.slice(0, 2).map(({ field, value }) => `${field}=${value}`).sort()).toEqual(['service_name=cart', 'service_name=shop'])
    expect((await compare({ source: 'web', ...sides('{} | http_response_status_code="500"', '{} | http_response_status_code="200"') })).selected.lines).toBe(4)
    expect((await compare({ source: 'own', ...sides('{detected_level="error"}', '{detected_level="info"}') })).baseline.lines).toBe(18)
  })

  it('is of the key’s project, and of what can be asked', async () => {
    const strange = await post('compare', sides('{}', '{}'), stranger.key)
    expect(await strange.json()).toMatchObject({ selected: { lines: 1 } })
    expect((await post('compare', { project: stranger.projectId, ...sides('{}', '{}') })).status).toBe(404)
    expect((await post('compare', { source: 'none', ...sides('{}', '{}') })).status).toBe(404)
    expect((await call('/api/v1/compare', sides('{}', '{}'), {})).status).toBe(401)
    const { selected, baseline } = sides('{}', '{}')
    for (const wrong of [{ selected }, { selected, baseline: { ...baseline, query: '{a=' } }, { selected, baseline: { ...baseline, query: 'x'.repeat(140_000) } }, { selected, baseline: { ...baseline, end: 0 } }, { selected, baseline, limit: 501 }]) {
      expect((await post('compare', wrong)).status, JSON.stringify(wrong).slice(0, 200)).toBe(400)
    }
  })
})

describe('the lines around one', () => {
  const context = async (body: object) => contextResponseSchema.parse(await ok(call('/api/v1/context', body, { 'x-api-key': account.key })))
  const idIn = async (source: string, query: string) => {
    const page = logqlResponseSchema.parse(await ok(post('query', { source, query, limit: 1 })))
    return page.kind === 'lines' ? page.lines[0]!.id : ''
  }

  it('of an app source, with a label kept', async () => {
    const found = await context({ id: await idIn('app', '{service_name="shop"} |= "user 21 "'), before: 2, after: 2, keep: ['pod'] })
    expect([...found.before, found.line, ...found.after].map(({ line }) => /user (\d+)/.exec(line)?.[1])).toEqual(['17', '19', '21', '23', '25'])
    expect(found.line).toMatchObject({ stream: { service_name: 'shop' }, metadata: { pod: 'p1', user_name: 'u0' } })
    const next = await context({ id: found.line.id, before: 0, after: 1, keep: ['pod'], cursorAfter: found.cursorAfter })
    expect(next.after[0]!.line).toContain('user 27 ')
  })

  it('of access logs, and of a table of one’s own', async () => {
    const web = await context({ source: 'web', id: await idIn('web', '{detected_level=~".+"} |= "203.0.113.10 "'), before: 1, after: 1, keep: ['http.response.status_code'] })
    expect([...web.before, ...web.after].map(({ line }) => line.split(' ', 1)[0])).toEqual(['203.0.113.5', '203.0.113.15'])
    const own = await context({ source: 'own', id: await idIn('own', '{service_name="till"} |= "sold 7"'), before: 1, after: 2 })
    expect([...own.before, own.line, ...own.after].map(({ line }) => line)).toEqual(['sold 6', 'sold 7', 'sold 8', 'sold 9'])
  })

  it('are of the key’s project and the source that is named', async () => {
    const id = await idIn('app', '{service_name="shop"}')
    const ask = (body: object, key = account.key) => call('/api/v1/context', { id, ...body }, { 'x-api-key': key })
    expect((await ask({}, stranger.key)).status).toBe(404)
    expect((await ask({ project: stranger.projectId })).status).toBe(404)
    expect((await ask({ source: 'web' })).status).toBe(404)
    for (const wrong of [{ before: 1001 }, { keep: 'pod' }, { query: '{' }, { cursorAfter: 'x' }, { id: '' }, { start: 'never' }]) expect((await ask(wrong)).status, JSON.stringify(wrong)).toBe(400)
  })
})

describe('patterns', () => {
  const patterns = async (body: object) => patternsResponseSchema.parse(await ok(post('patterns', body)))

  it('of an app source, which a query can show alone', async () => {
    const { patterns: [first, ...rest], lines } = await patterns({ query: '{service_name="shop"}' })
    expect([first, rest, lines]).toMatchObject([{ pattern: 'user <_> bought {"n":<_>}', count: 30, share: 1, previous: 0 }, [], 30])
    const alone = logqlResponseSchema.parse(await ok(post('query', { query: `{service_name=~".+"} | pattern_hash="${first!.hash}"` })))
    expect(alone.kind === 'lines' && alone.lines.map(({ metadata }) => metadata.pattern_hash)).toEqual(Array.from({ length: 40 }, () => first!.hash))
    const hidden = logqlResponseSchema.parse(await ok(post('query', { query: `{service_name=~".+"} | pattern_hash!="${first!.hash}"` })))
    expect(hidden.kind === 'lines' && hidden.lines).toEqual([])
  })

  it('of access logs, and of a table of one’s own', async () => {
    expect((await patterns({ source: 'web' })).patterns.reduce((sum, { count }) => sum + count, 0)).toBe(20)
    expect(await patterns({ source: 'own', query: '{service_name="till"}' })).toMatchObject({ patterns: [{ pattern: 'sold <_>', count: 20 }] })
  })

  it('as Loki answers, by GET and by form', async () => {
    const parameters = new URLSearchParams({ query: '{service_name="shop"}', start: String(range.start / 1000), end: String(range.end / 1000), step: '60s' })
    const headers = { 'x-api-key': account.key }
    const path = `${server.url}/loki/api/v1/patterns`
    for (const answer of [await fetch(`${path}?${parameters}`, { headers }), await fetch(path, { method: 'POST', headers, body: parameters })]) {
      const { status, data } = await answer.json() as { status: string, data: { pattern: string, samples: [number, number][] }[] }
      expect([status, data.map(({ pattern }) => pattern)]).toEqual(['success', ['user <_> bought {"n":<_>}']])
      expect(data[0]!.samples).toEqual(Array.from({ length: 10 }, (_, i) => [range.start / 1000 + i * 60, 3]))
    }
    parameters.set('step', '1ms')
    expect((await fetch(`${path}?${parameters}`, { headers })).status).toBe(400)
    parameters.set('query', 'rate({a="b"}[1m])')
    expect((await fetch(`${path}?${parameters}`, { headers })).status).toBe(400)
  })
})

describe('other tenants', () => {
  it.each(['histogram', 'fields', 'fields/values', 'patterns'])('%s', async (path) => {
    const body = { query: '{service_name=~".+"}', ...path === 'fields/values' && { field: 'service_name' } }
    expect((await post(path, { ...body, project: stranger.projectId })).status).toBe(404)
    expect((await post(path, { ...body, source: 'web' }, stranger.key)).status).toBe(404)
    expect(await (await post(path, body)).text()).not.toMatch(/canary|secret/)
    expect((await post(path, body, 'cw_not-a-key')).status).toBe(401)
  })
})
