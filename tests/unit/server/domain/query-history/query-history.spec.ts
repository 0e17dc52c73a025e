import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listRunsQuerySchema, MOST_RUNS } from '#shared/schemas/query-history'
import { createQueryHistory, type EndedRun, type QueryHistory } from '~~/server/domain/query-history'
import { createTestIdentity, type TestIdentity } from '~~/tests/fixtures/identity'

let test: TestIdentity
let history: QueryHistory
let ada: Awaited<ReturnType<TestIdentity['join']>>
let bob: typeof ada
beforeEach(async () => {
  test = createTestIdentity()
  history = createQueryHistory(test)
  await test.join('admin@b.co')
  ada = await test.join('ada@b.co')
  bob = await test.join('bob@b.co')
})
afterEach(() => test.close())

const run = (query: string, change: Partial<EndedRun> = {}): EndedRun => ({
  language: 'logql', query, source: [], start: 1000, end: 2000, outcome: 'done', message: null, rows: 3, scannedRows: 10, scannedBytes: 100, elapsedMs: 1.5, ...change,
})
const note = (query: string, change?: Partial<EndedRun>) => history.note(ada.user, ada.projectId, run(query, change))
const list = (query: object = {}, who = ada) => history.list(who.user, who.projectId, listRunsQuerySchema.parse(query))
const code = (value: string) => expect.objectContaining({ code: value })

describe('what a user has asked', () => {
  it('is there newest first, with its cost, for that user and project alone', () => {
    note('{a="1"}')
    note('SELECT 1', { language: 'sql', source: ['nginx'], outcome: 'failed', message: 'x'.repeat(9999) })
    expect(list().runs).toMatchObject([
      { query: 'SELECT 1', language: 'sql', source: ['nginx'], outcome: 'failed', message: 'x'.repeat(500) },
      { query: '{a="1"}', times: 1, start: '1970-01-01T00:00:01.000Z', at: '2026-01-01T00:00:00.000Z', rows: 3, scannedRows: 10, elapsedMs: 1.5 },
    ])
    expect(list({}, bob)).toEqual({ runs: [], more: false })
    expect(() => history.list(bob.user, ada.projectId, listRunsQuerySchema.parse({}))).toThrow(code('not_found'))
    expect(() => history.clear(bob.user, ada.projectId)).toThrow(code('not_found'))
  })

  it('again and again is one entry, with the figures of the last time', () => {
    note('{a="1"}')
    test.clock.advance(5000)
    note('{a="1"}', { rows: 4 })
    note('{a="1"}', { source: ['nginx'] })
    expect(list().runs.map(({ times, rows, source }) => [times, rows, source])).toEqual([[1, 3, ['nginx']], [2, 4, []]])
  })

  it('is found by its text, with nothing in it read as a pattern, and by language, page by page', () => {
    for (const query of ['{a="100%"}', '{a="1000"}', '{a="x_y"}', '{A="XzY"}']) note(query)
    note('SELECT 1', { language: 'sql' })
    expect(list({ text: '0%' }).runs.map(({ query }) => query)).toEqual(['{a="100%"}'])
    expect(list({ text: 'X_Y' }).runs).toHaveLength(1)
    expect(list({ text: '\' OR 1=1 --' }).runs).toHaveLength(0)
    expect(list({ language: 'sql' }).runs).toHaveLength(1)
    const first = list({ limit: '2' })
    expect([first.runs.length, first.more]).toEqual([2, true])
    const rest = list({ limit: '3', before: String(first.runs[1]!.id) })
    expect([rest.runs.length, rest.more]).toEqual([3, false])
  })

  it('is bounded in number and in time', () => {
    for (let i = 0; i < MOST_RUNS + 5; i++) note(`{a="${i}"}`)
    const all: string[] = []
    for (let before: number | undefined; ;) {
      const { runs, more } = list({ limit: 100, ...before && { before } })
      all.push(...runs.map(({ query }) => query))
      if (!more) break
      before = runs.at(-1)!.id
    }
    expect([all.length, all[0], all.at(-1)]).toEqual([MOST_RUNS, `{a="${MOST_RUNS + 4}"}`, '{a="5"}'])
    test.clock.advance(91 * 86_400_000)
    note('{a="later"}')
    expect(list().runs).toHaveLength(1)
  })

  it('is forgotten one by one, or all of it, by its user alone', () => {
    note('{a="1"}')
    note('{a="2"}')
    const { id } = list().runs[0]!
    expect(() => history.remove(bob.user, bob.projectId, id)).toThrow(code('not_found'))
    history.remove(ada.user, ada.projectId, id)
    expect(() => history.remove(ada.user, ada.projectId, id)).toThrow(code('not_found'))
    expect(list().runs).toHaveLength(1)
    history.clear(ada.user, ada.projectId)
    expect(list().runs).toEqual([])
  })
})
