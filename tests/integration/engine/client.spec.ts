import { Readable } from 'node:stream'
import type { ClickHouseError } from '@clickhouse/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testEngine } from './support'
import type { TestEngine } from './support'

let engine: TestEngine
beforeAll(async () => void (engine = await testEngine()))
afterAll(() => engine.close())

const failure = (work: Promise<unknown>): Promise<ClickHouseError> =>
  work.then(() => { throw new Error('should have failed') }, error => error as ClickHouseError)

describe('reading with the official client', () => {
  it('answers ping in both ways', async () => {
    expect(await engine.client.ping()).toEqual({ success: true })
    expect(await engine.client.ping({ select: true })).toEqual({ success: true })
  })

  it('gives JSON with its meta data and statistics', async () => {
    const result = await engine.client.query({ query: 'SELECT toUInt8(number) AS n, \'é\' AS s FROM numbers(3)', format: 'JSON' })
    const body = await result.json<{ n: number, s: string }>()
    expect(body.data).toEqual([{ n: 0, s: 'é' }, { n: 1, s: 'é' }, { n: 2, s: 'é' }])
    expect(body.meta).toEqual([{ name: 'n', type: 'UInt8' }, { name: 's', type: 'String' }])
    expect(body.statistics?.rows_read).toBe(3)
  })

  it.each([
    ['JSONEachRow', '{"n":0}\n{"n":1}\n'],
    ['CSV', '0\n1\n'],
    ['CSVWithNames', '"n"\n0\n1\n'],
    ['TabSeparated', '0\n1\n'],
    ['JSONCompactEachRow', '[0]\n[1]\n'],
  ] as const)('gives %s', async (format, expected) => {
    const result = await engine.client.query({ query: 'SELECT toUInt8(number) AS n FROM numbers(2)', format })
    expect(await result.text()).toBe(expected)
  })

  it('streams rows', async () => {
    const result = await engine.client.query({ query: 'SELECT number FROM numbers(200000)', format: 'JSONEachRow' })
    let count = 0
    for await (const rows of result.stream()) count += rows.length
    expect(count).toBe(200_000)
  })

  it('gives binary formats whole', async () => {
    for (const [format, start] of [['Parquet', 'PAR1'], ['Arrow', 'ARROW1'], ['RowBinary', '\x00\x01\x02']] as const) {
      const { stream } = await engine.client.exec({ query: `SELECT toUInt8(number) AS n FROM numbers(3) FORMAT ${format}` })
      const bytes = Buffer.concat(await stream.toArray() as Buffer[])
      expect(bytes.subarray(0, start.length).toString('latin1'), format).toBe(start)
    }
  })

  it('reports the query id, the summary and the server headers', async () => {
    const result = await engine.client.query({ query: 'SELECT sum(number) FROM numbers(1000)', format: 'JSON', query_id: 'my-id-1' })
    await result.json()
    expect(result.query_id).toBe('my-id-1')
    expect(result.response_headers['x-clickhouse-format']).toBe('JSON')
    expect(result.response_headers['x-clickhouse-timezone']).toBe('UTC')
    const insert = await engine.client.command({ query: 'SELECT 1 FORMAT Null' })
    expect(insert.summary?.elapsed_ns).toMatch(/^\d+$/)
  })

  it('breaks a stream off visibly when the query fails under way', async () => {
    const result = await engine.client.query({ query: 'SELECT throwIf(number = 3000000) FROM numbers(10000000)', format: 'JSONEachRow' })
    const error = await failure(result.stream().toArray())
    expect(error.message).toContain('throwIf')
  })

  it('takes settings for one request only', async () => {
    const setting = "SELECT value FROM system.settings WHERE name = 'max_rows_to_read'"
    const read = (settings: Record<string, string>) => engine.client.query({ query: setting, format: 'JSONEachRow', clickhouse_settings: settings }).then(r => r.json<{ value: string }>())
    expect(await read({ max_rows_to_read: '100000' })).toEqual([{ value: '100000' }])
    expect(await read({})).toEqual([{ value: '0' }])
    await engine.client.query({ query: 'SELECT 1', clickhouse_settings: { readonly: '1' } }).then(r => r.text())
    await engine.client.command({ query: 'CREATE TABLE after_readonly (n UInt8) ENGINE = Memory' })
    const { http } = engine
    expect(await (await http('?database=system&query=SELECT+currentDatabase()')).text()).toBe('system\n')
    expect(await (await http('?query=SELECT+currentDatabase()')).text()).toBe('default\n')
  })

  it('compresses answers and takes compressed inserts', async () => {
    const client = engine.connect({ compression: { request: true, response: true } })
    await client.command({ query: 'CREATE TABLE zipped (n UInt32, s String) ENGINE = MergeTree ORDER BY n' })
    await client.insert({ table: 'zipped', values: Array.from({ length: 1000 }, (_, n) => ({ n, s: 'x'.repeat(50) })), format: 'JSONEachRow' })
    const result = await client.query({ query: 'SELECT * FROM zipped ORDER BY n', format: 'JSONEachRow' })
    expect(result.response_headers['content-encoding']).toBe('gzip')
    expect(await result.json()).toHaveLength(1000)
  })
})

