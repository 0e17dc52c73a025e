/** `POST /api/v1/query`: LogQL by our own API. */
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { explainResponseSchema, logqlResponseSchema, logqlSqlResponseSchema, queryLimitsResponseSchema, type LogqlExplanation } from '#shared/schemas/logql'
import { sqlPlanSchema } from '#shared/schemas/sql-plan'
import { signUp, type Account } from '../../fixtures/account'
import { startServer, type TestServer } from '../../fixtures/server'
import { metric, waitUntil } from '../../fixtures/wait'

let server: TestServer
let account: Account
let stranger: Account
const now = Date.now()
const range = { start: now - 600_000, end: now + 60_000 }

async function ingest(key: string, lines: object[]): Promise<void> {
  const answer = await fetch(`${server.url}/ingest`, { method: 'POST', headers: { 'x-api-key': key, 'content-type': 'application/json' }, body: JSON.stringify(lines) })
  expect(answer.ok, await answer.text()).toBe(true)
}

beforeAll(async () => {
  server = await startServer()
  account = await signUp(server.url)
  const answer = await fetch(`${server.url}/api/v1/projects`, {
    method: 'POST', headers: { 'cookie': account.cookie, 'content-type': 'application/json', 'origin': server.url }, body: JSON.stringify({ name: 'Other' }),
  })
  const other = await answer.json() as { project: { id: string }, source: { id: string }, apiKey: { key: string } }
  stranger = { ...account, key: other.apiKey.key, projectId: other.project.id, sourceId: other.source.id }
  await ingest(account.key, Array.from({ length: 50 }, (_, i) => ({
    timestamp: new Date(now - 300_000 + (i >> 1) * 1000).toISOString(), service: i % 5 === 0 ? 'cart' : 'shop', level: i % 10 === 0 ? 'error' : 'info',
    message: `{"n":${i},"status":${i % 10 === 0 ? 500 : 200}}`, tags: { 'user.name': `u${i % 3}` },
  })))
  await ingest(stranger.key, [{ service: 'secret', message: 'canary-of-the-other-project' }])
  await waitUntil('the lines are stored', async () => await metric(server.url, 'cordwood_spool_segments') === 0)
})
afterAll(async () => {
  const dataDir = server?.dataDir
  await server?.stop()
  if (dataDir) rmSync(dataDir, { recursive: true, force: true })
})

const post = (path: string, body: object, key = account.key) => fetch(`${server.url}/api/v1/${path}`, {
  method: 'POST', headers: { 'x-api-key': key, 'content-type': 'application/json' }, body: JSON.stringify({ ...range, ...body }),
})

async function ask(body: object) {
  const answer = await post('query', body)
  const text = await answer.text()
  expect(answer.status, text).toBe(200)
  return logqlResponseSchema.parse(JSON.parse(text))
}

async function explain(query: string, more: object = {}): Promise<LogqlExplanation> {
  const explanation = explainResponseSchema.parse(await (await post('query/explain', { query, ...more })).json())
  if (explanation.language !== 'logql') throw new Error(explanation.language)
  return explanation
}

describe('lines', () => {
  it.each(['desc', 'asc'] as const)('come page by page, each once: %s', async (order) => {
    const ids: string[] = []
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await ask({ query: '{service_name=~"shop|cart"} | json | n >= 0', order, limit: 7, ...cursor ? { cursor } : {} })
      if (page.kind !== 'lines') throw new Error(page.kind)
      ids.push(...page.lines.map(({ id }) => id))
      cursor = page.cursor
    }
    expect([ids.length, new Set(ids).size]).toEqual([50, 50])
  })

  it.each([['{}', 50], ['{service_name!="shop"}', 10], ['{} | json | status >= 500', 5]])('are all lines, or all but some, without a label to begin with: %s', async (query, count) => {
    const page = await ask({ query })
    expect(page.kind === 'lines' && page.lines.length).toBe(count)
    expect(page.kind === 'lines' && page.lines.some(({ line }) => line.includes('canary'))).toBe(false)
    const numbers = await ask({ query: `sum(count_over_time(${query} [1h]))` })
    expect(numbers).toMatchObject({ kind: 'vector', samples: [{ value: count }] })
    // Loki has no such query.
    const loki = await fetch(`${server.url}/loki/api/v1/query_range?query=${encodeURIComponent(query.replace('{}', '{service_name=~".*"}'))}`, { headers: { 'x-api-key': account.key } })
    expect([loki.status, await loki.text()]).toEqual([400, expect.stringContaining('without any of its labels')])
  })

  it('have their labels by where they are from', async () => {
    const page = await ask({ query: '{service="cart"} | json | status = 500 | user_name = "u0"', limit: 1 })
    expect(page).toMatchObject({ kind: 'lines', lines: [{
      line: '{"n":30,"status":500}', stream: { service_name: 'cart', detected_level: 'error' }, metadata: { user_name: 'u0' }, parsed: { n: '30', status: '500' },
    }] })
  })

  it('keep a cursor to its query', async () => {
    const first = await ask({ query: '{service_name="shop"}', limit: 1 })
    if (first.kind !== 'lines') throw new Error(first.kind)
    const answer = await post('query', { query: '{service_name="cart"}', limit: 1, cursor: first.cursor })
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('cursor does not belong')])
  })
})

