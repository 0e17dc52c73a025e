/** Sources that are users' own tables, over HTTP: looked at, made, filled by name, read, mapped anew; faults lose and double nothing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { InspectedTable } from '#shared/schemas/custom-table'
import type { DeadLetterCounts, DeadLetterSearchResponse, ReplayResult } from '#shared/schemas/dead-letters'
import type { Source, SourceDefinition } from '#shared/schemas/projects'
import type { LogRow } from '#shared/schemas/query'
import { signUp, type Account } from '../../fixtures/account'
import { queryAll } from '../../fixtures/query'
import { startServer, type TestServer } from '../../fixtures/server'
import { waitUntil } from '../../fixtures/wait'

let server: TestServer
/** The first account: the installation's administrator. */
let admin: Account
let alice: Account
beforeAll(async () => {
  server = await startServer()
  admin = await signUp(server.url, 'admin@example.com')
  alice = await signUp(server.url, 'alice@example.com')
})
afterAll(() => server?.stop())

const DDL = `CREATE TABLE requests (
  time DateTime64(3), message String, level LowCardinality(String), app LowCardinality(String),
  status UInt16 DEFAULT 200, took Nullable(Float64), day Date MATERIALIZED toDate(time), trace UUID, rest Map(String, String)
) ENGINE = MergeTree ORDER BY (app, time)`

