import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { engineClient } from '~~/tests/fixtures/engine-process'
import { startServer, type TestServer } from '~~/tests/fixtures/server'
import { waitUntil } from '~~/tests/fixtures/wait'
import { member, RANGE, sendLines, type Member } from './support'

const COUNT = 2500
const LIMIT = 2000
const PLENTY = 100_000_000
/** Reads nothing, and does not come to an end within the time of a test. */
const ENDLESS = 'SELECT a, b FROM (SELECT arrayJoin(range(100000)) AS a) AS x CROSS JOIN (SELECT arrayJoin(range(100000)) AS b) AS y'
let server: TestServer
let ada: Member
let bob: Member

beforeAll(async () => {
  server = await startServer({ env: { CORDWOOD_QUERY_EXPORT_ROWS: `viewer=10,operator=${LIMIT},admin=${PLENTY}` } })
  // The first is the administrator.
  ada = await member(server.url, 'ada@example.com')
  bob = await member(server.url, 'bob@example.com')
  for (const who of [ada, bob]) {
    await sendLines(server.url, who, [
      { service: 'formula', message: '=cmd|\' /C calc\'!A0' },
      ...Array.from({ length: COUNT - 1 }, (_, n) => ({ service: n % 2 ? 'odd' : 'even', message: `{"n":${n},"text":"a, \\"b\\""}` })),
    ])
  }
})
afterAll(async () => server?.stop())

const prepare = (who: Member, request: object) => who.as('POST', '/api/v1/exports', { project: who.projectId, ...RANGE, ...request })
const status = async (who: Member, id: string) => (await who.as('GET', `/api/v1/exports/${id}`)).body.export

async function download(who: Member, request: object) {
  const prepared = await prepare(who, request)
  expect(prepared.status, JSON.stringify(prepared.body)).toBe(201)
  const { id } = prepared.body.export
  const answer = await fetch(`${server.url}/api/v1/exports/${id}/download`, { headers: { cookie: who.cookie } })
  if (!answer.ok) throw new Error(await answer.text())
  return { id, answer, bytes: Buffer.from(await answer.arrayBuffer()) }
}

/** The rows of a file of Parquet, as the engine reads them. */
async function rowsOf(bytes: Buffer, columns: string): Promise<{ line: string }[]> {
  const engine = engineClient(server.engineUrl, join(server.dataDir, 'engine'))
  try {
    await engine.command({ query: `CREATE OR REPLACE TABLE default.parquet_read (${columns}) ENGINE = Memory` })
    await engine.insert({ table: 'default.parquet_read', values: Readable.from([bytes], { objectMode: false }), format: 'Parquet', clickhouse_settings: { input_format_skip_unknown_fields: 1 } })
    return await (await engine.query({ query: 'SELECT * FROM default.parquet_read', format: 'JSONEachRow' })).json<{ line: string }>()
  }
  finally {
    await engine.close()
  }
}
const linesOf = (bytes: Buffer) => bytes.toString().trimEnd().split(/\r?\n/)

