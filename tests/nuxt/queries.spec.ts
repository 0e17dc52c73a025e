import { registerEndpoint } from '@nuxt/test-utils/runtime'
import { readBody } from 'h3'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import SchemaBrowser from '~/components/queries/SchemaBrowser.vue'
import { quoteName, sqlSuggestions } from '~/utils/sql-completion'
import { parseQueriesState, queriesQuery } from '~/utils/queries-state'
import { MOST_TABS, tabTitle } from '~/utils/query-tabs'
import { columnWidths, nextSort, sortRows, timeOf, toCsv, toTsv } from '~/utils/sql-result'
import { randomUuid } from '~/utils/uuid'
import { mountInApp, mountWith, until } from './support'

beforeEach(() => localStorage.clear())
afterEach(() => vi.unstubAllGlobals())

describe('a result', () => {
  const columns = [{ name: 'n', type: 'Nullable(UInt64)' }, { name: 'text', type: 'String' }]

  it('is ordered by a column: numbers as numbers, beyond what a double holds, NULL last', () => {
    const rows = [['9007199254740993', 'b'], [null, 'c'], ['9007199254740992', 'a'], ['10', 'd'], ['9', 'e']]
    const texts = (sort: Parameters<typeof sortRows>[2]) => sortRows(rows, columns, sort).map(([, text]) => text).join('')
    expect(texts({ column: 0, descending: false })).toBe('edabc')
    expect(texts({ column: 0, descending: true })).toBe('badec')
    expect(texts({ column: 1, descending: true })).toBe('edcba')
    expect(texts(undefined)).toBe('bcade')
    expect([undefined, { column: 1, descending: false }, { column: 1, descending: true }].map(sort => nextSort(sort, 1)))
      .toEqual([{ column: 1, descending: false }, { column: 1, descending: true }, undefined])
  })

  it('is copied with what its cells hold', () => {
    const rows = [['1', 'a "b", c'], [null, 'x\ty\nz']]
    expect(toCsv(columns, rows)).toBe('n,text\r\n1,"a ""b"", c"\r\n,"x\ty\nz"')
    expect(toTsv(columns, rows)).toBe('n\ttext\n1\ta "b", c\n\tx y z')
    expect(toTsv(columns, [[{ a: [1] }, true]])).toBe('n\ttext\n{"a":[1]}\ttrue')
    expect(columnWidths(columns, [['1', 'x'.repeat(9999)]])).toEqual([72, 520])
  })

  it('has its times in UTC, but where the type has a zone', () => {
    expect(timeOf('2026-11-22 10:00:00.123456789', { name: 't', type: 'DateTime64(9)' })).toBe(Date.UTC(2026, 10, 22, 10, 0, 0, 123))
    expect(timeOf('2026-11-22', { name: 't', type: 'Date' })).toBe(Date.UTC(2026, 10, 22))
    expect(timeOf('2026-11-22 10:00:00', { name: 't', type: 'DateTime(\'Asia/Tokyo\')' })).toBe(new Date(2026, 10, 22, 10).getTime())
    expect(timeOf('never', { name: 't', type: 'DateTime' })).toBeNaN()
  })
})

describe('completion', () => {
  const tables = [{ name: 'app', columns: [{ name: 'Body', type: 'String' }] }, { name: 'my-source', columns: [{ name: 'odd name', type: 'UInt8' }] }]
  const properties = (text: string) => sqlSuggestions(text, tables, 'app').filter(({ type }) => type === 'property').map(({ apply }) => apply)

  it('offers the columns of the sources that are named, else of the chosen one', () => {
    expect(properties('SELECT ')).toEqual(['Body'])
    expect(properties('SELECT x FROM {source}')).toEqual(['Body'])
    expect(properties('SELECT x FROM `my-source`')).toEqual(['`odd name`'])
    expect(quoteName('a`b')).toBe('`a\\`b`')
    const labels = sqlSuggestions('', tables, undefined).map(({ label }) => label)
    expect(labels).toEqual(expect.arrayContaining(['app', 'my-source', '{from}', 'toStartOfMinute', 'count']))
    expect(labels).not.toContain('file')
  })
})

describe('the address', () => {
  it('holds range, source and text, and ignores garbage', () => {
    const state = { range: { kind: 'relative' as const, duration: '6h' }, source: 'app', project: undefined, sql: 'SELECT 1' }
    expect(queriesQuery(state)).toEqual({ range: '6h', source: 'app', sql: 'SELECT 1' })
    expect(parseQueriesState(queriesQuery(state))).toEqual(state)
    expect(parseQueriesState({ range: 'soon', sql: [null, ''] }).sql).toBeUndefined()
    expect(queriesQuery({ ...state, sql: 'x'.repeat(5000) }).sql).toBeUndefined()
  })
})