const api = (account: Account, method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/api/v1/projects/${account.projectId}${path}`, {
    method, headers: { 'content-type': 'application/json', 'cookie': account.cookie, ...headers }, ...(body ? { body: JSON.stringify(body) } : {}),
  })

async function json<T>(answer: Promise<Response>): Promise<T> {
  const response = await answer
  const text = await response.text()
  if (!response.ok) throw new Error(`${response.status} ${text}`)
  return JSON.parse(text) as T
}

const inspect = (account: Account, origin: object) => json<{ table: InspectedTable }>(api(account, 'POST', '/sources/inspect', origin)).then(({ table }) => table)

async function makeSource(account: Account, name: string, ddl: string, more: object = {}): Promise<Source> {
  const { mapping } = await inspect(account, { ddl })
  const body = { name, schema: 'custom', custom: { origin: { ddl }, mapping: { ...mapping, ...more } } }
  return (await json<{ source: Source }>(api(account, 'POST', '/sources', body))).source
}

const send = (account: Account, source: string, lines: object[], path = '/ingest') => fetch(`${server.url}${path}`, {
  method: 'POST', headers: { 'x-api-key': account.key, 'x-source': source, 'content-type': 'application/json' }, body: lines.map(line => JSON.stringify(line)).join('\n'),
})

const EVER = { start: '1970-01-01T00:00:00Z', end: '2200-01-01T00:00:00Z' }
const rowsOf = (account: Account, source: string) => queryAll(server.url, account.key, { ...EVER, source, order: 'asc' })

async function stored(account: Account, source: string, count: number): Promise<LogRow[]> {
  let rows: LogRow[] = []
  await waitUntil(`${count} lines of ${source} can be read`, async () => (rows = await rowsOf(account, source)).length >= count)
  return rows
}

describe('a source of a CREATE TABLE statement', () => {
  it('is looked at first: columns, what they may be, what is suggested, what is otherwise', async () => {
    const table = await inspect(alice, { ddl: DDL.replace('ORDER BY', 'PARTITION BY toYYYYMM(time) ORDER BY') })
    expect(table.mapping).toEqual({ time: 'time', body: 'message', severity: 'level', service: 'app', traceId: 'trace', rest: 'rest', fields: {} })
    expect(table.delivery).toBe('exactly-once')
    expect(table.columns.find(({ name }) => name === 'day')).toEqual({ name: 'day', type: 'Date', fillable: false, note: 'The table computes it', roles: [] })
    expect(table.columns.find(({ name }) => name === 'level')).toEqual({ name: 'level', type: 'LowCardinality(String)', fillable: true, roles: ['body', 'severity', 'service', 'traceId', 'spanId', 'rest'] })
    expect(table.notes).toEqual([expect.stringContaining('PARTITION BY is left out')])
    expect(table.sql).toContain('`Segment` UInt64')
  })

  it('is refused with the place, or in ClickHouse’s words', async () => {
    const answer = await api(alice, 'POST', '/sources/inspect', { ddl: DDL.replace('UInt16', 'Uint16') })
    expect(answer.status).toBe(400)
    expect((await answer.json() as { error: { issues: object[] } }).error.issues).toEqual([{ path: 'ddl', message: expect.stringMatching(/^line 3, column 10: Uint16 is not a type/) as string }])
    for (const [ddl, why] of [
      [DDL.replace('200', '\'abc\''), 'Cannot parse string'], [DDL.replace('Nullable(Float64)', 'Float64 CODEC(T64)'), 'T64'],
      [DDL.replace('(app, time)', '(took, time)'), 'nullable'], [DDL.replace('message String', 'message String DEFAULT substring(app, 0)'), '1-based'],
    ] as const) {
      const refused = await api(alice, 'POST', '/sources/inspect', { ddl })
      expect(refused.status).toBe(400)
      expect(await refused.text()).toContain(why)
    }
  })

  it('takes lines by the names of their fields, by role and by protocol; what has no column is kept', async () => {
    const source = await makeSource(alice, 'requests', DDL)
    expect(source).toMatchObject({ name: 'requests', schema: 'custom', delivery: 'exactly-once' })
    const answer = await send(alice, 'requests', [
      { timestamp: '2026-01-31T12:00:00.123Z', level: 'error', service: 'shop', message: 'it broke', trace_id: '0123456789abcdef0123456789abcdef', tags: { status: '503', took: 1.5, user: { id: 7 } } },
      { timestamp: '2026-01-31T12:00:01Z', message: 'fine', Took: null, Status: 204, app: 'till' },
    ])
    expect(await answer.json()).toEqual({ accepted: 2, rejected: 0 })
    const rows = await stored(alice, 'requests', 2)
    expect(rows[0]).toMatchObject({
      timestamp: '2026-01-31T12:00:00.123000000Z', service: 'shop', level: 'error', severityText: 'error', message: 'it broke', traceId: '0123456789abcdef0123456789abcdef',
      attributes: { 'status': 503, 'took': 1.5, 'day': '2026-01-31', 'user.id': '7' },
    })
    expect(rows[1]).toMatchObject({ service: 'till', level: 'unknown', message: 'fine', traceId: '', attributes: { status: 204, day: '2026-01-31' } })
    expect(rows[1]!.attributes).not.toHaveProperty('took')
    // The record by its id, filters, fields and histogram work as for any source.
    const record = await json<{ record: LogRow }>(fetch(`${server.url}/api/v1/record`, { method: 'POST', headers: { 'x-api-key': alice.key, 'content-type': 'application/json' }, body: JSON.stringify({ source: 'requests', id: rows[0]!.id }) }))
    expect(JSON.stringify(record)).toContain('it broke')
    expect(await queryAll(server.url, alice.key, { ...EVER, source: 'requests', keyword: 'BROKE', level: 'error', service: 'shop', tags: { status: '503' } })).toHaveLength(1)
    // OTLP too: resource attributes have columns as well.
    await fetch(`${server.url}/v1/logs`, {
      method: 'POST', headers: { 'x-api-key': alice.key, 'x-source': 'requests', 'content-type': 'application/json' },
      body: JSON.stringify({ resourceLogs: [{ resource: { attributes: [{ key: 'service.name', value: { stringValue: 'otel' } }, { key: 'status', value: { intValue: '418' } }] }, scopeLogs: [{ logRecords: [{ timeUnixNano: '1769860802000000000', severityNumber: 13, body: { stringValue: 'by OTLP' }, attributes: [{ key: 'took', value: { doubleValue: 0.5 } }] }] }] }] }),
    })
    const [, , otel] = await stored(alice, 'requests', 3)
    expect(otel).toMatchObject({ service: 'otel', level: 'warn', severityText: 'warn', message: 'by OTLP', attributes: { status: 418, took: 0.5 } })
  })

  it('shows how its table is made, and has the patterns of its lines', async () => {
    const sources = await json<{ sources: Source[] }>(api(alice, 'GET', '/sources'))
    const source = sources.sources.find(({ name }) => name === 'requests')!
    const { definition } = await json<{ definition: SourceDefinition }>(api(alice, 'GET', `/sources/${source.id}/definition`))
    expect(definition).toMatchObject({ table: `source_${source.id}_data`, exists: true })
    expect(definition.sql).toContain('`status` UInt16 DEFAULT 200')
  })

  it('keeps what a column can’t hold as a dead letter, which can be stored once the mapping is mended', async () => {
    const source = await makeSource(alice, 'strict', DDL.replace('status UInt16 DEFAULT 200', 'status UInt16, code UInt16'))
    const answer = await send(alice, 'strict', [
      { timestamp: '2026-02-01T00:00:00Z', message: 'good', status: 200 },
      { timestamp: '2026-02-01T00:00:01Z', message: 'bad', status: 'abc', http_status: 500 },
      { timestamp: '2026-02-01T00:00:02Z', message: 'bad', status: 70000, http_status: 501 },
    ])
    expect(await answer.json()).toMatchObject({ accepted: 1, rejected: 2, errors: [{ reason: 'column status UInt16: "abc" is not a whole number' }, { reason: 'column status UInt16: 70000 is outside 0 to 65535' }] })
    const letters = async () => (await json<DeadLetterSearchResponse>(api(alice, 'POST', '/dead-letters/search', { ...EVER, source: 'strict' }))).letters
    await waitUntil('the letters are there', async () => (await letters()).length === 2)
    expect((await letters()).map(({ raw, protocol }) => [raw, protocol]).sort()).toEqual([
      ['{"timestamp":"2026-02-01T00:00:01Z","message":"bad","status":"abc","http_status":500}', 'simple'],
      ['{"timestamp":"2026-02-01T00:00:02Z","message":"bad","status":70000,"http_status":501}', 'simple'],
    ])
    const reasons = async (filter = {}) => (await json<DeadLetterCounts>(api(alice, 'POST', '/dead-letters/reasons', { ...EVER, source: 'strict', ...filter }))).reasons
    expect(await reasons()).toEqual([
      { reason: 'column status UInt16: … is not a whole number', count: 1 }, { reason: 'column status UInt16: … is outside 0 to 65535', count: 1 },
    ])
    for (const reason of ['column status UInt16: … is not a whole number', 'column status UInt16: "abc" is not a whole number']) {
      expect((await json<DeadLetterSearchResponse>(api(alice, 'POST', '/dead-letters/search', { ...EVER, source: 'strict', reason }))).letters.map(({ raw }) => raw)).toEqual([expect.stringContaining('"abc"')])
    }
    const ids = (await letters()).map(({ id }) => id)

    const again = await json<ReplayResult>(api(alice, 'POST', '/dead-letters/replay', { ids }))
    expect(again).toMatchObject({ replayed: 0, lines: 0, stillRejected: 2 })
    expect(await letters()).toHaveLength(2)

    const { table } = await json<{ table: InspectedTable }>(api(alice, 'GET', `/sources/${source.id}/mapping`))
    const mapping = { ...table.mapping, fields: { status: 'http_status' } }
    expect((await json<{ table: InspectedTable }>(api(alice, 'PUT', `/sources/${source.id}/mapping`, { mapping }))).table.mapping.fields).toEqual({ status: 'http_status' })
    expect(await json<ReplayResult>(api(alice, 'POST', '/dead-letters/replay', { ids }))).toMatchObject({ replayed: 2, lines: 2, stillRejected: 0 })
    const rows = await stored(alice, 'strict', 3)
    expect(rows.map(({ attributes }) => attributes.status)).toEqual([200, 500, 501])
    expect(await letters()).toEqual([])
  })
})

describe('ClickHouse’s own protocol', () => {
  const insert = (query: string, body: string) => fetch(`${server.url}/clickhouse/?query=${encodeURIComponent(query)}`, { method: 'POST', headers: { 'x-clickhouse-key': alice.key }, body })

  it('fills the columns by their names, whatever the mapping says of other lines', async () => {
    const source = await makeSource(alice, 'direct', DDL.replace('status UInt16 DEFAULT 200', 'status UInt16 DEFAULT 200, tags Array(String)'), { fields: { status: 'http_status' } })
    const rows = [
      { time: '2026-03-01 00:00:00.123', message: 'one', level: 'warn', app: 'shop', status: 404, took: 0.5, trace: '01234567-89ab-cdef-0123-456789abcdef', tags: ['a', 'b'], rest: { k: 'v' } },
      { time: 1772323201, message: 'two' },
    ]
    expect((await insert('INSERT INTO direct FORMAT JSONEachRow', rows.map(row => JSON.stringify(row)).join('\n'))).status).toBe(200)
    expect((await insert(`INSERT INTO source_${source.id} (time, message, status, rest) FORMAT CSV`, '2026-03-01 00:00:02,"three",500,"{\'k\':\'w\'}"\n')).status).toBe(200)
    const found = await stored(alice, 'direct', 3)
    expect(found.map(({ timestamp, message, level, service, attributes }) => [timestamp.slice(17, 23), message, level, service, attributes.status, attributes.k])).toEqual([
      ['00.123', 'one', 'warn', 'shop', 404, 'v'], ['01.000', 'two', 'unknown', '', 200, undefined], ['02.000', 'three', 'unknown', '', 500, 'w'],
    ])
    expect(found[0]).toMatchObject({ traceId: '0123456789abcdef0123456789abcdef', attributes: { took: 0.5, tags: ['a', 'b'] } })
    const refused = await insert('INSERT INTO direct FORMAT JSONEachRow', JSON.stringify({ time: '2026-03-01 00:00:03', status: 'many' }))
    expect(refused.status).toBe(400)
    expect(await refused.text()).toContain('column status UInt16: "many" is not a whole number')
  })
})

describe('tenants', () => {
  it('see and change nothing of each other’s tables', async () => {
    const { sources } = await json<{ sources: Source[] }>(api(alice, 'GET', '/sources'))
    const source = sources.find(({ name }) => name === 'requests')!
    const mallory = { ...await signUp(server.url, 'mallory@example.com') }
    const foreign = { ...mallory, projectId: alice.projectId }
    for (const answer of [
      api(foreign, 'GET', `/sources/${source.id}/mapping`), api(mallory, 'GET', `/sources/${source.id}/mapping`),
      api(foreign, 'PUT', `/sources/${source.id}/mapping`, { mapping: { time: 'time' } }), api(mallory, 'PUT', `/sources/${source.id}/mapping`, { mapping: { time: 'time' } }),
      api(foreign, 'POST', '/sources/inspect', { ddl: DDL }), api(foreign, 'POST', '/sources', { name: 'x', schema: 'custom', custom: { origin: { ddl: DDL }, mapping: { time: 'time' } } }),
    ]) expect((await answer).status).toBe(404)
    // The administrator may.
    expect((await api({ ...admin, projectId: alice.projectId }, 'GET', `/sources/${source.id}/mapping`)).status).toBe(200)
  })

  it('a source of another schema has no mapping, and none of this schema goes without a table', async () => {
    expect((await api(alice, 'GET', `/sources/${alice.sourceId}/mapping`)).status).toBe(400)
    expect((await api(alice, 'POST', '/sources', { name: 'nothing', schema: 'custom' })).status).toBe(400)
    expect((await api(alice, 'POST', '/sources', { name: 'both', schema: 'app', custom: { origin: { ddl: DDL }, mapping: { time: 'time' } } })).status).toBe(400)
  })

  it('a name that is taken makes no table', async () => {
    const answer = await api(alice, 'POST', '/sources', { name: 'requests', schema: 'custom', custom: { origin: { ddl: DDL }, mapping: { time: 'time' } } })
    expect(answer.status).toBe(409)
    expect((await answer.json() as { error: { issues: object[] } }).error.issues).toEqual([{ path: 'name', message: 'This name is taken' }])
  })
})
