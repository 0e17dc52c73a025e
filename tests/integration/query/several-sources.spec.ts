/** Several sources asked as one: the same answers as of one source with all their lines, and nobody else's. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LogNode } from '#shared/logql'
import { parseQuery } from '#shared/logql'
import { contextRequestSchema } from '#shared/schemas/context'
import type { Order } from '#shared/schemas/query'
import type { ReadScope, Scope, ScopeGroup } from '#shared/types/scope'
import type { Place } from '#shared/utils/place'
import { createLogqlTools, defaultLimits, createExecutor } from '~~/server/domain/query'
import { anchorStatement } from '~~/server/domain/query/anchor'
import type { ArrivedLines } from '~~/server/domain/query/logql/arrived'
import { batchStatement } from '~~/server/domain/query/logql/log-page'
import type { Statement } from '~~/server/domain/query/sql'
import { tablesOf } from '~~/server/domain/query/tables'
import { never, NOON, openStore, page, scopeOf, type Row, type Store } from './support'

const SECOND = 1_000_000_000n
const RANGE = { start: NOON - 3600n * SECOND, end: NOON + 7200n * SECOND }
const HOURS = { start: '2026-01-15T11:00:00Z', end: '2026-01-15T14:00:00Z' }
const NAMES = ['web', 'jobs', 'late', 'mine'] as const

let store: Store
let whole: Scope
let group: ScopeGroup
let sources: Record<typeof NAMES[number], Scope>

const rowsOf = (source: number): Row[] => Array.from({ length: 400 }, (_, i) => ({
  // Every fourth line of a source has the time of one of the other.
  time: NOON + BigInt(i % 4 === 0 ? i : i * 7 + source) * SECOND, segment: 5n + BigInt(source), ordinal: i, service: i % 3 === 0 ? 'api' : `s${source}`,
  severity: i % 10 === 0 ? 17 : 9, body: `{"n":${i},"text":"line ${i} of ${source}: ${i === 78 ? 'needle' : 'hay'}"}`,
  attributes: { 'http.status': String(200 + i % 5), ...i % 8 === 0 ? { level: 'odd' } : {} }, resource: { host: `h${source}` }, pattern: [BigInt(1 + i % 3), i < 3 ? `line <_> ${i}` : undefined],
}))

beforeAll(async () => {
  store = await openStore()
  const [web, jobs, all, other] = await Promise.all(['web', 'jobs', 'whole', 'stranger'].map(name => store.source(name)))
  await store.insert(web!, rowsOf(0))
  await store.insert(jobs!, rowsOf(1))
  // A user's table, seen through a view: no columns of ours but those of records.
  await store.writer.command({ query: `CREATE VIEW cordwood.mine AS SELECT * FROM (SELECT * FROM cordwood.whole) WHERE Segment = 7` })
  await store.insert(all!, [0, 1, 2].flatMap(rowsOf))
  await store.insert(other!, [{ time: NOON, service: 'api', body: 'canary of a stranger needle', pattern: [1n, 'canary'], resource: { canary: 'yes' } }])
  whole = all!
  // `late` has had no lines, and so has no table.
  sources = { web: web!, jobs: jobs!, late: scopeOf('late'), mine: scopeOf('mine') }
  group = { projectId: 'p', sources: new Map(NAMES.map(name => [name, sources[name]])) }
})
afterAll(() => store.close())

const request = (query: string, more: object = {}) => ({ query, range: RANGE, step: 0n, limit: 5000, order: 'desc' as Order, ...more })
const lines = async (scope: ReadScope, query: string, more: object = {}) => {
  const answer = await store.query.logql(scope, request(query, more), never)
  if (answer.kind !== 'lines') throw new Error('lines were asked for')
  return answer
}
const brief = ({ entries }: Awaited<ReturnType<typeof lines>>) => entries.map(({ line, position: { segment, ordinal } }) => [line.text, Number(segment), ordinal])

describe('several sources as one', () => {
  it.each<[string, object?]>([
    ['{service_name=~".+"}'], ['{service_name="api"} |= "needle"'], ['{host="h1"} | json | n >= 300'], ['{level="error"}', { order: 'asc' }],
    ['{service_name=~".+"} | level="odd"'], ['{service_name=~".+"} | search "needle"'], ['{service_name=~".+"} | pattern_hash="2"', { limit: 17 }],
  ])('lines of %s', async (query, more) => {
    const [found, expected] = [await lines(group, query, more), await lines(whole, query, more)]
    expect(brief(found)).toEqual(brief(expected))
    expect(brief(found).length).toBeGreaterThan(0)
    expect(new Set(found.entries.map(({ position: { segment, source } }) => `${segment} ${source}`))).toEqual(new Set(found.entries.map(({ position: { segment } }) => `${segment} ${NAMES[[0, 1, 3][Number(segment) - 5]!]}`)))
  })

  it.each([
    'sum by (service) (count_over_time({service_name=~".+"}[10m]))', 'sum by (level) (rate({service_name=~".+"} |= "hay" [5m]))', 'count_over_time({service_name="api"}[1h])',
    'quantile_over_time(0.9, {service_name=~".+"} | json | unwrap n [10m]) by (host)', 'sum by (http_status) (count_over_time({service_name=~".+"}[1h]))',
    'avg_over_time({service_name="api"} | decolorize | json | unwrap n [10m]) by (host)', 'absent_over_time({service_name="nobody"}[5m])',
  ])('numbers of %s', async (query) => {
    for (const step of [0n, 300n * SECOND]) {
      const [found, expected] = await Promise.all([group, whole].map(scope => store.query.logql(scope, request(query, { step, range: { start: NOON, end: NOON + 3600n * SECOND } }), never)))
      expect({ ...found, scan: 0 }).toEqual({ ...expected, scan: 0 })
    }
  })

  it('numbers by a label that a line may have of its own, each line once', async () => {
    const both = { projectId: 'p', sources: new Map([['web', sources.web], ['jobs', sources.jobs]]) }
    for (const [scope, size] of [[both, 2], [whole, 3]] as const) {
      const answer = await store.query.logql(scope, request('sum by (level) (count_over_time({service_name=~".+"}[2h]))', { range: { start: NOON, end: NOON + 7000n * SECOND } }), never)
      if (answer.kind !== 'vector') throw new Error('numbers were asked for')
      expect(Object.fromEntries(answer.samples.map(({ labels, value }) => [labels.level, value]))).toEqual({ odd: 50 * size, error: 30 * size, info: 320 * size })
    }
  })

  it.each([{}, { query: '{service_name="api"} |= "hay"' }, { query: '{service_name=~".+"} | decolorize | json | n > 10' }])('histogram, fields, values and patterns of %j', async (asked) => {
    const answers = (scope: ReadScope) => Promise.all([
      store.query.histogram(scope, { ...HOURS, buckets: 12, ...asked }, never), store.query.histogram(scope, { ...HOURS, buckets: 12, by: 'host', ...asked }, never),
      store.query.fields(scope, { ...HOURS, ...asked }, never), store.query.fieldValues(scope, { ...HOURS, field: 'http.status', limit: 3, ...asked }, never),
      store.query.patterns(scope, { ...HOURS, limit: 10, buckets: 6, ...asked }, never),
    ])
    const plain = (all: object[]): object[] => all.map(answer => ({ ...answer, scannedRows: 0, elapsedMs: 0 }))
    const [found, expected] = [plain(await answers(group)), plain(await answers(whole))]
    // Examples and texts are any of those that there are.
    for (const answer of [found[4], expected[4]] as { patterns: object[] }[]) answer.patterns = answer.patterns.map(one => ({ ...one, example: '', since: '' }))
    expect(found).toEqual(expected)
  })

  it('labels, their values and streams', async () => {
    const answers = (scope: ReadScope) => Promise.all([
      store.query.labels(scope, { range: RANGE }, never), store.query.labelValues(scope, { name: 'host', range: RANGE }, never), store.query.streams(scope, { query: '{service_name="api"}', range: RANGE }, never),
    ])
    const [names, values, streams] = await answers(group)
    expect([names, values]).toEqual((await answers(whole)).slice(0, 2))
    expect(streams).toHaveLength(6)
  })

  it('the simple form, with the name of each record’s source', async () => {
    const { records, messages } = await page(store, group, { service: 'api', keyword: 'NEEDLE', level: 'info' })
    expect(messages).toEqual((await page(store, whole, { service: 'api', keyword: 'NEEDLE', level: 'info' })).messages)
    const one = await page(store, group, { keyword: 'line 9 of 1' })
    expect(one.records).toMatchObject([{ source: 'jobs' }])
    expect(await store.query.record(group, one.records[0]!.id, never)).toEqual(one.records[0])
    expect(records.every(({ source }) => source !== undefined)).toBe(true)
  })

  it('ids that differ where two sources show the same rows, and find each its own', async () => {
    await store.writer.command({ query: 'CREATE VIEW cordwood.again AS SELECT * FROM cordwood.web' })
    const twice: ScopeGroup = { projectId: 'p', sources: new Map([['web', sources.web], ['again', scopeOf('again')]]) }
    const { records } = await page(store, twice, { keyword: 'line 9 of 0' })
    expect(records.map(({ id }) => id)).toEqual(['web:5-9', 'again:5-9'])
    for (const record of records) expect(await store.query.record(twice, record.id, never)).toEqual(record)
    const around = await store.query.context(twice, contextRequestSchema.parse({ id: 'again:5-9', before: 1, after: 1 }), never)
    expect(around.line.position).toMatchObject({ ordinal: 9, source: 'again' })
    expect(around.after.entries[0]!.position).toMatchObject({ ordinal: 9, source: 'web' })
    // Addresses of before, or of one of them alone.
    expect(await store.query.record(twice, '5-9', never)).toMatchObject({ message: records[0]!.message })
    expect(await store.query.record(sources.web, 'again:5-9', never)).toMatchObject({ id: '5-9', message: records[0]!.message })
    for (const id of ['jobs:5-9', 'web:5-9,again:5-9', `web' OR 1:5-9`]) await expect(store.query.record(twice, id, never)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('the lines around one, of all of them', async () => {
    const around = async (scope: ReadScope) => {
      const { before, line, after } = await store.query.context(scope, contextRequestSchema.parse({ id: '6-100', before: 7, after: 7 }), never)
      return [...before.entries, line, ...after.entries].map(entry => entry.line.text)
    }
    expect(await around(group)).toEqual(await around(whole))
  })
})

describe('by when they arrived', () => {
  const node = parseQuery('{service_name=~".+"} | json | n > 0') as LogNode
  const place = (web: number, jobs: number, mine: number) => new Map(NAMES.map((name, i) => [name, { segment: [5n, 6n, 1n, 7n][i]!, ordinal: [web, jobs, 0, mine][i]! }]))

  it('each by its own ids, page by page: no gap, no repeat', async () => {
    const [upTo, seen]: [Place, string[]] = [place(120, 60, 399), []]
    let pages = 0
    for (let after: Place = place(99, 50, 380), isWhole = false; !isWhole; pages++) {
      const part: ArrivedLines = await store.query.arrived(group, { node, after, upTo, rows: 7 }, never)
      seen.push(...part.entries.map(({ position: { source, ordinal } }) => `${source} ${ordinal}`))
      after = part.readTo
      isWhole = part.isWhole
    }
    const expected = [['web', 100, 21], ['jobs', 51, 10], ['mine', 381, 19]] as const
    expect(seen).toEqual(expected.flatMap(([name, first, count]) => Array.from({ length: count }, (_, i) => `${name} ${first + i}`)))
    expect(pages).toBe(8)
    const { entries } = await lines(group, '{service_name=~".+"} | json | n > 0', { arrived: { after: place(99, 50, 380), upTo } })
    expect(entries.map(({ position: { source, ordinal } }) => `${source} ${ordinal}`).sort()).toEqual(seen.sort())
  })

  it('with rows of one id in two of them', async () => {
    const twins = new Map(await Promise.all(['arrived_left', 'arrived_right'].map(async name => [name, await store.source(name)] as const)))
    for (const scope of twins.values()) await store.insert(scope, Array.from({ length: 10 }, (_, i) => ({ time: NOON, segment: BigInt(9 + (i >> 2)), ordinal: i % 4, service: 'twin', body: 'line' })))
    const at = (segment: bigint, ordinal: number): Place => new Map([...twins.keys()].map(name => [name, { segment, ordinal }]))
    for (const rows of [1, 2, 3, 7]) {
      const seen: string[] = []
      for (let after = at(8n, 0), isWhole = false; !isWhole;) {
        const part: ArrivedLines = await store.query.arrived({ projectId: 'p', sources: twins }, { node: parseQuery('{service_name="twin"}') as LogNode, after, upTo: at(11n, 0), rows }, never)
        seen.push(...part.entries.map(({ position: { source, segment, ordinal } }) => `${segment}-${ordinal} ${source}`))
        after = part.readTo
        isWhole = part.isWhole
      }
      expect(seen).toEqual(Array.from({ length: 9 }, (_, i) => [...twins.keys()].map(name => `${9 + (i >> 2)}-${i % 4} ${name}`)).flat())
    }
  })

  it('nothing where none has a table yet', async () => {
    const none = { projectId: 'p', sources: new Map([['a', scopeOf('none_a')], ['b', scopeOf('none_b')]]) }
    const upTo: Place = new Map(['a', 'b'].map(name => [name, { segment: 9n, ordinal: 0 }]))
    expect(await store.query.arrived(none, { node, after: upTo, upTo, rows: 7 }, never)).toEqual({ entries: [], readTo: upTo, isWhole: true })
    expect((await lines(none, '{service_name=~".+"}', { arrived: { upTo } })).entries).toEqual([])
  })
})

describe('pages', () => {
  it.each(['desc', 'asc'] as const)('%s through lines of one time and one identity in two sources: no gap, no repeat', async (order) => {
    const twins = { projectId: 'p', sources: new Map(await Promise.all(['left', 'right'].map(async name => [name, await store.source(`${name}_${order}`)] as const))) }
    for (const scope of twins.sources.values()) await store.insert(scope, Array.from({ length: 50 }, (_, i) => ({ time: NOON, segment: 9n, ordinal: i >> 1, service: 'twin', body: `${scope.table} ${i}` })).filter((_, i) => i % 2 === 0))
    const seen: string[] = []
    const records: string[] = []
    for (let cursor: string | null | undefined; cursor !== null;) {
      const found = await lines(twins, '{service_name=~".+"}', { limit: 7, order, ...cursor && { cursor } })
      seen.push(...found.entries.map(({ position: { ordinal, source } }) => `${ordinal} ${source}`))
      cursor = found.cursor
    }
    for (let cursor: string | null | undefined; cursor !== null;) {
      const found = await page(store, twins, { limit: 7, order, ...cursor && { cursor } })
      records.push(...found.records.map(({ id, source }) => `${id.split('-')[1]} ${source}`))
      cursor = found.summary.cursor
    }
    const expected = Array.from({ length: 25 }, (_, i) => [`${i} left`, `${i} right`]).flat()
    expect(seen).toEqual(order === 'asc' ? expected : expected.reverse())
    expect(records).toEqual(seen)
  })

  it('refuse a cursor of other sources', async () => {
    const { cursor } = await lines(group, '{service_name="api"}', { limit: 3 })
    const fewer = { projectId: 'p', sources: new Map([['web', sources.web], ['jobs', sources.jobs]]) }
    await expect(lines(fewer, '{service_name="api"}', { limit: 3, cursor })).rejects.toMatchObject({ code: 'bad_request' })
    await expect(lines(sources.web, '{service_name="api"}', { limit: 3, cursor })).rejects.toMatchObject({ code: 'bad_request' })
  })
})

describe('what several sources are', () => {
  it('never another tenant’s table, whatever a source is called', async () => {
    const odd = { projectId: 'p', sources: new Map([['stranger', sources.web], ['x\' UNION ALL SELECT * FROM cordwood.stranger --', sources.jobs], ['other', scopeOf('none')]]) }
    for (const query of ['{service_name=~".+"}', '{service_name=~".+"} |= "canary"']) {
      const { entries } = await lines(odd, query)
      expect(entries.some(({ line }) => line.text.includes('canary'))).toBe(false)
    }
    const { entries } = await lines(odd, '{service_name=~".+"}')
    expect(new Set(entries.map(({ position }) => position.source))).toEqual(new Set(['stranger', 'x\' UNION ALL SELECT * FROM cordwood.stranger --']))
    await expect(lines({ projectId: 'p', sources: new Map([['web', sources.web], ['bad', scopeOf('web` UNION')]]) }, '{a=""}')).rejects.toThrow('names no table of ours')
  })

  it('nothing where none has a table yet', async () => {
    const none = { projectId: 'p', sources: new Map([['a', scopeOf('none_a')], ['b', scopeOf('none_b')]]) }
    expect((await lines(none, '{service_name=~".+"}')).entries).toEqual([])
    expect((await store.query.histogram(none, { ...HOURS, buckets: 3 }, never)).total).toBe(0)
  })

  it('read with the help of their sort keys and indexes', async () => {
    const start = createExecutor(store.reader, defaultLimits, Date.now)
    const opened = await createLogqlTools({ database: 'cordwood', now: Date.now }).open(start, { projectId: 'p', sources: new Map([['web', sources.web], ['jobs', sources.jobs]]) }, never)
    const plan = async ({ sql, params }: Statement, setting = '') => {
      const answer = await store.reader.query({ query: `EXPLAIN ${setting} ${sql}`, query_params: { ...params }, format: 'TabSeparatedRaw' })
      return answer.text()
    }
    const question = { tables: tablesOf(opened), node: parseQuery('{service_name="api"} |= "needle"') as LogNode, range: RANGE, window: RANGE, order: 'desc' as const, limit: 5, batch: 6, settings: { discoverLogLevels: true } }
    const batch = await plan(batchStatement(question), 'indexes = 1')
    for (const part of [/ServiceName in \['api', 'api'\]/g, /toStartOfFiveMinutes\(Timestamp\) in/g, /Name: body_words/g]) expect(batch.match(part)?.length, String(part)).toBeGreaterThanOrEqual(2)
    const anchor = await plan(anchorStatement(question.tables, RANGE, 'desc'))
    expect(anchor.match(/Read type: InReverseOrder/g)).toHaveLength(2)
  })
})
