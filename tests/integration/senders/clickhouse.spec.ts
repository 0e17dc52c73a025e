import { rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { ClickHouseLogLevel, createClient, type ClickHouseClient, type ClickHouseClientConfigOptions, type DataFormat } from '@clickhouse/client'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { LogRow } from '#shared/schemas/query'
import { signUp, type Account } from '../../fixtures/account'
import { startFaultProxy, type FaultProxy } from '../../fixtures/fault-proxy'
import { queryAll } from '../../fixtures/query'
import { startServer, type TestServer } from '../../fixtures/server'
import { waitUntil } from '../../fixtures/wait'

let server: TestServer
let account: Account
let proxy: FaultProxy
const clients: ClickHouseClient[] = []
beforeAll(async () => {
  server = await startServer()
  account = await signUp(server.url)
})
afterAll(async () => {
  await proxy?.close()
  await server?.stop()
  await rm(server.dataDir, { recursive: true, force: true })
})
beforeEach(async () => {
  await proxy?.close()
  proxy = await startFaultProxy(server.url)
})
afterEach(() => Promise.all(clients.splice(0).map(client => client.close())))

/** ClickHouse's own client, as its users set it up. */
function connect(options: ClickHouseClientConfigOptions = {}): ClickHouseClient {
  const client = createClient({ url: proxy.url, pathname: '/clickhouse', username: 'any', password: account.key, log: { level: ClickHouseLogLevel.OFF }, ...options })
  clients.push(client)
  return client
}

async function stored(service: string, count: number): Promise<LogRow[]> {
  const range = { start: '2000-01-01T00:00:00Z', end: '2100-01-01T00:00:00Z', service }
  let records: LogRow[] = []
  await waitUntil(`${count} lines of ${service} can be read`, async () => {
    // Just after a restart it can't be asked yet.
    records = await queryAll(server.url, account.key, range).catch(() => [])
    return records.length >= count
  })
  return records
}

const messages = (records: readonly LogRow[]) => records.map(record => record.message).sort()
const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `line ${String(from + i).padStart(4, '0')}`)
const rows = (service: string, from: number, to: number) => lines(from, to).map(Body => ({
  Timestamp: '2026-01-02 03:04:05.123456789', ServiceName: service, SeverityText: 'error', Body, LogAttributes: { order: { id: 7 }, ok: true }, ResourceAttributes: { 'host.name': 'h' },
}))
const csv = (service: string, from: number, to: number) => lines(from, to).map(line => `2026-01-02 03:04:05.123456789,${service},error,"${line}","{'a':'b'}"\n`).join('')
const columns: [string, ...string[]] = ['Timestamp', 'ServiceName', 'SeverityText', 'Body', 'LogAttributes']

