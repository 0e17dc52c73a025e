import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { QueryRequest } from '#shared/schemas/query'
import { levels } from '#shared/utils/levels'
import type { Scope } from '#shared/types/scope'
import { ask, never, NOON, openStore, page, type Row, type Store } from './support'

let store: Store
let scope: Scope

const bodies = [
  'Disk 100% full', 'disk 1000 full', 'a_b', 'aXb', 'C:\\temp\\new', 'C:/temp/new', `it's "quoted"`, 'tab\there',
  'line one\nline two', 'GRÖSSE Ärger', 'größe ärger', 'ΟΔΟΣΑ', 'Ключ НАЙДЕН', '日本語ログ', 'emoji 🚀 launched',
  '300 \u212A hot', 'back`tick', '{curly:String}', '', 'x'.repeat(5000) + 'needle',
]

const rows: Row[] = [
  ...bodies.map((body, i) => ({ time: NOON + BigInt(i), body })),
  ...[0, 1, 4, 5, 8, 9, 12, 13, 16, 17, 20, 21, 24].map(severity => ({ time: NOON, severity, service: 'levels', body: `severity ${severity}` })),
  { time: NOON, service: `o'brien`, body: 'quoted service' },
  { time: NOON, service: 'tags', body: 'one', attributes: { http: { status: 500, path: '/a' }, user: 'ann' }, resource: { host: 'h1' } },
  { time: NOON, service: 'tags', body: 'two', attributes: { http: { status: 404, path: '/a' }, user: '' }, resource: { host: 'h1' } },
  { time: NOON, service: 'tags', body: 'three', attributes: { 'http.status': '500', [`we'ird "name"\\`]: 'a\tb\nc\\' }, resource: { user: 'bob' } },
  { time: NOON, service: 'odd.names', severity: 17, body: 'four', attributes: { level: 'loud', service: 'other', __error__: 'e', x_extracted: 'x', pattern_hash: 'e' } },
  { time: NOON, service: 'odd_names', severity: 9, body: 'five', attributes: { level: '' } },
]

beforeAll(async () => {
  store = await openStore()
  scope = await store.source('filters')
  await store.insert(scope, rows)
  // What every filter below would find too, in a source of others.
  await store.insert(await store.source('stranger'), rows)
})
afterAll(() => store.close())

const find = async (part: Partial<QueryRequest>) => (await page(store, scope, { limit: 5000, order: 'asc', ...part })).messages

describe('keyword', () => {
  it.each([
    ['100%', ['Disk 100% full']],
    ['%', ['Disk 100% full']],
    ['DISK 100', ['Disk 100% full', 'disk 1000 full']],
    ['isk 10', ['Disk 100% full', 'disk 1000 full']],
    ['a_b', ['a_b']],
    ['_', ['a_b']],
    ['c:\\TEMP\\', ['C:\\temp\\new']],
    ['\\', ['C:\\temp\\new']],
    ['\\\\', []],
    [`'s "q`, [`it's "quoted"`]],
    ['tab\there', ['tab\there']],
    ['one\nLINE', ['line one\nline two']],
    ['größe', ['größe ärger']],
    ['ÄRGER', ['GRÖSSE Ärger', 'größe ärger']],
    ['öß', ['größe ärger']],
    ['οδοσ', ['ΟΔΟΣΑ']],
    ['ключ найд', ['Ключ НАЙДЕН']],
    ['本語', ['日本語ログ']],
    ['🚀 LAUNCH', ['emoji 🚀 launched']],
    ['\u212A HOT', ['300 \u212A hot']],
    // Of an ASCII keyword only ASCII letters have two cases.
    ['k hot', []],
    ['300 .* hot', []],
    ['[Dd]isk', []],
    ['(?i)disk', []],
    ['a|b', []],
    ['\\Qa_b\\E', []],
    ['back`t', ['back`tick']],
    ['{CURLY:String}', ['{curly:String}']],
    ['xNEEDLE', ['x'.repeat(5000) + 'needle']],
    [`' OR 1=1 --`, []],
    [`%' OR '1'='1`, []],
  ])('%j', async (keyword, found) => expect(await find({ keyword })).toEqual(found))

  it('is no filter when empty', async () => expect((await find({ keyword: '' })).length).toBe(rows.length))
})