describe('inserting with the official client', () => {
  beforeAll(() => engine.client.command({ query: 'CREATE TABLE rows (n UInt32, s Nullable(String)) ENGINE = MergeTree ORDER BY n' }))
  const count = async (): Promise<number> => Number((await engine.rows<{ c: string }>('SELECT count() AS c FROM rows'))[0]?.c)

  it('inserts arrays', async () => {
    const before = await count()
    const { summary } = await engine.client.insert({ table: 'rows', values: [{ n: 1, s: 'a' }, { n: 2, s: null }], format: 'JSONEachRow' })
    expect(summary?.written_rows).toBe('2')
    expect(await count()).toBe(before + 2)
  })

  it('inserts a stream of objects', async () => {
    const before = await count()
    await engine.client.insert({ table: 'rows', values: Readable.from([{ n: 1, s: 'a' }, { n: 2, s: 'b' }]), format: 'JSONEachRow' })
    await engine.client.insert({ table: 'rows', values: Readable.from([[1, 'a'], [2, null]]), format: 'JSONCompactEachRow' })
    expect(await count()).toBe(before + 4)
  })

  it.each([
    ['CSV', '1,"a ""quoted"" one"\n2,\\N\n'],
    ['CSVWithNames', 'n,s\n1,a\n2,b\n'],
    ['TabSeparated', '1\ta\\tb\n2\t\\N\n'],
  ] as const)('inserts a stream of %s', async (format, text) => {
    const before = await count()
    await engine.client.insert({ table: 'rows', values: Readable.from([text], { objectMode: false }), format })
    expect(await count()).toBe(before + 2)
  })

  it.each(['RowBinary', 'RowBinaryWithNamesAndTypes', 'Native', 'Parquet', 'Arrow', 'ArrowStream', 'ORC', 'Avro', 'MsgPack', 'Values', 'JSONCompactEachRowWithNames', 'BSONEachRow'])('takes back what it gave out as %s', async (format) => {
    const given = await engine.http('', { method: 'POST', body: `SELECT toUInt32(number) AS n, toNullable(toString(number)) AS s FROM numbers(100) FORMAT ${format}` })
    const bytes = Buffer.from(await given.arrayBuffer())
    const before = await count()
    const { stream } = await engine.client.exec({ query: `INSERT INTO rows FORMAT ${format}`, values: Readable.from([bytes], { objectMode: false }) })
    await stream.toArray()
    expect(await count()).toBe(before + 100)
  })

  it('inserts what a segment holds and the table does not yet', async () => {
    await engine.client.command({ query: 'CREATE TABLE log (segment UInt64, ordinal UInt32, s String) ENGINE = MergeTree ORDER BY ordinal' })
    const rows = await engine.http('', { method: 'POST', body: `SELECT toUInt64(7) AS segment, toUInt32(number) AS ordinal, 'line' AS s FROM numbers(1000) FORMAT RowBinary` })
    const segment = Buffer.from(await rows.arrayBuffer())
    await engine.client.command({ query: 'INSERT INTO log SELECT 7, number, \'line\' FROM numbers(0, 400)' })
    const repeat = async (): Promise<void> => {
      const { stream } = await engine.client.exec({
        query: `INSERT INTO log SELECT * FROM input('segment UInt64, ordinal UInt32, s String')
          WHERE ordinal NOT IN (SELECT ordinal FROM log WHERE segment = {segment:UInt64}) FORMAT RowBinary`,
        query_params: { segment: 7 },
        values: Readable.from([segment], { objectMode: false }),
      })
      await stream.toArray()
    }
    await repeat()
    await repeat()
    expect(await engine.rows('SELECT count() AS c, uniqExact(ordinal) AS u FROM log')).toEqual([{ c: 1000, u: 1000 }])
  })
})

