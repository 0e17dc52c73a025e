import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ClickHouseLogLevel, createClient, type ClickHouseClient, type ClickHouseClientConfigOptions } from '@clickhouse/client'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { signUp, type Account } from '../../fixtures/account'
import { startServer, type TestServer } from '../../fixtures/server'
import { waitUntil } from '../../fixtures/wait'
import { attacks } from './attacks'
import { CANARY } from './support'

let server: TestServer
let account: Account
let other: Account
const clients: ClickHouseClient[] = []

beforeAll(async () => {
  server = await startServer()
  account = await signUp(server.url)
  other = await signUp(server.url, 'other@example.com')
  const rows = Array.from({ length: 30 }, (_, i) => ({ Timestamp: `2026-01-02 03:04:${String(i).padStart(2, '0')}.5`, ServiceName: 'shop', SeverityText: i % 2 ? 'error' : 'info', Body: `line ${i}`, LogAttributes: { n: i } }))
  await connect().insert({ table: 'app', values: rows, format: 'JSONEachRow' })
  await connect({ password: other.key }).insert({ table: 'app', values: [{ Body: CANARY, ServiceName: 'secret' }], format: 'JSONEachRow' })
  await waitUntil('the rows of both can be read', async () => (await count(account.key)) === '30' && (await count(other.key)) === '1')
})
afterEach(() => Promise.all(clients.splice(0).map(client => client.close())))
afterAll(() => server?.stop())

/** ClickHouse's own client, as its users set it up. */
function connect(options: ClickHouseClientConfigOptions = {}): ClickHouseClient {
  const client = createClient({ url: server.url, pathname: '/clickhouse', username: 'any', password: account.key, log: { level: ClickHouseLogLevel.OFF }, ...options })
  clients.push(client)
  return client
}

const count = async (key: string) => (await (await ask({ query: 'SELECT count() FROM app' }, { key })).text()).trim()

interface Send { key?: string, headers?: Record<string, string>, body?: string, method?: string }
const ask = (params: Record<string, string>, { key = account.key, headers = {}, body, method = body === undefined ? 'GET' : 'POST' }: Send = {}) =>
  fetch(`${server.url}/clickhouse/?${new URLSearchParams(params).toString()}`, { method, headers: { 'x-clickhouse-key': key, ...headers }, ...body === undefined ? {} : { body } })

describe('@clickhouse/client reads', () => {
  it('rows of all its formats', async () => {
    const query = 'SELECT Body, SeverityNumber FROM app ORDER BY Timestamp LIMIT 2'
    const expected = [{ Body: 'line 0', SeverityNumber: 9 }, { Body: 'line 1', SeverityNumber: 17 }]
    expect(await (await connect().query({ query, format: 'JSONEachRow' })).json()).toEqual(expected)
    expect(await (await connect().query({ query, format: 'JSON' })).json()).toMatchObject({ data: expected, rows: 2, meta: [{ name: 'Body', type: 'String' }, { name: 'SeverityNumber', type: 'UInt8' }] })
    expect(await (await connect().query({ query, format: 'CSVWithNames' })).text()).toBe('"Body","SeverityNumber"\n"line 0",9\n"line 1",17\n')
  })

  it.each<[string, ClickHouseClientConfigOptions]>([
    ['plain', {}], ['gzip', { compression: { response: true, request: true } }], ['zstd', { compression: { response: { codec: 'zstd' } } } as ClickHouseClientConfigOptions],
    ['a database', { database: 'logs' }], ['settings', { clickhouse_settings: { max_execution_time: 100_000, max_result_rows: '0', async_insert: 1, output_format_json_quote_64bit_integers: 1 } }],
  ])('a stream: %s', async (_what, options) => {
    const result = await connect(options).query({ query: 'SELECT Body FROM app WHERE Ordinal >= 0 ORDER BY Timestamp', format: 'JSONEachRow' })
    const bodies: string[] = []
    for await (const rows of result.stream<{ Body: string }>()) bodies.push(...rows.map(row => row.json().Body))
    expect(bodies).toEqual(Array.from({ length: 30 }, (_, i) => `line ${i}`))
  })

  it('with parameters of all kinds', async () => {
    const result = await connect().query({
      query: 'SELECT count() AS n, {text:String} AS text FROM {table:Identifier} WHERE Body IN {bodies:Array(String)} AND Timestamp > {since:DateTime64(3)}',
      query_params: { text: 'tab\there \'q\' \\', table: 'app', bodies: ['line 1', 'line 2', 'no\'ne'], since: '2020-01-01 00:00:00.000' }, format: 'JSONEachRow',
    })
    expect(await result.json()).toEqual([{ n: 2, text: 'tab\there \'q\' \\' }])
    expect(result.query_id).toBeTruthy()
  })

  it('by exec, command and ping', async () => {
    const { stream, summary } = await connect().exec({ query: 'SELECT max(Body) FROM app FORMAT TabSeparated' })
    expect(await new Response(stream as unknown as BodyInit).text()).toBe('line 9\n')
    expect(summary).toMatchObject({ read_rows: '30' })
    await connect().command({ query: 'SELECT 1' })
    expect(await connect().ping({ select: true })).toEqual({ success: true })
  })

  it.each<[string, object]>([
    ['SELECT * FROM nowhere', { code: '392', message: expect.stringContaining('no table "nowhere"') as string }],
    ['SELECT Boddy FROM app', { code: '47', type: 'UNKNOWN_IDENTIFIER', message: expect.stringContaining('Maybe you meant') as string }],
    ['SELECT Body FROM app WHERE', { code: '62', type: 'SYNTAX_ERROR', message: expect.stringContaining('line 1, column') as string }],
    ['SELECT intDiv(1, toInt8(Ordinal) - 5) FROM app', { code: '153', type: 'ILLEGAL_DIVISION' }],
    ['SELECT 1 FORMAT Template', { code: '73', type: 'UNKNOWN_FORMAT' }],
  ])('and is told what is wrong: %s', async (query, expected) => {
    await expect(connect().exec({ query })).rejects.toMatchObject(expected)
  })
})