describe('@clickhouse/client gets every row in once', () => {
  const expected = { timestamp: '2026-01-02T03:04:05.123456789Z', level: 'error', resource: { 'host.name': 'h' }, attributes: { order: { id: 7 }, ok: true } }

  it.each<[string, ClickHouseClientConfigOptions]>([
    ['plain', {}], ['gzip', { compression: { request: true } }], ['zstd', { compression: { request: { codec: 'zstd' } } }], ['br', { compression: { request: { codec: 'br' } } }],
    ['with a database', { database: 'cordwood' }], ['with settings', { clickhouse_settings: { async_insert: 1, wait_for_async_insert: 1, date_time_input_format: 'best_effort' } }],
  ] as [string, ClickHouseClientConfigOptions][])('of an array, %s', async (what, options) => {
    const service = `ch array ${what}`
    const result = await connect(options).insert({ table: 'app', values: rows(service, 0, 300), format: 'JSONEachRow', query_id: `id-${what.length}` })
    expect(result).toMatchObject({ executed: true, query_id: `id-${what.length}`, summary: { written_rows: '300', result_rows: '300' } })
    expect(result.response_headers['x-clickhouse-query-id']).toBe(`id-${what.length}`)
    const records = await stored(service, 300)
    expect(messages(records)).toEqual(lines(0, 300))
    expect(records[0]).toMatchObject(expected)
  })

  it('of a stream of objects, chunked', async () => {
    const values = Readable.from(rows('ch stream', 0, 500), { objectMode: true })
    await connect({ compression: { request: true } }).insert({ table: 'app', values, format: 'JSONEachRow' })
    expect(proxy.requests.at(-1)!.headers).toMatchObject({ 'transfer-encoding': 'chunked', 'content-encoding': 'gzip' })
    expect(messages(await stored('ch stream', 500))).toEqual(lines(0, 500))
  })

  it.each<DataFormat>(['JSONCompactEachRow', 'JSONCompactEachRowWithNames', 'JSONCompactEachRowWithNamesAndTypes'])('of arrays: %s', async (format) => {
    const service = `ch ${format}`
    const values: unknown[][] = rows(service, 0, 20).map(row => columns.map(name => row[name as keyof typeof row]))
    if (format.includes('Types')) values.unshift(columns.map(() => 'String'))
    if (format.includes('Names')) values.unshift(columns)
    await connect().insert({ table: 'app', columns, values, format })
    const records = await stored(service, 20)
    expect(messages(records)).toEqual(lines(0, 20))
    expect(records[0]).toMatchObject({ timestamp: expected.timestamp, level: 'error', attributes: expected.attributes })
  })

  it.each<[DataFormat, (service: string) => string]>([
    ['CSV', service => csv(service, 0, 50)], ['CSVWithNames', service => `${columns.join(',')}\n${csv(service, 0, 50)}`],
    ['TabSeparated', service => csv(service, 0, 50).replaceAll(',', '\t').replaceAll('"', '')], ['TabSeparatedRaw', service => csv(service, 0, 50).replaceAll(',', '\t').replaceAll('"', '')],
  ])('of a stream of text: %s', async (format, text) => {
    const service = `ch ${format}`
    const values = Readable.from([Buffer.from(text(service))], { objectMode: false })
    await connect().insert({ table: 'app', columns, values, format } as Parameters<ClickHouseClient['insert']>[0])
    const records = await stored(service, 50)
    expect(messages(records)).toEqual(lines(0, 50))
    expect(records[0]).toMatchObject({ timestamp: expected.timestamp, level: 'error', attributes: { a: 'b' } })
  })

  it('of documents', async () => {
    const [first, second] = [rows('ch document', 0, 5), rows('ch document', 5, 10)]
    await connect().insert({ table: 'app', values: { meta: [], data: first }, format: 'JSON' })
    await connect().insert({ table: 'app', values: Object.fromEntries(second.map((row, i) => [`row_${i}`, row])), format: 'JSONObjectEachRow' })
    expect(messages(await stored('ch document', 10))).toEqual(lines(0, 10))
  })

  it('of command and exec, which carry the statement themselves', async () => {
    const client = connect()
    await client.command({ query: `INSERT INTO app FORMAT JSONEachRow\n${JSON.stringify(rows('ch command', 0, 1)[0])};` })
    await (await client.exec({ query: 'INSERT INTO app FORMAT JSONEachRow', values: Readable.from([Buffer.from(JSON.stringify(rows('ch command', 1, 2)[0]))], { objectMode: false }) })).stream.resume()
    await client.command({ query: 'INSERT INTO {t: Identifier} FORMAT JSONEachRow {"Body":"line 0002","ServiceName":"ch command"}', query_params: { t: 'app' } })
    expect(messages(await stored('ch command', 3))).toEqual(lines(0, 3))
  })
})