describe('numbers', () => {
  it('come over time and at one moment', async () => {
    const { start, end } = { start: now - 360_000, end: now }
    expect(await ask({ start, end, query: 'sum(count_over_time({service_name=~".+"}[10m]))' })).toMatchObject({ kind: 'vector', samples: [{ labels: {}, value: 50 }] })
    const over = await ask({ start, end, step: '1m', query: 'sum by (level) (count_over_time({service_name=~".+"}[10m]))' })
    if (over.kind !== 'matrix') throw new Error(over.kind)
    expect(over.series.map(({ labels, points }) => [labels.level, points.at(-1)![1]])).toEqual([['error', 5], ['info', 45]])
    expect(await ask({ query: '1/0' })).toMatchObject({ kind: 'scalar', value: 'NaN' }) // As in Loki
  })

  it('are the same from the engine and line by line', async () => {
    const inEngine = await ask({ query: 'sum by (service_name) (bytes_over_time({service_name=~".+"} |= "500" [10m]))', step: '30s' })
    const byLine = await ask({ query: 'sum by (service_name) (bytes_over_time({service_name=~".+"} | line_format "{{__line__}}" |= "500" [10m]))', step: '30s' })
    if (inEngine.kind !== 'matrix' || byLine.kind !== 'matrix') throw new Error('no matrix')
    expect(inEngine.series.length).toBe(1)
    expect(inEngine.series).toEqual(byLine.series)
  })

  it('have bounds', async () => {
    const answer = await post('query', { query: 'count_over_time({a="b"}[1m])', step: '0.01' })
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('more than 11000 points')])
  })
})

describe('SQL', () => {
  it('reads the project’s sources by their names', async () => {
    const table = await ask({ language: 'sql', query: 'SELECT ServiceName AS service, count() AS lines FROM app WHERE Timestamp >= {from} AND Timestamp < {to} GROUP BY service ORDER BY service' })
    expect(table).toMatchObject({ kind: 'table', columns: [{ name: 'service' }, { name: 'lines', type: 'UInt64' }], rows: [['cart', '10'], ['shop', '40']], truncated: false })
    expect(await ask({ language: 'sql', query: 'SELECT count() FROM {source}' })).toMatchObject({ rows: [['50']] })
  })

  it.each([
    'SELECT * FROM system.users', 'SELECT file(\'/etc/passwd\')', 'SELECT 1; SELECT 2', 'DROP TABLE app', 'SELECT * FROM url(\'http://127.0.0.1/\')', 'SELECT 1 INTO OUTFILE \'/tmp/x\'',
  ])('refuses what may not be: %s', async (query) => {
    const answer = await post('query', { language: 'sql', query })
    expect(answer.status, await answer.text()).toBe(400)
  })
})

