import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { QueryVariable } from '#shared/schemas/saved-queries'
import { fillVariables } from '#shared/variables/fill'
import { startServer, type TestServer } from '~~/tests/fixtures/server'
import { waitUntil } from '~~/tests/fixtures/wait'
import { member, RANGE, sendLines, type Member } from './support'

const SERVICES = ['plain', 'it\'s', 'say "hi"', 'back\\slash', 'tick`s', '.*', 'a|b', '{{x}}', '\') OR (\'1\'=\'1', '"} or {a="', 'new\nline', '-- no comment', '/* nor this', '𝒳']
let server: TestServer
let ada: Member
let bob: Member

beforeAll(async () => {
  server = await startServer()
  ada = await member(server.url, 'ada@example.com')
  bob = await member(server.url, 'bob@example.com')
  await sendLines(server.url, ada, SERVICES.map(service => ({ service, message: `a line of ${service}` })))
})
afterAll(async () => server?.stop())

const content = { name: 'Errors', language: 'logql', query: '{a="b"}', visibility: 'project' }
const ask = (query: string, language = 'logql', more: object = {}) => ada.as('POST', '/api/v1/query', { project: ada.projectId, language, query, ...RANGE, ...more })

describe('saved queries by HTTP', () => {
  it('are made, changed, deleted and brought back', async () => {
    const made = await ada.as('POST', `${ada.path}/saved-queries`, content)
    expect([made.status, made.body.query.version]).toEqual([201, 1])
    const path = `${ada.path}/saved-queries/${made.body.query.id}`
    expect((await ada.as('PUT', path, { ...content, query: '{a="c"}', version: 1 })).body.query.version).toBe(2)
    expect((await ada.as('PUT', path, { ...content, query: '{a="d"}', version: 1 })).status).toBe(409)
    expect((await ada.as('PUT', `${path}/favourite`, { favourite: true })).status).toBe(204)
    expect((await ada.as('GET', `${path}/versions`)).body.versions).toHaveLength(2)
    expect((await ada.as('DELETE', path)).status).toBe(204)
    expect((await ada.as('GET', path)).status).toBe(404)
    expect((await ada.as('POST', `${path}/restore`, {})).body.query).toMatchObject({ version: 2, favourite: true })
  })

  it('of another tenant are not there, and keys have none', async () => {
    const { id } = (await ada.as('POST', `${ada.path}/saved-queries`, content)).body.query
    for (const path of [`${ada.path}/saved-queries/${id}`, `${bob.path}/saved-queries/${id}`]) {
      expect((await bob.as('GET', path)).status).toBe(404)
      expect((await bob.as('PUT', path, { ...content, version: 1 })).status).toBe(404)
      expect((await bob.as('DELETE', path)).status).toBe(404)
      expect((await bob.as('POST', `${path}/restore`, {})).status).toBe(404)
      expect((await bob.as('GET', `${path}/versions`)).status).toBe(404)
      expect((await bob.as('PUT', `${path}/favourite`, { favourite: true })).status).toBe(404)
    }
    expect((await bob.as('GET', `${ada.path}/saved-queries`)).status).toBe(404)
    expect((await bob.as('POST', `${ada.path}/saved-queries`, content)).status).toBe(404)
    expect((await ada.as('GET', `${ada.path}/saved-queries`, undefined, { 'cookie': '', 'x-api-key': ada.key })).status).toBe(401)
    expect((await ada.as('POST', `${ada.path}/saved-queries`, { ...content, query: 'x'.repeat(20_001) })).status).toBe(400)
  })
})

describe('values of variables in the engine', () => {
  const x = (type: QueryVariable['type']): QueryVariable[] => [{ name: 'x', type, default: [] }]

  it.each(SERVICES)('find that value and no other: %j', async (service) => {
    const logql = fillVariables('{service_name="{{x}}"}', 'logql', x('string'), { x: [service] })
    expect((await ask(logql)).body.lines.map(({ stream }: { stream: Record<string, string> }) => stream.service_name)).toEqual([service])
    const list = fillVariables('{service_name=~"{{x}}"}', 'logql', x('values'), { x: [service, 'nobody'] })
    expect((await ask(list)).body.lines).toHaveLength(1)
    for (const [text, type] of [['= {{x}}', 'string'], ['= \'{{x}}\'', 'string'], ['IN {{x}}', 'values']] as const) {
      const sql = fillVariables(`SELECT ServiceName FROM app WHERE ServiceName ${text}`, 'sql', x(type), { x: [service] })
      expect((await ask(sql, 'sql')).body.rows, sql).toEqual([[service]])
    }
  })

  it('that are durations and numbers are what they say', async () => {
    const sql = (text: string, type: QueryVariable['type'], value: string) => ask(fillVariables(text, 'sql', x(type), { x: [value] }), 'sql')
    expect((await sql('SELECT toString(toDateTime(\'2026-01-01 01:00:00\', \'UTC\') - {{x}})', 'duration', '1h30m')).body.rows).toEqual([['2025-12-31 23:30:00']])
    expect((await sql('SELECT 10 -{{x}}, 2', 'number', '-5')).body.rows).toEqual([[15, 2]])
  })
})

describe('the history', () => {
  const runs = async () => (await ada.as('GET', `${ada.path}/query-history`)).body.runs

  it('has what a session wanted remembered, however it is answered and however it ends', async () => {
    await ask('{service_name="plain"}')
    expect(await runs()).toEqual([])
    await ask('{service_name="plain"}', 'logql', { remember: true })
    await ask('SELECT arrayJoin([1, 2, 3])', 'sql', { remember: true, format: 'ndjson' })
    await ask('{service_name="plain"', 'logql', { remember: true })
    await ask('SELECT nothing_of_this_name', 'sql', { remember: true, format: 'csv' })
    await waitUntil('all four are there', async () => (await runs()).length === 4)
    expect(await runs()).toMatchObject([
      { language: 'sql', outcome: 'failed', message: expect.stringContaining('nothing_of_this_name') },
      { language: 'logql', query: '{service_name="plain"', outcome: 'failed' },
      { language: 'sql', outcome: 'done', rows: 3 },
      { language: 'logql', outcome: 'done', rows: 1, start: '2026-01-01T00:00:00.000Z', end: '2026-01-02T00:00:00.000Z' },
    ])
    expect((await runs())[3].scannedRows).toBeGreaterThan(0)
  })

  it('has nothing of keys, and is nobody else’s', async () => {
    const before = (await runs()).length
    await ask('{service_name="of a key"}', 'logql', { remember: true })
    await ada.as('POST', '/api/v1/query', { query: '{service_name="by key"}', ...RANGE, remember: true }, { 'cookie': '', 'x-api-key': ada.key })
    expect((await runs()).map(({ query }: { query: string }) => query).slice(0, -before)).toEqual(['{service_name="of a key"}'])
    const [{ id }] = await runs()
    expect((await bob.as('GET', `${ada.path}/query-history`)).status).toBe(404)
    expect((await bob.as('DELETE', `${ada.path}/query-history`)).status).toBe(404)
    expect((await bob.as('DELETE', `${bob.path}/query-history/${id}`)).status).toBe(404)
    expect((await ada.as('DELETE', `${ada.path}/query-history/${id}`)).status).toBe(204)
    expect((await ada.as('DELETE', `${ada.path}/query-history`)).status).toBe(204)
    expect(await runs()).toEqual([])
  })
})
