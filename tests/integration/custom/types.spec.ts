/** Every type that lines can be written as, through the encoder and the inserter into the real engine and back. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClickHouseClient } from '@clickhouse/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AttributeValue } from '#shared/types/log-record'
import type { CustomTable } from '#shared/types/custom-table'
import { startEngine } from '~~/server/domain/engine'
import { beginCustom } from '~~/server/domain/ingest/custom/batch'
import { createInserter } from '~~/server/domain/ingest/flush/inserter'
import { Patterns } from '~~/server/domain/ingest/pattern/columns'
import { SegmentFile } from '~~/server/domain/ingest/spool/segment-file'
import { silentLogger } from '~~/server/domain/kernel'
import { createStorageClients, createTables, customSchema, readCreateTable, suggestMapping } from '~~/server/domain/storage'
import { logRecord } from '../../fixtures/records'

const DATABASE = 'cordwood'
const SEGMENT = String(BigInt(Date.now()) << 22n)
let engine: ReturnType<typeof startEngine>
let client: ClickHouseClient
let close: () => Promise<void>
let dataDir: string
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'cordwood-custom-'))
  engine = await startEngine({ dataDir, logger: silentLogger })
  await engine.whenReady()
  const clients = createStorageClients({ url: engine.url, user: engine.username, password: engine.password, database: DATABASE })
  client = clients.writer
  close = clients.close
})
afterAll(async () => {
  await close?.()
  await engine?.stop()
  await rm(dataDir, { recursive: true, force: true })
})

let tables = 0

/** A table of one column `x`, made as a source's. */
function tableOf(type: string, more = ''): { table: CustomTable, name: string } {
  const { columns, clauses } = readCreateTable(`CREATE TABLE t (time DateTime64(9), message String, x ${type}${more}) ENGINE = MergeTree ORDER BY tuple()`)
  const name = `source_${++tables}`
  return { name, table: { table: `${name}_data`, owned: true, hasIdentity: true, columns, mapping: { ...suggestMapping(columns), time: 'time' }, clauses } }
}

interface Sent { reasons: string[], rows: unknown[] }

/** Stores a line for each value, and reads the column back as text. */
async function store(type: string, values: readonly AttributeValue[], more = '', retry = false): Promise<Sent> {
  const { table, name } = tableOf(type, more)
  const batch = beginCustom(table, new Patterns().begin(name), Infinity)
  const reasons = values.flatMap(x => batch.write(logRecord({ body: 'a line', logAttributes: x === undefined ? {} : { x } })) ?? [])
  const rows = batch.finish(bytes => Buffer.alloc(bytes))
  if (rows.rows > 0) {
    const schema = customSchema(table)
    const header = { segment: SEGMENT, table: name, schema: 'custom', schemaVersion: 1, retentionDays: 36_500, custom: table }
    const directory = await mkdtemp(join(dataDir, 'spool-'))
    const file = await SegmentFile.create(directory, header, 0)
    await file.append([{ rows, note: undefined }])
    const segment = await file.close()
    await createTables(client, DATABASE).ensure({ table: name, schema, retentionDays: 36_500 })
    const inserter = createInserter(client, DATABASE)
    if (retry) await inserter.reconcile(segment, schema, new AbortController().signal)
    else await inserter.insert(segment, schema)
    // Once more: all of them are there.
    await inserter.reconcile(segment, schema, new AbortController().signal)
  }
  const result = rows.rows === 0 ? [] : await read(`SELECT toString(x) FROM ${DATABASE}.${name}_data ORDER BY Ordinal`)
  return { reasons, rows: result.map(row => (row as unknown[])[0]) }
}

async function read(query: string): Promise<unknown[]> {
  return (await client.query({ query, format: 'JSONCompactEachRow' })).json()
}