describe('an export', () => {
  it('of lines has all that match, newest first, and says how many', async () => {
    const { id, answer, bytes } = await download(ada, { query: '{service_name=~"odd|even"}', format: 'ndjson' })
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="cordwood-logs-[\dT-]+\.ndjson"$/)
    const lines = linesOf(bytes).map(line => JSON.parse(line))
    expect(lines).toHaveLength(COUNT - 1)
    expect(new Set(lines.map(({ id }) => id)).size).toBe(COUNT - 1)
    expect(lines.map(({ time }) => time)).toEqual(lines.map(({ time }) => time).sort().reverse())
    expect(lines[0]).toMatchObject({ line: `{"n":${COUNT - 2},"text":"a, \\"b\\""}`, labels: { service_name: 'even' } })
    expect(await status(ada, id)).toMatchObject({ state: 'done', rows: COUNT - 1, bytes: bytes.length, share: 1, truncated: false, limit: PLENTY })
  })

  it('follows stages, reads several sources as nothing else does, and can be oldest first', async () => {
    const { bytes } = await download(ada, { query: '{service_name="odd"} | json | n >= 2000 | line_format "{{.n}}"', format: 'ndjson', order: 'asc' })
    const lines = linesOf(bytes).map(line => JSON.parse(line).line)
    expect([lines.length, lines[0], lines.at(-1)]).toEqual([249, '2001', '2497'])
  })

  it('as CSV can’t be taken for formulas', async () => {
    const { bytes } = await download(ada, { query: '{service_name="formula"}', format: 'csv' })
    const [header, line] = linesOf(bytes)
    expect(header).toBe('time,id,line,labels')
    expect(line).toContain(',\'=cmd|\' /C calc\'!A0,')
    const sql = await download(ada, { language: 'sql', query: 'SELECT \'@SUM(1)\' AS a, -5 AS b, \'+x\' AS "=c"', format: 'csv' })
    expect(linesOf(sql.bytes)).toEqual(['a,b,\'=c', '\'@SUM(1),-5,\'+x'])
  })

  it.each(['app', ['app', 'never_sent']])('of nothing is a whole file with its names: %j', async (source) => {
    await ada.as('POST', `${ada.path}/sources`, { name: 'never_sent' })
    const request = { query: '{service_name="nobody"}', source }
    const csv = await download(ada, { ...request, format: 'csv' })
    expect(csv.bytes.toString()).toBe(`time,id,${source === 'app' ? '' : 'source,'}line,labels\r\n`)
    expect(await status(ada, csv.id)).toMatchObject({ state: 'done', rows: 0, truncated: false })
    expect((await download(ada, { ...request, format: 'ndjson' })).bytes).toHaveLength(0)
    expect(await rowsOf((await download(ada, { ...request, format: 'parquet' })).bytes, 'line String')).toEqual([])
    const numbers = { ...request, query: 'sum by (service_name) (count_over_time({service_name="nobody"}[1h]))', step: '1h' }
    expect((await download(ada, { ...numbers, format: 'csv' })).bytes.toString()).toBe('time,value\r\n')
    if (source === 'app') expect((await download(ada, { language: 'sql', query: 'SELECT 1 AS a WHERE a = 2', format: 'csv' })).bytes.toString()).toBe('a\r\n')
  })

  it('of numbers has a row for each point', async () => {
    const request = { query: 'sum by (service_name) (count_over_time({}[1h]))', start: '2026-01-01T01:00:00Z', end: '2026-01-01T02:00:00Z', step: '1h' }
    const { bytes } = await download(ada, { ...request, format: 'ndjson' })
    const points = linesOf(bytes).map(line => JSON.parse(line))
    expect(points).toContainEqual({ time: '2026-01-01T01:00:00.000000000Z', labels: { service_name: 'odd' }, value: 1250 - 1 })
    expect(linesOf((await download(ada, { ...request, format: 'csv' })).bytes)[0]).toBe('time,service_name,value')
  })

  it('of SQL has all rows, past the limit of an answer on screen', async () => {
    const { id, bytes } = await download(ada, { language: 'sql', query: 'SELECT arrayJoin(range(30000)) AS n, n AS m, \'x\' AS t', format: 'ndjson' })
    const lines = linesOf(bytes)
    expect([lines.length, lines[1]]).toEqual([30_000, '{"n":1,"m":1,"t":"x"}'])
    expect(await status(ada, id)).toMatchObject({ state: 'done', rows: 30_000 })
  })

  it.each([
    ['of SQL', { language: 'sql', query: 'SELECT Timestamp, Body FROM app' }],
    ['of LogQL', { query: '{service_name=~".+"} | json | n < 5000' }],
  ])('%s as Parquet is one that ClickHouse reads', async (_, request) => {
    const { id, bytes } = await download(ada, { ...request, format: 'parquet' })
    expect([bytes.subarray(0, 4).toString(), bytes.subarray(-4).toString()]).toEqual(['PAR1', 'PAR1'])
    expect(bytes.length).toBeGreaterThan(5000)
    expect(await status(ada, id)).toMatchObject({ state: 'done', rows: null, bytes: bytes.length })
  })

  it('of several sources says of each row which it is of, also as Parquet', async () => {
    const request = { query: '{service_name="twice"} | json | n >= 2', source: ['app', 'more'] }
    expect((await ada.as('POST', `${ada.path}/sources`, { name: 'more' })).status).toBe(201)
    for (const source of request.source) await sendLines(server.url, ada, [1, 2, 3].map(n => ({ service: 'twice', message: JSON.stringify({ n, source }) })), source)
    const expected = [3, 2].flatMap(n => request.source.map(source => ({ source, line: JSON.stringify({ n, source }) })))
    const byLine = (rows: { line: string }[]) => rows.toSorted((a, b) => a.line < b.line ? 1 : -1)
    const ndjson = await download(ada, { ...request, format: 'ndjson' })
    expect(byLine(linesOf(ndjson.bytes).map(line => JSON.parse(line)).map(({ source, line }) => ({ source, line })))).toEqual(byLine(expected))
    const parquet = await download(ada, { ...request, format: 'parquet' })
    expect(byLine(await rowsOf(parquet.bytes, 'source String, line String'))).toEqual(byLine(expected))
    expect(parquet.answer.headers.get('content-disposition')).toContain('cordwood-app-more-')
    expect(await status(ada, parquet.id)).toMatchObject({ state: 'done', truncated: false })
    const numbers = await download(ada, { ...request, query: 'sum by (service_name) (count_over_time({service_name="twice"}[24h]))', step: '24h', start: '2026-01-02T00:00:00Z', end: '2026-01-02T01:00:00Z', format: 'parquet' })
    expect(await rowsOf(numbers.bytes, 'service_name String, value Float64')).toEqual([{ service_name: 'twice', value: 4 }])
  })

  it('of SQL is of one source, and of no other project’s', async () => {
    expect(await prepare(ada, { language: 'sql', query: 'SELECT 1 FROM {source}', source: ['app', 'more'], format: 'csv' })).toMatchObject({ status: 400, body: { error: { message: expect.stringContaining('one source') } } })
    expect((await prepare(bob, { query: '{}', source: ['app', 'more'], format: 'parquet' })).status).toBe(404)
  })

  it('as Parquet is refused where ClickHouse can’t follow the query, with what to do', async () => {
    const refused = await prepare(ada, { query: '{a="b"} | json | line_format "{{ .n | upper }}"', format: 'parquet' })
    expect(refused).toMatchObject({ status: 400, body: { error: { message: expect.stringContaining('CSV or NDJSON') } } })
  })
})