describe('level', () => {
  it.each(levels)('%s', async (level) => {
    const first = { trace: 1, debug: 5, info: 9, warn: 13, error: 17, fatal: 21, unknown: 0 }[level]
    const expected = level === 'unknown' ? ['severity 0'] : [`severity ${first}`, `severity ${first + 3}`]
    expect(await find({ service: 'levels', level })).toEqual(expected)
  })

  it('several', async () => {
    expect(await find({ service: 'levels', level: ['fatal', 'warn'] })).toEqual(['severity 13', 'severity 16', 'severity 21', 'severity 24'])
  })
})

describe('service and tags', () => {
  it('one service or several, with quotes', async () => {
    expect(await find({ service: `o'brien` })).toEqual(['quoted service'])
    expect(await find({ service: ['tags', `o'brien`] })).toEqual(['quoted service', 'one', 'two', 'three'])
    expect(await find({ service: '' })).toEqual(bodies)
  })

  it.each([
    ['http.status', '500', ['one', 'three']],
    ['http.status', ['404', '500'], ['one', 'two', 'three']],
    ['host', 'h1', ['one', 'two']],
    ['user', ['ann', 'bob'], ['one', 'three']],
    ['user', '', ['two']],
    ['user', ['', 'bob'], ['two', 'three']],
    ['user', 'a.n', []],
    ['user', ['a.n', 'b.b'], []],
    ['user', ['ann|bob', 'x'], []],
    // What LogQL has under these names comes after what was sent with them.
    ['level', 'loud', ['four']],
    ['level', '', ['five']],
    ['service', 'other', ['four']],
    // These names LogQL has for itself.
    ['__error__', 'e', []],
    ['pattern_hash', 'e', []],
    ['x_extracted', 'x', ['four']],
    [`we'ird "name"\\`, 'a\tb\nc\\', ['three']],
    ['missing', '', []],
    [`x'] OR 1=1 --`, 'a', []],
    ['user', `ann') OR (1=1`, []],
  ])('tag %j = %j', async (name, value, found) => expect(await find({ tags: { [name]: value } })).toEqual(found))

  it('takes services as they are called, not as expressions', async () => {
    expect(await find({ service: ['odd.names', 'nobody'] })).toEqual(['four'])
    expect(await find({ service: ['odd.*', '.+'] })).toEqual([])
  })

  it('keeps to the level of the record where the source discovers none', async () => {
    const plain = { ...scope, discoverLogLevels: false }
    expect((await page(store, plain, { service: 'levels', level: ['warn'], order: 'asc' })).messages).toEqual(['severity 13', 'severity 16'])
  })

  it('all tags must match', async () => {
    expect(await find({ tags: { 'http.status': '500', 'user': 'ann' } })).toEqual(['one'])
    expect(await find({ tags: { 'http.status': '500', 'user': 'zoe' } })).toEqual([])
  })

  it('takes filters longer than an address may be', async () => {
    const values = Array.from({ length: 100 }, (_, i) => `${i}`.padEnd(1000, '%'))
    expect(await find({ tags: { user: [...values, 'ann'].slice(1) } })).toEqual(['one'])
  })
})

describe('injection', () => {
  const evil = [`'; DROP TABLE filters; --`, `\\'; SELECT 1 --`, '{start:Int64}', `') UNION ALL SELECT * FROM system.users --`, '\u0000', '`', '\\N']

  it.each(evil)('%j through every field finds nothing and harms nothing', async (text) => {
    const filters = [{ service: text }, { keyword: `${text}§` }, { tags: { [text]: text } }, { tags: { user: [text, 'nobody'] } }]
    for (const part of filters) expect(await find(part)).toEqual([])
    expect(await store.query.fieldValues(scope, { start: ask().start, end: ask().end, field: text, limit: 10 }, never)).toMatchObject({ values: [] })
    await expect(find({ cursor: text })).rejects.toMatchObject({ code: 'bad_request' })
    await expect(find({ start: text })).rejects.toMatchObject({ code: 'bad_request' })
    await expect(store.query.record(scope, text, never)).rejects.toMatchObject({ code: 'not_found' })
    expect((await find({})).length).toBe(rows.length)
  })

  it('refuses a table name that is not ours', async () => {
    await expect(page(store, { ...scope, table: 'filters UNION ALL SELECT 1' })).rejects.toThrow('no table')
  })

  it('runs with readonly', async () => {
    await expect(store.reader.query({
      query: 'DROP TABLE {table:Identifier}', query_params: { table: 'filters' }, clickhouse_settings: { readonly: '1' },
    })).rejects.toMatchObject({ code: '164' })
  })
})