describe('values come back as they were sent', () => {
  const max = (bits: number) => (1n << BigInt(bits)) - 1n
  const integers = [8, 16, 32, 64, 128, 256].flatMap((bits): [string, AttributeValue[], string[]][] => [
    [`UInt${bits}`, [0, 1, String(max(bits)), max(bits), '+7', true, 5n], ['0', '1', String(max(bits)), String(max(bits)), '7', '1', '5']],
    [`Int${bits}`, [0, -1, String(-max(bits - 1) - 1n), max(bits - 1), false], ['0', '-1', String(-max(bits - 1) - 1n), String(max(bits - 1)), '0']],
  ])
  it.each<[string, AttributeValue[], (string | null)[]]>([
    ...integers,
    ['Float64', [1.5, '2.25', -1e300, 7n, 'inf', '-inf', 'nan', true, '1e3'], ['1.5', '2.25', '-1e300', '7', 'inf', '-inf', 'nan', '1', '1000']],
    ['Float32', [1.5, '-2.25', 0, 3e38], ['1.5', '-2.25', '0', '3e38']],
    ['Decimal(9, 2)', [1.5, '-1234567.89', 7, '0.005', '1e2', '-0.019'], ['1.5', '-1234567.89', '7', '0', '100', '-0.01']],
    ['Decimal(18, 6)', ['123456789012.123456', -0.000001], ['123456789012.123456', '-0.000001']],
    ['Decimal(38, 10)', ['1234567890123456789012345678.0123456789', '-1234567890123456789012345678.0123456789'], ['1234567890123456789012345678.0123456789', '-1234567890123456789012345678.0123456789']],
    ['Decimal(76, 0)', ['9'.repeat(76), `-${'9'.repeat(76)}`, 5], ['9'.repeat(76), `-${'9'.repeat(76)}`, '5']],
    ['Bool', [true, false, 'true', 'FALSE', 1, 0, 'yes', 'off', '1', 0n], ['true', 'false', 'true', 'false', 'true', 'false', 'true', 'false', 'true', 'false']],
    ['String', ['text', '', 'üñï 🪵 \0 \n', 5, 12345678901234567890n, true, { a: [1, { b: null }] }, [1, 'x']], ['text', '', 'üñï 🪵 \0 \n', '5', '12345678901234567890', 'true', '{"a":[1,{"b":null}]}', '[1,"x"]']],
    ['LowCardinality(String)', ['a', 'b', 'a'], ['a', 'b', 'a']],
    ['LowCardinality(Nullable(String))', ['a', null, 'a', undefined], ['a', null, 'a', null]],
    ['Nullable(UInt8)', [1, null, '2', undefined], ['1', null, '2', null]],
    ['Nullable(String)', ['', null, 'x'], ['', null, 'x']],
    ['Nullable(DateTime64(3))', ['2026-01-31T12:00:00.123Z', null], ['2026-01-31 12:00:00.123', null]],
    ['FixedString(4)', ['abcd', 'é', ''], ['abcd', 'é', '']],
    ['UUID', ['01234567-89ab-cdef-0123-456789abcdef', '0123456789ABCDEF0123456789ABCDEF'], ['01234567-89ab-cdef-0123-456789abcdef', '01234567-89ab-cdef-0123-456789abcdef']],
    ['IPv4', ['1.2.3.4', '255.255.255.255', 16909060], ['1.2.3.4', '255.255.255.255', '1.2.3.4']],
    ['IPv6', ['::1', '2001:db8::8:800:200c:417a', '1.2.3.4', '::ffff:1.2.3.4', '::', '1:2:3:4:5:6:7:8', 'fe80::1:2', '1::'], ['::1', '2001:db8::8:800:200c:417a', '::ffff:1.2.3.4', '::ffff:1.2.3.4', '::', '1:2:3:4:5:6:7:8', 'fe80::1:2', '1::']],
    ['Enum8(\'debug\' = -5, \'INFO\' = 2)', ['debug', 'INFO', 'info', 2, -5], ['debug', 'INFO', 'INFO', 'INFO', 'debug']],
    ['Enum16(\'a\' = 300, \'1\' = 5)', ['a', 300, 1, undefined, null], ['a', 'a', '1', '1', '1']],
    ['Date', ['2026-01-31', '1970-01-01', '2149-06-06', '2026-01-31T23:59:59Z', 0, 86_400_000], ['2026-01-31', '1970-01-01', '2149-06-06', '2026-01-31', '1970-01-01', '1972-09-27']],
    ['Date32', ['1900-01-01', '2262-04-10', '1969-12-31'], ['1900-01-01', '2262-04-10', '1969-12-31']],
    ['DateTime', ['2026-01-31T12:00:00Z', '2026-01-31 12:00:00', 0, 4_294_967_295, '2026-01-31T12:00:00.999+01:00'], ['2026-01-31 12:00:00', '2026-01-31 12:00:00', '1970-01-01 00:00:00', '2106-02-07 06:28:15', '2026-01-31 11:00:00']],
    ['DateTime(\'Europe/Berlin\')', ['2026-01-31T12:00:00Z'], ['2026-01-31 13:00:00']],
    ['DateTime64(0)', ['2026-01-31T12:00:00.999Z', '1900-01-01'], ['2026-01-31 12:00:00', '1900-01-01 00:00:00']],
    ['DateTime64(3)', ['2026-01-31T12:00:00.123456789Z', '1969-12-31T23:59:59.999Z'], ['2026-01-31 12:00:00.123', '1969-12-31 23:59:59.999']],
    ['DateTime64(9, \'UTC\')', ['2026-01-31T12:00:00.123456789Z', '1900-01-01', '2262-04-11T23:47:15.999999999Z'], ['2026-01-31 12:00:00.123456789', '1900-01-01 00:00:00.000000000', '2262-04-11 23:47:15.999999999']],
    ['Array(UInt8)', [[1, 2], [], '[3]', [null, '4']], ['[1,2]', '[]', '[3]', '[0,4]']],
    ['Array(Nullable(String))', [['a', null], [{ b: 1 }]], ['[\'a\',NULL]', '[\'{"b":1}\']']],
    ['Array(Array(LowCardinality(String)))', [[['a'], []]], ['[[\'a\'],[]]']],
    ['Map(String, UInt64)', [{ a: 1, b: '18446744073709551615' }, {}, '{"c":12345678901234567890}'], ['{\'a\':1,\'b\':18446744073709551615}', '{}', '{\'c\':12345678901234567890}']],
    ['Map(LowCardinality(String), Array(Float32))', [{ a: [0.5] }], ['{\'a\':[0.5]}']],
    ['Map(UInt16, String)', [{ 200: 'ok', 404: { why: 1 } }], ['{200:\'ok\',404:\'{"why":1}\'}']],
    ['Tuple(UInt8, String)', [[1, 'a'], '[2,"b"]', { 1: 3, 2: 'c' }], ['(1,\'a\')', '(2,\'b\')', '(3,\'c\')']],
    ['Tuple(code UInt8, `we ird` Nullable(String))', [{ 'code': 1, 'we ird': 'a' }, { code: 2 }, [3, null]], ['(1,\'a\')', '(2,NULL)', '(3,NULL)']],
    ['JSON', [{ a: { b: 1 }, c: ['x', { d: 1 }] }, '{"big":123456789012345678901234567890,"f":1e999}', { 'a.b': 1, 'a': { b: 2 } }, { '': 1 }, { x: '\uD800' }], [
      '{"a":{"b":1},"c":["x",{"d":1}]}', '{"big":"123456789012345678901234567890","f":"1e999"}', '{"a":{"b":1}}', '{"":1}', '{"x":"�"}']],
  ])('%s', async (type, values, expected) => {
    const { reasons, rows } = await store(type, values)
    expect(reasons).toEqual([])
    expect(type === 'JSON' ? rows.map(row => JSON.parse(row as string)) : rows).toEqual(type === 'JSON' ? expected.map(row => JSON.parse(row!)) : expected)
  })

  it('the same by way of the table beside it, as after a fault; defaults are the column’s', async () => {
    const retried = await store('UInt16', [1, undefined, null, 4], ' DEFAULT length(message) * 100', true)
    expect(retried).toEqual({ reasons: [], rows: ['1', '600', '600', '4'] })
    expect(await store('UInt16', [1, undefined, null, 4], ' DEFAULT length(message) * 100')).toEqual(retried)
    expect(await read(`SELECT name FROM system.tables WHERE name LIKE '%segment%'`)).toEqual([])
  })

  it('a hundred thousand random ones', async () => {
    const values = Array.from({ length: 100_000 }, () => {
      const bits = Math.floor(Math.random() * 127)
      const value = BigInt(Math.floor(Math.random() * 2 ** 53)) << BigInt(Math.max(0, bits - 53))
      return Math.random() < 0.5 ? value : -value
    })
    const { rows } = await store('Int128', values)
    expect(rows).toEqual(values.map(String))
  })
})