describe('refusing', () => {
  it.each([
    ['SELECT 1; SELECT 2', 62, 'Multi-statements are not allowed'],
    ['SELEC 1', 62, 'Syntax error'],
    ['SELECT * FROM no_such_table', 60, 'no_such_table'],
    ['SELECT * FROM nowhere.t', 81, 'nowhere'],
    ["SELECT 1 INTO OUTFILE '/tmp/x'", 358, 'INTO OUTFILE'],
    ["SELECT * FROM file('/etc/passwd', 'LineAsString')", 497, 'READ ON FILE'],
    ["SELECT * FROM url('http://127.0.0.1/', 'LineAsString')", 497, 'READ ON URL'],
    ["SELECT * FROM remote('127.0.0.1', 'system.one')", 497, 'READ ON REMOTE'],
    ['SYSTEM SHUTDOWN', 497, 'SHUTDOWN'],
    ['SYSTEM STOP LISTEN HTTP', 497, 'LISTEN'],
    ['CREATE USER intruder', 497, 'CREATE USER'],
    ['GRANT SELECT ON *.* TO default', 497, 'privileges'],
    ["CREATE TABLE f (a String) ENGINE = File(LineAsString, '/etc/passwd')", 497, 'TABLE ENGINE ON File'],
    ["CREATE TABLE f (a String) ENGINE = URL('http://127.0.0.1/', CSV)", 497, 'TABLE ENGINE ON URL'],
    ["CREATE DATABASE f ENGINE = Filesystem('/etc')", 497, 'TABLE ENGINE ON Filesystem'],
    ["CREATE DICTIONARY d (a UInt64, b String) PRIMARY KEY a SOURCE(EXECUTABLE(COMMAND 'id' FORMAT 'TSV')) LAYOUT(FLAT()) LIFETIME(0)", 497, 'CREATE DICTIONARY'],
    ['CREATE VIEW v DEFINER = default SQL SECURITY DEFINER AS SELECT 1', 497, 'SET DEFINER'],
    ['CREATE FUNCTION f AS x -> x', 497, 'CREATE FUNCTION'],
  ])('%s', async (query, code, text) => {
    const error = await failure(engine.client.command({ query }))
    expect(error.code).toBe(String(code))
    expect(error.message).toContain(text)
  })

  it('writes by GET', async () => {
    const answer = await engine.http(`?query=${encodeURIComponent('CREATE TABLE by_get (n UInt8) ENGINE = Memory')}`)
    expect(answer.status).not.toBe(200)
    expect(answer.headers.get('x-clickhouse-exception-code')).toBe('164')
  })

  it('gives the start-up user nothing, even to who knows the secret', async () => {
    for (const query of ["SELECT * FROM file('/etc/passwd')", 'CREATE TABLE t (a UInt8) ENGINE = Memory', 'SYSTEM SHUTDOWN', 'KILL QUERY WHERE 1']) {
      const answer = await engine.http('?user=default', { method: 'POST', body: query })
      expect(await answer.text()).toContain('ACCESS_DENIED')
    }
  })

  it('a client without the right password, whatever way it says so', async () => {
    const { url, username, password } = engine.handle
    const query = '/?query=SELECT+currentUser()'
    const tries: Array<[string, Record<string, string>]> = [
      [query, {}],
      [query, { authorization: `Basic ${btoa(`${username}:wrong`)}` }],
      [query, { authorization: `Basic ${btoa('default:')}` }],
      [query, { 'x-clickhouse-user': 'default', 'x-clickhouse-key': '' }],
      [query, { 'x-clickhouse-user': username, 'x-clickhouse-key': `${password}x` }],
      [`${query}&user=default`, {}],
      [`/play${query.slice(1)}`, {}],
      ['/metrics', {}],
      ['/dashboard', {}],
    ]
    for (const [path, headers] of tries) {
      const answer = await fetch(url + path, { headers })
      expect([path, answer.status, await answer.text()]).toEqual([path, 403, expect.stringContaining('Code: 516')])
      expect(answer.headers.get('x-clickhouse-exception-code')).toBe('516')
    }
    expect((await failure(engine.connect({ password: 'wrong' }).query({ query: 'SELECT 1' }))).code).toBe('516')
  })
})