describe('tabs', () => {
  const use = (wanted?: string) => mountWith(() => useQueryTabs('tabs', () => 'SELECT 1', wanted))

  it('are kept, and closing one can be undone', async () => {
    const tabs = await use()
    tabs.open('SELECT 2')
    tabs.write(tabs.active.value.id, 'SELECT 3')
    const undo = tabs.close(tabs.tabs.value[0]!.id)
    expect(tabs.tabs.value.map(({ sql }) => sql)).toEqual(['SELECT 3'])
    undo()
    expect(tabs.active.value.sql).toBe('SELECT 1')
    await until(() => expect(localStorage.getItem('tabs')).toContain('SELECT 3'))
    expect((await use('SELECT 3')).tabs.value).toHaveLength(2)
    expect((await use('SELECT 4')).active.value.sql).toBe('SELECT 4')
  })

  it('are never none, never too many, and garbage in the store is no harm', async () => {
    localStorage.setItem('tabs', '{"tabs":[{"id":1}],"active":{}}')
    const tabs = await use()
    expect(tabs.active.value.sql).toBe('SELECT 1')
    tabs.close(tabs.active.value.id)
    expect(tabs.tabs.value.map(({ sql }) => sql)).toEqual([''])
    for (let n = 0; n < MOST_TABS + 5; n++) tabs.open(`SELECT ${n}`)
    expect(tabs.tabs.value).toHaveLength(MOST_TABS)
    expect(tabs.active.value.sql).toBe(`SELECT ${MOST_TABS + 4}`)
  })

  it('are called by their comment or their beginning', () => {
    expect(['-- slow paths\nSELECT 1', '  ', 'SELECT  a,\n b FROM a_table_with_a_long_name'].map(tabTitle)).toEqual(['slow paths', 'New query', 'SELECT a, b FROM a_table_wi…'])
  })
})

describe('useSqlQuery', () => {
  const question = { query: 'SELECT 1', start: 0, end: 1 }
  const lines = (...events: object[]) => new Response(events.map(event => `${JSON.stringify(event)}\n`).join(''))
  const columns = [{ name: 'n', type: 'UInt8' }]
  const summary = { kind: 'table', count: 2, truncated: true, limit: 2, cost: { scannedRows: 2, scannedBytes: 8, elapsedMs: 1 } }

  it('takes columns, rows and the cost', async () => {
    const fetched = vi.fn<typeof fetch>(async () => lines({ columns }, { row: [1] }, { progress: { scannedRows: 1, scannedBytes: 4, share: null } }, { row: [2] }, { summary }))
    vi.stubGlobal('fetch', fetched)
    const query = await mountWith(useSqlQuery)
    expect(await query.run(question)).toBe(true)
    expect(query.rows.value).toEqual([[1], [2]])
    expect(query.summary.value).toMatchObject({ truncated: true, limit: 2 })
    expect(JSON.parse(String(fetched.mock.calls[0]![1]!.body))).toMatchObject({ ...question, language: 'sql', remember: true, queryId: expect.stringMatching(/^[\da-f-]{36}$/) })
  })

  it('tells of a failure in the middle, and of an answer that broke off', async () => {
    const query = await mountWith(useSqlQuery)
    vi.stubGlobal('fetch', async () => lines({ columns }, { row: [1] }, { error: { code: 'timeout', message: 'It took too long.' } }))
    expect(await query.run(question)).toBe(false)
    expect(query.error.value).toMatchObject({ code: 'timeout', message: 'It took too long.' })
    expect(query.rows.value).toEqual([])
    vi.stubGlobal('fetch', async () => lines({ columns }, { row: [1] }))
    await query.run(question)
    expect(query.error.value?.message).toContain('broke off')
  })

  it('cancels by its id and by its connection', async () => {
    let signal!: AbortSignal
    const cancelledIds: unknown[] = []
    registerEndpoint('/api/v1/query/cancel', { method: 'POST', handler: async (event) => {
      cancelledIds.push((await readBody<{ queryId: string }>(event)).queryId)
      return {}
    } })
    vi.stubGlobal('fetch', (_: string, init: RequestInit) => new Promise((_, reject) => {
      signal = init.signal!
      signal.addEventListener('abort', () => reject(new DOMException('Aborted', 'AbortError')))
    }))
    const query = await mountWith(useSqlQuery)
    const ended = query.run(question)
    expect(query.busy.value).toBe(true)
    query.cancel()
    expect(await ended).toBe(false)
    expect(signal.aborted).toBe(true)
    expect(cancelledIds).toHaveLength(1)
    expect(query.cancelled.value).toBe(true)
    expect(query.error.value).toBeUndefined()
  })

  it('makes ids that are UUIDs', () => {
    expect(randomUuid()).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  })
})

describe('the components', () => {
  it('put a name into the query, quoted where it must be', async () => {
    const browser = await mountInApp(SchemaBrowser, { props: { tables: [{ name: 'my-source', columns: [{ name: 'Body', type: 'String' }] }], chosen: 'my-source', loading: false } })
    await browser.find('button[title="Insert my-source"]').trigger('click')
    await browser.find('button[title="Insert Body (String)"]').trigger('click')
    expect(browser.emitted('insert')).toEqual([['`my-source`'], ['Body']])
  })
})