describe('what clients ask when they connect', () => {
  it.each<[string, string]>([
    ['SELECT 1', '1\n'], ['SELECT 1 FORMAT TabSeparated', '1\n'], ['SHOW DATABASES', 'default\n'], ['SHOW TABLES', 'app\n'], ['SELECT currentDatabase()', 'default\n'],
    // clickhouse-go, which Grafana's data source connects with.
    ['SELECT displayName(), revision() > 0, timezone()', 'cordwood\t1\tUTC\n'],
    // ClickHouse's JDBC driver, which DBeaver connects with.
    ['SELECT currentUser() AS user, timezone() AS timezone LIMIT 1', 'cordwood\tUTC\n'],
    ['select name from system.databases order by name', 'default\n'],
    ['SELECT name FROM system.tables WHERE database = \'default\' ORDER BY name', 'app\n'],
    ['SELECT database, table, name, type FROM system.columns WHERE database = \'default\' AND table = \'app\' AND name = \'Body\'', 'default\tapp\tBody\tString\n'],
    ['SELECT count() FROM system.functions', '0\n'],
    ['EXISTS TABLE default.app', '1\n'],
  ])('%s', async (query, expected) => {
    const answer = await ask({ query, database: 'default' })
    expect([answer.status, await answer.text()]).toEqual([200, expected])
  })

  it('says the version, the columns, the query id', async () => {
    const answer = await ask({ query: 'SELECT version()', query_id: 'mine' })
    expect(await answer.text()).toMatch(/^\d+\.\d+/)
    expect(answer.headers.get('x-clickhouse-query-id')).toBe('mine')
    expect(await (await ask({ query: 'DESCRIBE TABLE app FORMAT JSONCompactEachRow' })).text()).toContain('["Body", "String",')
  })

  it.each(['param', 'body', 'both'])('takes the statement from: %s', async (where) => {
    const [params, body] = where === 'param' ? [{ query: 'SELECT Body FROM app LIMIT 0 + 1 FORMAT CSV' }, ''] : where === 'body' ? [{}, 'SELECT Body FROM app ORDER BY Timestamp LIMIT 1 FORMAT CSV'] : [{ query: 'SELECT Body FROM app' }, 'ORDER BY Timestamp LIMIT 1 FORMAT CSV;']
    const answer = await ask(params as Record<string, string>, { body })
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringMatching(/^"line \d+"\n$/)])
  })

  it('gives formats and compression as asked', async () => {
    const query = 'SELECT 1 AS a, \'x\' AS b'
    expect(await (await ask({ query, default_format: 'JSONCompactEachRow' })).text()).toBe('[1, "x"]\n')
    expect(Buffer.from(await (await ask({ query, default_format: 'RowBinary' })).arrayBuffer())).toEqual(Buffer.from([1, 1, 120]))
    const native = await ask({ query, default_format: 'Native' })
    expect(native.headers.get('content-type')).toContain('octet-stream')
    expect(Buffer.from(await native.arrayBuffer()).subarray(0, 2)).toEqual(Buffer.from([2, 1]))
    // fetch decompresses by itself what it is told of.
    for (const coding of ['gzip', 'br', 'deflate', 'zstd']) {
      const answer = await ask({ query, enable_http_compression: '1' }, { headers: { 'accept-encoding': coding } })
      expect([answer.headers.get('content-encoding'), await answer.text()]).toEqual([coding, '1\tx\n'])
    }
    expect((await ask({ query }, { headers: { 'accept-encoding': 'gzip' } })).headers.get('content-encoding')).toBeNull()
    // ClickHouse's own blocks: a checksum of 16 bytes, then 0x82 for LZ4.
    expect(Buffer.from(await (await ask({ query, compress: '1' })).arrayBuffer())[16]).toBe(0x82)
  })

  it.each<[string, Record<string, string>, number, string]>([
    ['a database that is not its own', { query: 'SELECT 1 FROM app', database: 'other' }, 404, 'Code: 81.'],
    ['a format that is no rows', { query: 'SELECT 1, 2', default_format: 'Template' }, 404, 'Code: 73.'],
    ['a statement that writes', { query: 'DROP TABLE app' }, 400, 'Code: 392.'],
  ])('refuses %s', async (_what, params, status, code) => {
    const answer = await ask(params, { body: '' })
    const text = await answer.text()
    expect([answer.status, text.slice(0, code.length), answer.headers.get('x-clickhouse-exception-code')]).toEqual([status, code, code.slice(6, -1)])
  })
})