describe('limits', () => {
  it('by role cut an export off, and it says so', async () => {
    const { id, bytes } = await download(bob, { query: '{}', format: 'ndjson' })
    expect(linesOf(bytes)).toHaveLength(LIMIT)
    expect(await status(bob, id)).toMatchObject({ state: 'done', rows: LIMIT, truncated: true, limit: LIMIT })
    const sql = await download(bob, { language: 'sql', query: 'SELECT arrayJoin(range(5000)) AS n', format: 'csv' })
    expect(linesOf(sql.bytes)).toHaveLength(LIMIT + 1)
    expect(await status(bob, sql.id)).toMatchObject({ truncated: true })
    expect((await bob.as('GET', '/api/v1/query/limits')).body.exportRows).toBe(LIMIT)
  })

  it.each(['csv', 'ndjson'] as const)('cut numbers off as well: %s', async (format) => {
    const { id, bytes } = await download(bob, { query: 'sum by (service_name) (count_over_time({service_name=~"odd|even"}[1m]))', start: '2026-01-01T00:01:00Z', end: '2026-01-01T00:31:00Z', step: '1s', format })
    expect(linesOf(bytes)).toHaveLength(LIMIT + (format === 'csv' ? 1 : 0))
    expect(await status(bob, id)).toMatchObject({ state: 'done', rows: LIMIT, truncated: true })
  })

  it('cut Parquet of lines off too, and it says so', async () => {
    const { id, bytes } = await download(bob, { query: '{}', format: 'parquet' })
    expect(await rowsOf(bytes, 'line String')).toHaveLength(LIMIT)
    expect(await status(bob, id)).toMatchObject({ state: 'done', truncated: true, limit: LIMIT })
  })

  it('make Parquet an error, never a file that is not whole', async () => {
    const { id } = (await prepare(bob, { language: 'sql', query: 'SELECT n FROM (SELECT arrayJoin(range(500000)) AS n) ORDER BY n', format: 'parquet' })).body.export
    const answer = await fetch(`${server.url}/api/v1/exports/${id}/download`, { headers: { cookie: bob.cookie } }).then(async found => found.ok && await found.arrayBuffer()).catch(() => undefined)
    expect(answer || undefined).toBeUndefined()
    await waitUntil('it has failed', async () => (await status(bob, id)).state === 'failed')
  })
})

describe('a ticket', () => {
  it('is good once, for whom it was made', async () => {
    const { id } = await download(ada, { query: '{service_name="formula"}', format: 'csv' })
    expect((await ada.as('GET', `/api/v1/exports/${id}/download`)).status).toBe(409)
    for (const path of [`/api/v1/exports/${id}`, `/api/v1/exports/${id}/download`]) expect((await bob.as('GET', path)).status).toBe(404)
    expect((await bob.as('DELETE', `/api/v1/exports/${id}`)).status).toBe(404)
    expect((await ada.as('GET', `/api/v1/exports/${'0'.repeat(27)}`)).status).toBe(404)
    expect((await bob.as('POST', '/api/v1/exports', { project: ada.projectId, query: '{}', ...RANGE, format: 'csv' })).status).toBe(404)
    expect((await prepare(ada, { query: '{a="b"', format: 'csv' })).status).toBe(400)
  })

  it('can be cancelled while it is written, in the engine too', async () => {
    const { id } = (await prepare(ada, { language: 'sql', query: ENDLESS, format: 'ndjson' })).body.export
    const answer = await fetch(`${server.url}/api/v1/exports/${id}/download`, { headers: { cookie: ada.cookie } })
    const reader = answer.body!.getReader()
    await reader.read()
    expect((await ada.as('DELETE', `/api/v1/exports/${id}`)).status).toBe(204)
    const rest = async () => {
      while (!(await reader.read()).done);
    }
    await expect(rest()).rejects.toThrow()
    expect(await status(ada, id)).toMatchObject({ state: 'cancelled' })
  })

  it('is good for a key too, and exports are in the trail of the project alone', async () => {
    const headers = { 'cookie': '', 'x-api-key': ada.key }
    const { body } = await ada.as('POST', '/api/v1/exports', { query: '{service_name="formula"}', ...RANGE, format: 'csv' }, headers)
    expect(body.export.limit).toBe(1_000_000)
    expect((await ada.as('GET', `/api/v1/exports/${body.export.id}/download`)).status).toBe(404)
    expect((await ada.as('GET', `/api/v1/exports/${body.export.id}/download`, undefined, headers)).status).toBe(200)
  })
})
