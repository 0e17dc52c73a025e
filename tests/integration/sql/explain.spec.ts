import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '~~/server/domain/kernel'
import type { SqlRequest } from '~~/server/domain/query'
import { sqlPlanSchema } from '#shared/schemas/sql-plan'
import { attacks } from './attacks'
import { CANARY, never, openSqlStore, type SqlStore } from './support'

let store: SqlStore
beforeAll(async () => {
  store = await openSqlStore()
})
afterAll(() => store?.close())

const explain = async (text: string, request: Partial<SqlRequest> = {}) => sqlPlanSchema.parse(await store.query.sqlPlan(store.sources, { text, ...request }, never))
const reads = (plan: Awaited<ReturnType<typeof explain>>) => plan.steps.flatMap(({ read }) => read ?? [])

describe('the plan of a statement', () => {
  it('tells what is read, by the sources’ names', async () => {
    const plan = await explain('SELECT ServiceName, count() FROM app WHERE Timestamp >= \'2026-01-15 12:00:00\' GROUP BY ServiceName ORDER BY 2 LIMIT 3')
    expect(plan.estimate).toEqual([{ source: 'app', parts: 1, rows: 60, granules: 1 }])
    expect(plan.steps.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['Limit', 'Sorting', 'Aggregating', 'ReadFromMergeTree']))
    const [{ source, indexes }] = reads(plan) as [ReturnType<typeof reads>[number]]
    expect(source).toBe('app')
    expect(indexes.find(({ type }) => type === 'PrimaryKey')).toMatchObject({ keys: expect.arrayContaining(['Timestamp']), condition: expect.stringContaining('Timestamp in ['), granules: { before: 1, after: 1 } })
  })

  it('shows that an index leaves nothing', async () => {
    const plan = await explain('SELECT Body FROM {source} WHERE Timestamp >= {from} AND Timestamp < {to} AND ServiceName = \'zzz\'', { source: 'app', start: '2026-01-01T00:00:00Z', end: '2026-02-01T00:00:00Z' })
    expect(reads(plan)[0]!.indexes.at(-1)!.granules.after).toBe(0)
    expect(plan.estimate.reduce((sum, { rows }) => sum + rows, 0)).toBe(0)
  })

  it('has several sources, WITH subqueries and names behind IN', async () => {
    const plan = await explain('WITH recent AS (SELECT * FROM app WHERE Ordinal > 5) SELECT recent.Body FROM recent JOIN "my-source" AS other ON recent.Ordinal = other.Ordinal WHERE recent.Ordinal IN (SELECT Ordinal FROM app) UNION ALL SELECT Body FROM empty')
    expect(new Set(reads(plan).map(({ source }) => source))).toEqual(new Set(['app', 'my-source']))
    expect(JSON.stringify(plan)).not.toMatch(/cw[0-9a-f]{16}|source_|cordwood/)
  })

  it('of a count that is known needs no read', async () => {
    expect(await explain('SELECT count() FROM app')).toMatchObject({ estimate: [] })
  })

  it('says what is wrong with a statement as its answer would', async () => {
    await expect(explain('SELECT Body\nFORM app')).rejects.toThrow(/at line 2, column/)
    await expect(explain('SELECT nothing_there FROM app')).rejects.toThrow('Unknown expression identifier `nothing_there`')
    await expect(explain('INSERT INTO app SELECT 1')).rejects.toBeInstanceOf(AppError)
  })

  it('is refused for every hostile statement, and reveals nothing', async () => {
    const passed: string[] = []
    for (const text of attacks(store)) {
      const outcome = await explain(text).then(plan => JSON.stringify(plan), (error: unknown) => error)
      if (!(outcome instanceof AppError) || outcome.code !== 'bad_request' || outcome.message.includes(CANARY)) passed.push(`${text} → ${String(outcome)}`)
    }
    expect(passed).toEqual([])
  })
})