describe('@clickhouse/client when things fail', () => {
  it.each([503, 429])('throws at a %i, and loses and doubles nothing when its caller repeats', async (status) => {
    const client = connect()
    proxy.failNext(status, 1, { 'retry-after': '1' })
    const send = () => client.insert({ table: 'app', values: rows(`ch ${status}`, 0, 50), format: 'JSONEachRow' })
    await expect(send()).rejects.toThrow('injected')
    await send()
    expect(messages(await stored(`ch ${status}`, 50))).toEqual(lines(0, 50))
  })

  it('loses and doubles nothing when the server is started again and the caller repeats what failed', async () => {
    const client = connect()
    const send = (from: number, to: number) => client.insert({ table: 'app', values: rows('ch restart', from, to), format: 'JSONEachRow' })
    await send(0, 50)
    await server.kill()
    await expect(send(50, 70)).rejects.toThrow()
    server = await startServer({ dataDir: server.dataDir })
    proxy.retarget(server.url)
    await send(50, 70)
    expect(messages(await stored('ch restart', 70))).toEqual(lines(0, 70))
  })

  it('gets good rows in beside bad ones, and is told how many were not', async () => {
    const [one, two] = rows('ch bad', 0, 2)
    const result = await connect().insert({ table: 'app', values: [one, { ...one, Timestamp: 'never' }, { ...one, SeverityNumber: 99 }, two], format: 'JSONEachRow' })
    expect(result.summary).toMatchObject({ written_rows: '2', rejected_rows: '2' })
    expect(messages(await stored('ch bad', 2))).toEqual(lines(0, 2))
    await expect(connect().insert({ table: 'app', values: [{ ...one, Timestamp: 'never' }], format: 'JSONEachRow' }))
      .rejects.toMatchObject({ code: '117', type: 'INCORRECT_DATA', message: expect.stringContaining('Timestamp is neither') as string })
    await waitUntil('the bad rows are dead letters', async () => {
      const range = { start: '2000-01-01T00:00:00Z', end: '2100-01-01T00:00:00Z', protocol: 'clickhouse' }
      const answer = await fetch(`${server.url}/api/v1/projects/${account.projectId}/dead-letters/search`, {
        method: 'POST', headers: { 'x-api-key': account.key, 'content-type': 'application/json' }, body: JSON.stringify(range),
      })
      return answer.ok && (await answer.json() as { letters: unknown[] }).letters.length === 3
    })
  })

  it.each<[string, object, object]>([
    ['a table that is not there', { table: 'nosuch', format: 'JSONEachRow' }, { code: '60', type: 'UNKNOWN_TABLE', message: expect.stringContaining('app') }],
    ['a database that is not there', { table: 'other.app', format: 'JSONEachRow' }, { code: '81', type: 'UNKNOWN_DATABASE' }],
    ['a format that is not known', { table: 'app', format: 'JSONCompactColumns' }, { code: '73', type: 'UNKNOWN_FORMAT', message: expect.stringContaining('JSONEachRow') }],
    ['a syntax error', { table: 'app)', format: 'JSONEachRow' }, { code: '62', type: 'SYNTAX_ERROR' }],
  ])('is told of %s', async (_what, insert, expected) => {
    const values = Readable.from([Buffer.from('{}')], { objectMode: false })
    const { table, format } = insert as { table: string, format: string }
    await expect(connect().exec({ query: `INSERT INTO ${table} FORMAT ${format}`, values })).rejects.toMatchObject(expected)
  })

  it('is told that nothing can be made here, and of a wrong key', async () => {
    await expect(connect().command({ query: 'CREATE TABLE x (a String) ENGINE = Memory' })).rejects.toMatchObject({ code: '392', type: 'QUERY_NOT_ALLOWED' })
    await expect(connect({ password: 'cw_wrong' }).insert({ table: 'app', values: [{ a: 1 }], format: 'JSONEachRow' })).rejects.toMatchObject({ code: '516', type: 'AUTHENTICATION_FAILED' })
  })
})

it('pings: the server without, the key with a SELECT', async () => {
  expect(await connect().ping()).toEqual({ success: true })
  expect(await connect().ping({ select: true })).toEqual({ success: true })
  expect(await connect({ password: 'cw_wrong' }).ping({ select: true })).toMatchObject({ success: false, error: { code: '516' } })
})
