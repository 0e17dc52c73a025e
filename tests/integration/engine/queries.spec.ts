import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import type { ClientRequest } from 'node:http'
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { TupleParam } from '@clickhouse/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { basic, testEngine, until } from './support'
import type { TestEngine } from './support'

let engine: TestEngine
beforeAll(async () => void (engine = await testEngine({ settings: { maxQueries: 6, queueWaitMs: 300, memory: 1 << 30 } })))
afterAll(() => engine.close())

/** Query ids that run now, without those of the engine itself and of this question. */
const running = async (like: string): Promise<string[]> =>
  (await engine.rows<{ query_id: string }>(`SELECT query_id FROM system.processes WHERE query_id LIKE '${like}%'`)).map(row => row.query_id)

const forever = 'SELECT max(sipHash64(number)) FROM numbers(1000000000000)'

/** An insert whose body the caller writes. */
const openInsert = (query: string, headers: Record<string, string | number> = {}): ClientRequest => {
  const call = request(`${engine.handle.url}/?query_id=insert-${Math.random()}&query=${encodeURIComponent(query)}`, {
    method: 'POST', agent: false, headers: { authorization: basic(engine.handle), ...headers },
  })
  call.on('error', () => undefined).flushHeaders()
  return call
}

describe('query parameters', () => {
  it.each([
    ['String', 'it\'s "quoted" \\ back\tslash\nline \u0000 é 😀'],
    ['UInt64', '18446744073709551615'],
    ['Nullable(String)', null],
    ['Array(String)', ['a\'b', 'c\\d', '']],
    ['Array(Array(UInt8))', [[1], [2, 3], []]],
    ['Map(String, String)', { 'k\'1': 'v\\1', 'k2': '' }],
    ['Bool', true],
    ['Float64', 1.5],
    ['Array(Nullable(UInt8))', [1, null]],
  ] as const)('%s %j', async (type, value) => {
    const result = await engine.client.query({
      query: `SELECT {p:${type}} AS v`, query_params: { p: value }, format: 'JSONEachRow',
      clickhouse_settings: { output_format_json_quote_64bit_integers: 1 },
    })
    expect(await result.json()).toEqual([{ v: value }])
  })

  it('dates, tuples and identifiers', async () => {
    const result = await engine.client.query({
      query: 'SELECT {d:Date} AS d, {t:DateTime64(3)} AS t, {u:Tuple(UInt8, String)} AS u, count() AS c FROM {db:Identifier}.{table:Identifier}',
      query_params: { d: '2026-01-02', t: new Date('2026-01-02T03:04:05.678Z'), u: new TupleParam([7, 'x\'y']), db: 'system', table: 'one' },
      format: 'JSONEachRow',
    })
    expect(await result.json()).toEqual([{ d: '2026-01-02', t: '2026-01-02 03:04:05.678', u: [7, 'x\'y'], c: 1 }])
  })
})

describe('cancelling', () => {
  it.each([{}, { readonly: '2' }])('a SELECT whose client aborts it, with %j', async (settings) => {
    const abort = new AbortController()
    const query_id = `abort-${Math.random()}`
    const answer = engine.client.query({ query: forever, abort_signal: abort.signal, query_id, clickhouse_settings: settings })
    answer.catch(() => undefined)
    await until(async () => (await running(query_id)).length === 1)
    abort.abort()
    await expect(answer).rejects.toThrow('abort')
    await until(async () => (await running(query_id)).length === 0)
  })

  it('a SELECT whose client goes away in the middle of its answer', async () => {
    const query_id = `leave-${Math.random()}`
    const call = request(`${engine.handle.url}/?query_id=${query_id}`, { method: 'POST', headers: { authorization: basic(engine.handle) } })
    call.on('error', () => undefined).end('SELECT number, sleepEachRow(0.01) FROM numbers(1000000) SETTINGS max_block_size = 1')
    await new Promise(resolve => call.on('response', answer => answer.once('data', resolve)))
    expect(await running(query_id)).toHaveLength(1)
    call.destroy()
    await until(async () => (await running(query_id)).length === 0)
  })

  it('by KILL QUERY with the id that the client gave, also when every place is taken', async () => {
    const ids = Array.from({ length: 6 }, (_, n) => `busy-${n}`)
    const answers = ids.map(query_id => engine.client.query({ query: forever, query_id }).catch((error: { code?: string }) => error.code))
    await until(async () => (await running('busy-')).length === 6)
    const refused = await engine.client.query({ query: 'SELECT 1' }).catch((error: { code?: string }) => error.code)
    expect(refused).toBe('202')
    await engine.client.command({ query: 'KILL QUERY WHERE query_id LIKE {id:String} ASYNC', query_params: { id: 'busy-%' } })
    expect(await Promise.all(answers)).toEqual(ids.map(() => '394'))
    expect(await running('busy-')).toEqual([])
  })
})