it('tells of an error in the middle of an answer, in our words, and breaks off', async () => {
  const query = 'SELECT a.Body, b.Body, intDiv(1, toInt64(700000) - toInt64(rowNumberInAllBlocks())) AS x FROM app AS a, app AS b, app AS c, app AS d'
  const result = await connect().query({ query, format: 'JSONEachRow' })
  const read = async () => {
    for await (const rows of result.stream()) expect(rows.length).toBeGreaterThan(0)
  }
  await expect(read()).rejects.toMatchObject({ message: expect.stringMatching(/Division by zero/) as string })
  const answer = await ask({ query })
  const pieces: Buffer[] = []
  await expect((async () => {
    for await (const piece of answer.body as unknown as AsyncIterable<Uint8Array>) pieces.push(Buffer.from(piece))
  })()).rejects.toThrow()
  const text = Buffer.concat(pieces).toString()
  expect(text.slice(-400)).toMatch(/__exception__\r\n\w{16}\r\nCode: 153\. DB::Exception: Division by zero \(ILLEGAL_DIVISION\)\n/)
  expect(text.includes('(version')).toBe(false)
})

it('refuses a statement that is too long', async () => {
  for (const [length, status, code] of [[55_000, 400, '392'], [70_000, 413, '229']] as const) {
    const answer = await ask({}, { body: `SELECT 2 + 1${' '.repeat(length)}` })
    expect([answer.status, answer.headers.get('x-clickhouse-exception-code')]).toEqual([status, code])
  }
})

it('refuses every hostile statement, and shows and changes nothing', async () => {
  const file = join(server.dataDir, 'secret.txt')
  const out = join(server.dataDir, 'out.txt')
  await writeFile(file, CANARY)
  const statements = attacks({ other: `source_${other.sourceId}`, own: `source_${account.sourceId}`, file, out }).filter(text => text.trim() !== '')
  const passed: string[] = []
  for (const [i, query] of statements.entries()) {
    const settings = { readonly: '0', max_execution_time: '0', allow_introspection_functions: '1', wait_end_of_query: '0', ...i % 3 === 0 ? { role: 'x', session_id: 's' } : {} }
    const answer = await ask(i % 2 === 0 ? { query, ...settings } : settings, i % 2 === 0 ? { method: i % 4 === 0 ? 'GET' : 'POST' } : { body: query })
    const text = await answer.text()
    if (answer.ok || answer.status >= 500 || !text.startsWith('Code: ')) passed.push(`${query} → ${answer.status} ${text.slice(0, 200)}`)
    if (text.includes(CANARY)) passed.push(`${query} revealed the canary`)
  }
  expect(passed).toEqual([])
  expect([await count(account.key), await count(other.key), existsSync(out)]).toEqual(['30', '1', false])
})

it('sees one project’s sources with one project’s key', async () => {
  expect(await (await ask({ query: 'SELECT Body FROM app WHERE ServiceName = \'secret\'' })).text()).toBe('')
  expect(await (await ask({ query: 'SELECT Body FROM app' }, { key: other.key })).text()).toBe(`${CANARY}\n`)
  expect((await ask({ query: 'SELECT 1 FROM app' }, { key: 'cw_wrong' })).status).toBe(401)
})
