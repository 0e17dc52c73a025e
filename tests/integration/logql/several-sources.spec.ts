/** Several sources in one request, over HTTP: who may ask, and how lines tell where they are from. */
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signUp, type Account } from '../../fixtures/account'
import { queryPage } from '../../fixtures/query'
import { startServer, type TestServer } from '../../fixtures/server'
import { metric, waitUntil } from '../../fixtures/wait'

let server: TestServer
let account: Account
const now = Date.now()
const range = { start: now - 600_000, end: now + 60_000 }
const both = ['app', 'jobs']

const call = (path: string, body: object, headers: Record<string, string> = {}) => fetch(`${server.url}${path}`, {
  method: 'POST', headers: { 'x-api-key': account.key, 'content-type': 'application/json', ...headers }, body: JSON.stringify(body),
})
const ask = (path: string, body: object) => call(`/api/v1/${path}`, { ...range, ...body })
const json = async (answer: Response) => {
  const text = await answer.text()
  expect(answer.status, text).toBe(200)
  return JSON.parse(text)
}

beforeAll(async () => {
  server = await startServer()
  account = await signUp(server.url)
  const session = { 'x-api-key': '', 'cookie': account.cookie, 'origin': server.url }
  const post = async (path: string, body: object) => (await call(path, body, session)).json()
  await post(`/api/v1/projects/${account.projectId}/sources`, { name: 'jobs' })
  await post(`/api/v1/projects/${account.projectId}/sources`, { name: 'unused' })
  const other = await post('/api/v1/projects', { name: 'Other' })
  await post(`/api/v1/projects/${other.project.id}/sources`, { name: 'foreign' })
  await call('/ingest?source=foreign', [{ service: 'shop', message: 'canary' }], { 'x-api-key': other.apiKey.key })
  for (const source of both) {
    const lines = Array.from({ length: 10 }, (_, i) => ({ timestamp: new Date(now - 300_000 + i * 1000).toISOString(), service: 'shop', level: 'info', message: `line ${i} of ${source}` }))
    expect((await call(`/ingest?source=${source}`, lines)).status).toBe(200)
  }
  await waitUntil('the lines are stored', async () => await metric(server.url, 'cordwood_spool_segments') === 0)
})
afterAll(async () => {
  const dataDir = server?.dataDir
  await server?.stop()
  if (dataDir) rmSync(dataDir, { recursive: true, force: true })
})

describe('several sources', () => {
  it('give their lines together, each with its source, page by page', async () => {
    const seen: string[] = []
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await json(await ask('query', { source: [...both, 'unused', 'app'], query: '{service_name="shop"}', limit: 3, ...cursor ? { cursor } : {} }))
      for (const { line, source } of page.lines) {
        expect(line).toContain(`of ${source}`)
        seen.push(line)
      }
      cursor = page.cursor
    }
    expect(seen).toHaveLength(20)
    expect(new Set(seen).size).toBe(20)
  })

  it('answer all that is asked of lines', async () => {
    const query = '{service_name="shop"}'
    const [first] = (await json(await ask('query', { source: both, query, limit: 1 }))).lines
    expect((await json(await ask('histogram', { source: both }))).total).toBe(20)
    expect((await json(await ask('fields', { source: both, query }))).lines).toBe(20)
    expect((await json(await ask('fields/values', { source: both, field: 'service' }))).values).toEqual([{ value: 'shop', count: 20 }])
    expect((await json(await ask('patterns', { source: both, query }))).lines).toBe(20)
    expect((await json(await call('/api/v1/context', { source: both, id: first.id, before: 3 }))).before.map(({ source }: { source: string }) => source)).toHaveLength(3)
    expect((await json(await call('/api/v1/record', { source: both, id: first.id }))).record).toMatchObject({ source: first.source, message: first.line })
    expect((await json(await ask('query/explain', { source: both, query }))).reads[0].sql).toContain('UNION ALL')
    const csv = await ask('query', { source: both, query, format: 'csv', limit: 1 })
    expect((await csv.text()).split('\r\n')[0]).toBe('time,id,source,line,labels')
    const { records } = await queryPage(server.url, account.key, { ...range, source: both })
    expect(new Set(records.map(({ source, message }) => message.endsWith(`of ${source}`)))).toEqual(new Set([true]))
  })

  it('give what arrived then, of each by its own ids', async () => {
    const all = (await json(await ask('query', { source: both, query: '{service_name="shop"}' }))).lines as { id: string, line: string, source: string }[]
    const idOf = (line: string) => all.find(found => found.line === line)!.id
    const arrived = { after: `${idOf('line 2 of app')},${idOf('line 7 of jobs')}`, upTo: `${idOf('line 9 of jobs')},${idOf('line 4 of app')}` }
    const seen: string[] = []
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await json(await ask('query', { source: both, query: '{service_name="shop"}', arrived, limit: 1, order: 'asc', ...cursor ? { cursor } : {} }))
      seen.push(...page.lines.map(({ line }: { line: string }) => line))
      cursor = page.cursor
    }
    expect(seen).toEqual(['line 3 of app', 'line 4 of app', 'line 8 of jobs', 'line 9 of jobs'])
    expect((await json(await ask('query/explain', { source: both, query: '{service_name="shop"}', arrived }))).reads[0].sql).toMatch(/FROM \{table1:Identifier\} WHERE Segment >= /)
  })

  it('of one source tell it not: the list is as its name', async () => {
    const page = await json(await ask('query', { source: ['app', 'app'], query: '{service_name="shop"}' }))
    expect(page.lines).toHaveLength(10)
    expect(page.lines[0]).not.toHaveProperty('source')
  })

  it('may be asked for as Loki is asked', async () => {
    const address = `${server.url}/loki/api/v1/query?query=${encodeURIComponent('sum(count_over_time({service_name="shop"}[10m]))')}`
    const sum = async (more: string, headers: object = {}) => (await json(await fetch(`${address}${more}`, { headers: { 'x-api-key': account.key, ...headers } }))).data.result[0].value[1]
    expect(await sum('&source=app,jobs')).toBe('20')
    expect(await sum('', { 'x-source': 'app, jobs' })).toBe('20')
    expect(await sum('&source=jobs')).toBe('10')
  })

  it.each<[string, object, number]>([
    ['another project’s among them', { source: ['app', 'foreign'] }, 404], ['none', { source: [] }, 400], ['too many', { source: Array.from({ length: 21 }, (_, i) => `s${i}`) }, 400],
    ['no names', { source: ['app', 'x`) UNION ALL SELECT * FROM system.users'] }, 400], ['by when lines arrived in others', { source: both, arrived: { after: '1-1' } }, 400], ['by when lines arrived in more', { source: both, arrived: { upTo: 'app:1-1,jobs:1-1,unused:1-1' } }, 400],
    ['by when lines arrived in several, of one', { source: 'app', arrived: { after: 'app:1-1,jobs:1-1' } }, 400], ['by no ids', { source: both, arrived: { after: 'app:1-1;jobs:1-1' } }, 400],
    ['in SQL', { source: both, language: 'sql', query: 'SELECT 1' }, 400],
  ])('are refused: %s', async (_name, body, status) => {
    const answer = await ask('query', { query: '{service_name="shop"}', ...body })
    const text = await answer.text()
    expect([answer.status, text]).toEqual([status, expect.stringContaining('message')])
    expect(text).not.toContain('canary')
  })
})