describe('side by side', () => {
  it('a slow query delays neither an insert nor another query', async () => {
    await engine.client.command({ query: 'CREATE TABLE beside (n UInt32) ENGINE = MergeTree ORDER BY n' })
    const slow = engine.client.query({ query: 'SELECT sleepEachRow(1) FROM numbers(300) SETTINGS max_block_size = 1', query_id: 'slow-one' }).then(result => result.text())
    await until(async () => (await running('slow-one')).length === 1)
    await engine.client.insert({ table: 'beside', values: [{ n: 1 }], format: 'JSONEachRow' })
    expect(await engine.rows('SELECT n FROM beside')).toEqual([{ n: 1 }])
    // Both are done, and the slow one is still at it.
    expect(await running('slow-one')).toEqual(['slow-one'])
    await engine.client.command({ query: 'KILL QUERY WHERE query_id = \'slow-one\' ASYNC' })
    await slow.catch(() => undefined)
  })

  it('a client that reads slowly costs no memory', async () => {
    const call = request(`${engine.handle.url}/?query_id=lazy&http_send_timeout=100`, { method: 'POST', headers: { authorization: basic(engine.handle) } })
    call.on('error', () => undefined).end('SELECT number, toString(number) FROM numbers(10000000000)')
    const answer = await new Promise<NodeJS.ReadableStream>(resolve => call.on('response', resolve))
    await new Promise(resolve => answer.once('data', resolve))
    answer.pause()
    // It stands still: what it has read does not change any more, and what it holds is little.
    const state = async (): Promise<{ r: string, m: string } | undefined> => (await engine.rows<{ r: string, m: string }>('SELECT toString(read_rows) AS r, toString(memory_usage) AS m FROM system.processes WHERE query_id = \'lazy\''))[0]
    let last = ''
    await until(async () => {
      const { r } = await state() ?? { r: '' }
      await new Promise(resolve => setTimeout(resolve, 300))
      const still = r !== '' && r === last
      last = r
      return still
    })
    expect(Number((await state())?.m)).toBeLessThan(64 * 1024 * 1024)
    call.destroy()
    await until(async () => (await running('lazy')).length === 0)
  })
})

describe('an insert that breaks off', () => {
  beforeAll(() => engine.client.command({ query: 'CREATE TABLE torn (n UInt32, s String) ENGINE = MergeTree ORDER BY n' }))
  const rows = (count: number): Promise<Buffer> =>
    engine.http('', { method: 'POST', body: `SELECT toUInt32(number), repeat('x', 100) FROM numbers(${count}) FORMAT RowBinary` }).then(async answer => Buffer.from(await answer.arrayBuffer()))

  it.each(['RowBinary', 'TabSeparated'])('leaves nothing behind: chunked %s', async (format) => {
    // Cut between two rows, where the text alone does not show that anything is missing.
    const whole = format === 'RowBinary' ? await rows(100_000) : Buffer.from('1\ta\n'.repeat(100_000))
    const call = openInsert(`INSERT INTO torn FORMAT ${format}`)
    await new Promise(resolve => call.write(whole, resolve))
    await until(async () => (await running('insert-')).length === 1)
    call.destroy()
    await until(async () => (await running('insert-')).length === 0)
    expect(await engine.rows('SELECT count() AS c FROM torn')).toEqual([{ c: 0 }])
  })

  it('leaves nothing behind: with a length', async () => {
    const whole = await rows(100_000)
    const call = openInsert('INSERT INTO torn FORMAT RowBinary', { 'content-length': whole.length * 2 })
    await new Promise(resolve => call.write(whole, resolve))
    await until(async () => (await running('insert-')).length === 1)
    call.destroy()
    await until(async () => (await running('insert-')).length === 0)
    expect(await engine.rows('SELECT count() AS c FROM torn')).toEqual([{ c: 0 }])
  })
})

describe('compression by hand', () => {
  it('zstd both ways', async () => {
    await engine.client.command({ query: 'CREATE TABLE zstd (n UInt32) ENGINE = Memory' })
    const sent = await engine.http('?query=INSERT+INTO+zstd+FORMAT+CSV', { method: 'POST', headers: { 'content-encoding': 'zstd' }, body: zstdCompressSync('1\n2\n') })
    expect(sent.status).toBe(200)
    const bytes = await new Promise<Buffer>((resolve) => {
      request(`${engine.handle.url}/?enable_http_compression=1&query=SELECT+n+FROM+zstd+ORDER+BY+n`, { headers: { 'authorization': basic(engine.handle), 'accept-encoding': 'zstd' } }, (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part)).on('end', () => resolve(Buffer.concat(parts)))
      }).end()
    })
    expect(zstdDecompressSync(bytes).toString()).toBe('1\n2\n')
  })
})

it('listens on the loopback address only', () => {
  const port = Number(new URL(engine.handle.url).port).toString(16).toUpperCase().padStart(4, '0')
  const listening = readFileSync('/proc/net/tcp', 'latin1').split('\n').map(line => line.trim().split(/\s+/)).filter(([, local, , state]) => local?.endsWith(`:${port}`) && state === '0A')
  expect(listening.map(([, local]) => local)).toEqual([`0100007F:${port}`])
})