describe('explain', () => {
  it('tells what ClickHouse is asked, and what is left', async () => {
    expect(await explain('sum by (app) (rate({service_name="shop"} |= "x" [5m]))', { step: '1m' })).toMatchObject({ reads: [{ engine: true, stages: [] }] })
    expect((await explain('{service_name="shop"} | json | status = 500')).reads).toMatchObject([{ engine: false, stages: ['json', 'labelFilter'] }])
  })

  it('tells what a statement in SQL would read', async () => {
    const sql = (query: string, more: object = {}) => post('query/explain', { language: 'sql', query, ...more })
    const plan = sqlPlanSchema.parse(await (await sql('SELECT Body FROM {source} WHERE Timestamp >= {from} AND Timestamp < {to}')).json())
    expect(plan.estimate).toMatchObject([{ source: 'app', rows: expect.any(Number) }])
    expect(plan.steps.at(-1)!.read).toMatchObject({ source: 'app' })
    const refused = await sql('SELECT 1 FROM file(\'/etc/passwd\')')
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('file')])
    expect((await sql('SELECT 1', { project: stranger.projectId })).status).toBe(404)
  })
})

describe('a hostile query', () => {
  const hostile = [
    '\'', '"); DROP TABLE x; --', '{p0:String}', '\\', '\\\\\'', '\u0000', '`', '%\'--', '*/ UNION ALL SELECT 1 /*', '$(id)', '{{.x}}',
  ]

  it.each(hostile)('finds nothing of others and breaks nothing: %j', async (text) => {
    const value = JSON.stringify(text).replaceAll('\\u0000', '\\x00')
    for (const query of [
      `{service_name=${value}}`, `{a=${value}} |= ${value}`, `{service_name=~".+"} != ${value} | b=${value}`, `sum by (a) (count_over_time({a!=${value}, service_name=~".+"} |= ${value} [5m]))`,
    ]) {
      const answer = await post('query', { query, step: '1m' })
      const body = await answer.text()
      expect(answer.status, `${query}: ${body}`).toBe(200)
      expect(body).not.toContain('canary-of-the-other-project')
    }
  })

  it('can’t name the source of another project', async () => {
    expect((await post('query', { query: '{a="b"}', project: stranger.projectId })).status).toBe(404)
    const all = await (await post('query', { query: '{service_name=~".+"}', limit: 5000 })).text()
    expect(all).not.toContain('canary')
  })

  it.each(['(a{1000}){1000}', '(((((a*)*)*)*)*)*b'])('with an expression that is too much is refused, or answered in time: %s', async (expression) => {
    const answer = await post('query', { query: `{service_name=~".+"} |~ ${JSON.stringify(expression)}` })
    expect([200, 400]).toContain(answer.status)
  })
})

describe('LogQL as SQL', () => {
  it('is given over the source that is asked, and can be asked at once', async () => {
    const query = 'sum by (service_name) (count_over_time({service_name=~"shop|cart"} | json | status = 500 [20m]))'
    const { sql, missing } = logqlSqlResponseSchema.parse(await (await post('query/sql', { query })).json())
    expect([missing, sql]).toEqual([[], expect.stringContaining('FROM app')])
    expect(await ask({ language: 'sql', query: sql })).toMatchObject({ columns: [{ name: 'time' }, { name: 'service_name' }, { name: 'value' }], rows: [[expect.any(String), 'cart', '5']] })
  })

  it('keeps to the project, and refuses what is no LogQL', async () => {
    expect((await post('query/sql', { query: '{a="b"}', source: 'nowhere' })).status).toBe(404)
    expect((await post('query/sql', { query: '{a="b"}', project: stranger.projectId })).status).toBe(404)
    expect((await post('query/sql', { query: '{a=' })).status).toBe(400)
    expect((await post('query/sql', { query: 'SELECT 1', language: 'sql' })).status).toBe(400)
    expect((await post('query/sql', { query: '{a="b"}' }, 'nobody')).status).toBe(401)
  })
})

describe('limits', () => {
  const limitsOf = async (headers: Record<string, string>) => queryLimitsResponseSchema.parse(await (await fetch(`${server.url}/api/v1/query/limits`, { headers })).json())

  it('are those of the caller: a key’s, or the role’s', async () => {
    const [key, admin] = [await limitsOf({ 'x-api-key': account.key }), await limitsOf({ cookie: account.cookie })]
    expect([key.seconds, key.series, admin.seconds, admin.series]).toEqual([30, 5000, 120, 10_000])
    const drilldown = await fetch(`${server.url}/loki/api/v1/drilldown-limits`, { headers: { cookie: account.cookie } })
    expect(await drilldown.json()).toMatchObject({ limits: { query_timeout: '120s', max_query_series: 10_000 } })
    expect((await fetch(`${server.url}/api/v1/query/limits`)).status).toBe(401)
  })
})
