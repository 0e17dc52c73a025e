import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Order, QueryRequest } from '#shared/schemas/query'
import type { Scope } from '#shared/types/scope'
import { NOON, openStore, page, type Store } from './support'

const LINES = 100_000
const INSTANT = '2026-01-15T12:00:00.000000000Z'

let store: Store
beforeAll(async () => void (store = await openStore()))
afterAll(() => store.close())

/** `count` lines of one instant in the order of their ids, from segment `from` on, 10,000 to a segment. */
async function fillInstant(scope: Scope, from: number, count: number): Promise<void> {
  await store.writer.command({
    query: `INSERT INTO cordwood.{table:Identifier} (Segment, Ordinal, Timestamp, ServiceName, Body)
SELECT {from:UInt64} + intDiv(number, 10000), number % 10000, fromUnixTimestamp64Nano({at:Int64}), concat('s', toString(number % 7)), toString(number)
FROM numbers({count:UInt64})`,
    query_params: { table: scope.table, from, at: String(NOON), count },
  })
}

/** Reads to the end, calling `between` after each page. */
async function readAll(scope: Scope, order: Order, limit: number, between: (pages: number) => Promise<void> = async () => {}, filter: Partial<QueryRequest> = {}) {
  const ids: string[] = []
  let cursor: string | undefined
  for (let pages = 1; ; pages++) {
    const { records, summary } = await page(store, scope, { ...filter, order, limit, cursor })
    expect(summary.count).toBe(records.length)
    ids.push(...records.map(record => record.id))
    if (summary.cursor === null) return ids
    cursor = summary.cursor
    await between(pages)
  }
}

const idsOf = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => `${from + Math.floor(i / 10_000)}-${i % 10_000}`)