describe('what a type does not hold is refused with a reason, never changed', () => {
  it.each<[string, AttributeValue[], RegExp]>([
    ['UInt8', [256, -1, '300', 1e20, 99999999999999999999n], /is outside 0 to 255$/],
    ['UInt8', ['abc', 1.5, '', '1.0', '0x1', {}, [], 'NaN', Number.NaN, Infinity], /is not a whole number$/],
    ['Int8', [128, -129], /outside -128 to 127/],
    ['UInt64', [-1, 1n << 64n, 18446744073709552000], /outside/],
    ['Int64', [1n << 63n, -(1n << 63n) - 1n], /outside/],
    ['UInt128', [1n << 128n], /outside/],
    ['Int256', [1n << 255n, '9'.repeat(99)], /outside/],
    ['Float64', ['abc', '', {}, '1e999', '0x10'], /is not a number|larger than/],
    ['Float32', [1e39, -1e300], /larger than a Float32/],
    ['Decimal(9, 2)', ['12345678', 1e300, '99999999.99', '1e80000', '1e99999'], /more than 7 digits/],
    ['Decimal(9, 2)', ['x', 'nan', 'inf', []], /is not a number/],
    ['Bool', ['maybe', 2, '', {}], /neither true nor false/],
    ['FixedString(2)', ['abc', 'éé'], /more than 2/],
    ['UUID', ['123', '', 5, '01234567-89ab-cdef-0123-456789abcdeg'], /not a UUID/],
    ['IPv4', ['1.2.3', '::1', '1.2.3.256', -1, 4294967296], /not an IPv4/],
    ['IPv6', ['x', '1:2', 'fe80::1%eth0', 5], /not an IPv6/],
    ['Enum8(\'a\' = 1)', ['b', 2, '', {}], /is not a member \(a\)/],
    ['Date', ['1969-12-31', '2149-06-07'], /outside 1970-01-01 to 2149-06-06/],
    ['DateTime', ['1969-12-31', '2107-01-01'], /outside 1970 to 2106/],
    ['DateTime64(9)', ['2263-01-01', 'yesterday', {}, true], /is not a time/],
    ['Array(UInt8)', [5, 'x', {}, '[1'], /is not an array/],
    ['Array(UInt8)', [[1, 'x']], /in the array: "x" is not a whole number/],
    ['Map(String, UInt8)', [[1], 'x', 5], /is not an object/],
    ['Map(UInt8, String)', [{ a: 'x' }], /in the map at "a": "a" is not a whole number/],
    ['Tuple(UInt8, UInt8)', [[1], [1, 2, 3]], /items in place of 2/],
    ['Tuple(a UInt8)', [{ a: 'x' }], /in the tuple at a: /],
    ['JSON', ['[1]', 'x', 5, [1]], /not a JSON object/],
    ['Nullable(UInt8)', ['x'], /not a whole number/],
  ])('%s (%#)', async (type, values, reason) => {
    const sent = await store(type, values)
    expect(sent.rows).toEqual([])
    expect(sent.reasons).toHaveLength(values.length)
    for (const each of sent.reasons) {
      expect(each).toMatch(reason)
      expect(each.startsWith('column x ')).toBe(true)
    }
  })
})
