import { deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EXCEPTIONS } from '~~/server/domain/ingest/clickhouse'
import { signUp, type Account } from '../../fixtures/account'
import { queryAll } from '../../fixtures/query'
import { startServer, type TestServer } from '../../fixtures/server'
import { waitUntil } from '../../fixtures/wait'
import { testEngine } from '../engine/support'

let server: TestServer
let account: Account
beforeAll(async () => {
  server = await startServer({ env: { CORDWOOD_SPOOL_MAX_MB: '2' } })
  account = await signUp(server.url)
})
afterAll(() => server?.stop())

const INSERT = 'INSERT INTO app FORMAT JSONEachRow'
type Params = Record<string, string>
interface Send { params?: Params, method?: string, headers?: Record<string, string>, body?: BodyInit, path?: string, keyed?: boolean }

const ask = ({ params = {}, method = 'POST', headers = {}, body = null as unknown as BodyInit, path = '/clickhouse/', keyed = true }: Send) =>
  fetch(`${server.url}${path}?${new URLSearchParams(params).toString()}`, { method, headers: { ...keyed ? { 'x-clickhouse-key': account.key } : {}, ...headers }, body })
const row = (service: string, message = 'one') => JSON.stringify({ service, message })

async function stored(service: string, count: number): Promise<string[]> {
  const range = { start: '2000-01-01T00:00:00Z', end: '2100-01-01T00:00:00Z', service }
  let messages: string[] = []
  await waitUntil(`${count} lines of ${service} can be read`, async () => {
    messages = (await queryAll(server.url, account.key, range)).map(({ message }) => message)
    return messages.length >= count
  })
  return messages.sort()
}

describe('the key', () => {
  const insert = { params: { query: INSERT }, keyed: false }
  it.each<[string, () => Send]>([
    ['Basic', () => ({ headers: { authorization: `Basic ${btoa(`any:${account.key}`)}` } })], ['Bearer', () => ({ headers: { authorization: `Bearer ${account.key}` } })],
    ['ClickHouse’s headers', () => ({ headers: { 'x-clickhouse-user': 'any', 'x-clickhouse-key': account.key } })], ['parameters', () => ({ params: { ...insert.params, user: 'any', password: account.key } })],
    ['X-API-Key', () => ({ headers: { 'x-api-key': account.key } })],
  ])('goes in as %s, and into no log', async (way, send) => {
    expect((await ask({ ...insert, body: row(`key ${way}`), ...send() })).status).toBe(200)
    expect(await stored(`key ${way}`, 1)).toEqual(['one'])
    expect(server.output()).not.toContain(account.key.slice(3))
  })

  it.each<[string, Send, number, string]>([
    ['no key', {}, 401, 'Code: 194. DB::Exception: '], ['a wrong one', { params: { ...insert.params, password: 'cw_wrong' } }, 401, 'Code: 516. DB::Exception: '],
    ['a wrong one in a header', { headers: { 'x-clickhouse-key': 'cw_wrong' } }, 401, 'Code: 516. DB::Exception: '],
  ])('is asked for: %s', async (_what, send, status, text) => {
    const answer = await ask({ ...insert, body: row('none'), ...send })
    expect([answer.status, answer.headers.get('x-clickhouse-exception-code')]).toEqual([status, text.slice(6, 9)])
    expect(await answer.text()).toMatch(new RegExp(`^${text}.+ \\([A-Z_]+\\)\n$`))
  })

  it('opens no other address by parameter', async () => {
    expect((await fetch(`${server.url}/ingest?password=${account.key}`, { method: 'POST', body: '{"message":"x"}' })).status).toBe(401)
  })

  it('opens the sources of its own project only', async () => {
    const other = await signUp(server.url, 'other@example.com')
    for (const table of ['app', `source_${account.sourceId}`]) {
      const status = (await ask({ params: { query: `INSERT INTO ${table} FORMAT JSONEachRow` }, headers: { 'x-clickhouse-key': other.key }, body: row('not mine') })).status
      expect([table, status]).toEqual([table, table === 'app' ? 200 : 404])
    }
    expect(await queryAll(server.url, account.key, { start: '2000-01-01T00:00:00Z', end: '2100-01-01T00:00:00Z', service: 'not mine' })).toEqual([])
  })
})