describe('paging', () => {
  it.each(['desc', 'asc'] as const)('%s over 100,000 lines of one instant: no gap, no repeat, in order', async (order) => {
    const scope = await store.source(`instant_${order}`)
    await fillInstant(scope, 100, LINES)
    const expected = idsOf(100, LINES)
    expect(await readAll(scope, order, 5000)).toEqual(order === 'asc' ? expected : expected.reverse())
  })

  it.each(['desc', 'asc'] as const)('%s under a filter, through lines of one instant', async (order) => {
    const scope = await store.source(`filtered_${order}`)
    await fillInstant(scope, 100, 20_000)
    const wanted = idsOf(100, 20_000).filter((_, i) => (i % 7 === 3 || i % 7 === 5) && String(i).includes('77'))
    const found = await readAll(scope, order, 33, undefined, { service: ['s3', 's5'], keyword: '77', level: 'unknown' })
    expect(found).toEqual(order === 'asc' ? wanted : wanted.reverse())
    expect(found.length).toBeGreaterThan(99)
  })

  it.each(['desc', 'asc'] as const)('%s while new lines of the same instant arrive', async (order) => {
    const scope = await store.source(`arriving_${order}`)
    await fillInstant(scope, 100, 20_000)
    const ids = await readAll(scope, order, 1999, async (pages) => {
      if (pages % 3 === 0) await fillInstant(scope, 200 + pages, 500)
    })
    expect(new Set(ids).size).toBe(ids.length)
    const before = ids.filter(id => id.startsWith('10'))
    expect(before).toEqual(order === 'asc' ? idsOf(100, 20_000) : idsOf(100, 20_000).reverse())
  })

  it.each(['desc', 'asc'] as const)('%s over lines spread from minutes to years', async (order) => {
    const scope = await store.source(`spread_${order}`)
    // Gaps that double: the lines lie in every window, the same instant twice each.
    const times = Array.from({ length: 40 }, (_, i) => NOON - 1_000_000n * 2n ** BigInt(i % 37) - BigInt(i))
    await store.insert(scope, times.flatMap((time, i) => [
      { time, segment: 1n, ordinal: i, body: String(time) }, { time, segment: 2n, ordinal: i, body: String(time) },
    ]))
    const ordered = [...times].sort((a, b) => (a < b ? -1 : 1)).flatMap(time => [String(time), String(time)])
    for (const limit of [1, 7, 80, 81]) {
      const ids = new Set(await readAll(scope, order, limit))
      expect(ids.size).toBe(80)
    }
    const { messages, summary } = await page(store, scope, { order })
    expect(messages).toEqual(order === 'asc' ? ordered : ordered.reverse())
    expect(summary).toMatchObject({ count: 80, cursor: null })
  })

  it('ends with a full page when nothing follows in a range of one window', async () => {
    const scope = await store.source('full_page')
    await store.insert(scope, [1n, 2n, 3n].map(offset => ({ time: NOON + offset, body: String(offset) })))
    const minute = { start: INSTANT, end: '2026-01-15T12:01:00Z' }
    expect((await page(store, scope, { ...minute, limit: 3 })).summary.cursor).toBeNull()
    // Elsewhere looking for one more line could cost a scan of all the rest: the last page may be empty.
    const cursor = (await page(store, scope, { limit: 3 })).summary.cursor ?? ''
    expect(await page(store, scope, { limit: 3, cursor })).toMatchObject({ records: [], summary: { count: 0, cursor: null } })
    const first = await page(store, scope, { limit: 2 })
    expect(first.messages).toEqual(['3', '2'])
    const second = await page(store, scope, { limit: 2, cursor: first.summary.cursor ?? '' })
    expect(second).toMatchObject({ messages: ['1'], summary: { count: 1, cursor: null } })
  })

  it('goes on with another page size, but not with another question', async () => {
    const scope = await store.source('other_question')
    await store.insert(scope, [1n, 2n, 3n].map(offset => ({ time: NOON + offset, body: String(offset) })))
    const cursor = (await page(store, scope, { limit: 1 })).summary.cursor ?? ''
    expect((await page(store, scope, { limit: 5, cursor })).messages).toEqual(['2', '1'])
    await expect(page(store, scope, { limit: 1, cursor, keyword: '1' })).rejects.toMatchObject({ code: 'bad_request' })
    await expect(page(store, scope, { limit: 1, cursor, order: 'asc' })).rejects.toMatchObject({ code: 'bad_request' })
    await expect(page(store, await store.source('another'), { limit: 1, cursor })).rejects.toMatchObject({ code: 'bad_request' })
  })

  it('takes the start in and leaves the end out, to the nanosecond', async () => {
    const scope = await store.source('borders')
    await store.insert(scope, [-1n, 0n, 1n, 2n].map(offset => ({ time: NOON + offset, body: String(offset) })))
    const between = async (start: string, end: string) => (await page(store, scope, { start, end, order: 'asc' })).messages
    expect(await between(INSTANT, '2026-01-15T12:00:00.000000002Z')).toEqual(['0', '1'])
    expect(await between(INSTANT, '2026-01-15T12:00:00.000000001Z')).toEqual(['0'])
    expect(await between('1768478400000000001', '1768478400000000003')).toEqual(['1', '2'])
    expect(await between('2026-01-15T11:59:59.999999999Z', '2026-01-15T14:00:00+02:00')).toEqual(['-1'])
  })

  it('finds lines of any century', async () => {
    const scope = await store.source('centuries')
    const times = ['1900-01-01T00:00:00Z', '1969-12-31T23:59:59Z', '1970-01-01T00:00:00Z', '2106-02-07T06:28:15Z', '2200-01-01T00:00:00Z']
    await store.insert(scope, times.map(time => ({ time: BigInt(Date.parse(time)) * 1_000_000n, body: time })))
    expect((await page(store, scope, { start: '0001-01-01T00:00:00Z', end: '9999-01-01T00:00:00Z', order: 'asc' })).messages).toEqual(times)
    expect((await page(store, scope, { start: 0, end: '2106-02-07T06:28:15Z' })).messages).toEqual([times[2]])
    expect((await page(store, scope, { start: '2100-01-01T00:00:00Z', end: '2300-01-01T00:00:00Z' })).messages).toEqual([times[4], times[3]])
  })

  it.each([['1969-12-31T23:59:59Z'], ['2255-06-05T23:47:34Z'], ['1969-12-31T23:59:59Z', '2255-06-05T23:47:34Z'], ['1900-01-01T00:00:00Z', '2107-01-01T00:00:00Z']])(
    'finds the lines that were merged with some of other times (%s …), where the sort key begins again', async (...times) => {
      const scope = await store.source(`beside_${times.join('').replace(/\W/g, '')}`)
      const present = Array.from({ length: 100 }, (_, i) => ({ time: NOON + BigInt(i), body: 'present' }))
      await store.insert(scope, [...present, ...times.map(time => ({ time: BigInt(Date.parse(time)) * 1_000_000n, body: time }))])
      await store.writer.command({ query: 'OPTIMIZE TABLE cordwood.{table:Identifier} FINAL', query_params: { table: scope.table } })
      expect((await page(store, scope, { start: '2026-01-15T00:00:00Z', end: '2026-01-16T00:00:00Z', limit: 200 })).messages).toHaveLength(100)
    })
})