describe('the statement', () => {
  it.each<[string, (service: string) => Send]>([
    ['a parameter', service => ({ params: { query: INSERT }, body: row(service) })], ['the body', service => ({ body: `${INSERT}\n${row(service)}` })], ['the body, in one line', service => ({ body: `${INSERT} ${row(service)}` })],
    ['both', service => ({ params: { query: 'INSERT INTO' }, body: `app FORMAT JSONEachRow\n${row(service)}` })], ['a parameter, with its rows', service => ({ params: { query: `${INSERT} ${row(service)}` } })],
    ['a compressed body', service => ({ body: gzipSync(`${INSERT}\n${row(service)}`) as BodyInit, headers: { 'content-encoding': 'gzip' } })], ['a deflated body', service => ({ params: { query: INSERT }, body: deflateSync(row(service)) as BodyInit, headers: { 'content-encoding': 'deflate' } })],
    ['the address without a slash', service => ({ path: '/clickhouse', params: { query: INSERT }, body: row(service) })],
    ['the physical table', service => ({ params: { query: `INSERT INTO cordwood.source_${account.sourceId} FORMAT JSONEachRow` }, body: row(service) })],
    ['the project’s id as its database', service => ({ params: { query: INSERT, database: account.projectId }, body: row(service) })],
    ['the database in a header', service => ({ params: { query: INSERT }, headers: { 'x-clickhouse-database': 'default' }, body: row(service) })],
  ])('stands in %s', async (way, send) => {
    const answer = await ask(send(`statement ${way}`))
    expect([answer.status, await answer.text()]).toEqual([200, ''])
    expect(JSON.parse(answer.headers.get('x-clickhouse-summary')!)).toMatchObject({ written_rows: '1' })
    expect(await stored(`statement ${way}`, 1)).toEqual(['one'])
  })

  it.each<[string, Send, number, number]>([
    ['nothing at all', {}, 400, 62], ['no format', { params: { query: 'INSERT INTO app' }, body: row('x') }, 400, 62], ['rows in two places', { params: { query: `${INSERT} {"a":1}` }, body: row('x') }, 400, 62],
    ['one that is too long', { body: `INSERT INTO app ${' '.repeat(70_000)} FORMAT JSONEachRow` }, 413, 229], ['a statement that is none', { params: { query: 'SELECT (' } }, 400, 62],
    ['an INSERT by GET', { method: 'GET', params: { query: INSERT } }, 405, 164], ['half a statement by GET', { method: 'GET', params: { query: 'INSERT' } }, 400, 62],
    ['ClickHouse’s own compression', { params: { query: INSERT, decompress: '1' }, body: 'x' }, 415, 89], ['Snappy', { params: { query: INSERT }, headers: { 'content-encoding': 'snappy' }, body: 'x' }, 415, 89], ['an unknown coding', { params: { query: INSERT }, headers: { 'content-encoding': 'lz4' }, body: 'x' }, 415, 779],
    ['an unknown source', { params: { query: 'INSERT INTO nosuch FORMAT CSV' }, body: 'x' }, 404, 60], ['an unknown format', { params: { query: 'INSERT INTO app FORMAT RowBinary' }, body: 'x' }, 404, 73],
    ['a setting that would change the rows', { params: { query: INSERT, format_csv_allow_single_quotes: '1' }, body: 'x' }, 404, 115],
    ['more than the spool takes', { params: { query: INSERT }, body: `${row('x', 'y'.repeat(1_000_000))}\n`.repeat(4) }, 503, 252],
  ])('refuses %s in ClickHouse’s words', async (_what, send, status, code) => {
    const answer = await ask(send)
    expect([answer.status, answer.headers.get('x-clickhouse-exception-code')]).toEqual([status, String(code)])
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/)
    expect(answer.headers.get('x-clickhouse-query-id')).toBeTruthy()
    expect(await answer.text()).toMatch(new RegExp(`^Code: ${code}\\. DB::Exception: .+ \\([A-Z_]+\\)\n$`))
    expect(answer.headers.has('retry-after')).toBe(status === 503)
  })

  it('stores nothing for an insert of nothing', async () => {
    const answer = await ask({ params: { query: INSERT } })
    expect([answer.status, JSON.parse(answer.headers.get('x-clickhouse-summary')!)]).toMatchObject([200, { written_rows: '0' }])
  })
})

describe('health', () => {
  it.each<[string, Send, string]>([
    ['/clickhouse/ping', { keyed: false }, 'Ok.\n'], ['/clickhouse/replicas_status', { keyed: false }, 'Ok.\n'], ['/clickhouse/', {}, 'Ok.\n'], ['/clickhouse/', { params: { query: 'SELECT 1' } }, '1\n'],
    ['/clickhouse', { params: { query: 'SELECT \'ping\'' } }, 'ping\n'],
  ])('GET and HEAD %s', async (path, send, text) => {
    const answer = await ask({ path, method: 'GET', ...send })
    expect([answer.status, await answer.text()]).toEqual([200, text])
    const head = await ask({ path, method: 'HEAD', ...send })
    expect([head.status, await head.text()]).toEqual([200, ''])
  })
})

it('calls its exceptions as ClickHouse does', async () => {
  const engine = await testEngine()
  try {
    const names = await engine.rows<{ code: number, name: string }>(`SELECT toUInt32(code) AS code, errorCodeToName(code) AS name FROM (SELECT arrayJoin([${Object.values(EXCEPTIONS).join(',')}]) AS code)`)
    expect(Object.fromEntries(names.map(({ code, name }) => [name, code]))).toEqual(EXCEPTIONS)
  }
  finally {
    await engine.close()
  }
})
