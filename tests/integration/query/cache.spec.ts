import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Scope } from '#shared/types/scope'
import { never, NOON, openStore, scopeOf, type Row, type Store } from './support'

const MINUTE = 60_000_000_000n
const COUNT = 'sum by (service_name) (count_over_time({service_name=~".+"}[1m]))'
const P50 = 'quantile_over_time(0.5, {service_name=~".+"} | unwrap n [2m]) by (service_name)'

let store: Store
beforeAll(async () => {
  store = await openStore()
})
afterAll(async () => store?.close())

const line = (minute: number, n = 1): Row => ({ time: NOON + BigInt(minute) * MINUTE + 1_000_000_000n, service: 'api', body: 'x', attributes: { n } })
const lines = (first: number, last: number) => Array.from({ length: last - first }, (_, i) => line(first + i))

/** A source with a line a minute for two hours. */
async function filled(table: string): Promise<Scope> {
  const scope = await store.source(table)
  await store.insert(scope, lines(0, 120))
  return scope
}

/** The points of the one series, by minute, with how many pieces were known, and the rows that were read. */
async function ask(scope: Scope, query: string, first: number, last: number) {
  const range = { start: NOON + BigInt(first) * MINUTE, end: NOON + BigInt(last) * MINUTE }
  const answer = await store.query.logql(scope, { query, range, step: MINUTE, limit: 1, order: 'desc' }, never)
  if (answer.kind !== 'matrix') return expect.unreachable()
  const points = new Map(answer.series[0]?.points.map(([time, value]) => [Number((time - NOON) / MINUTE), value]))
  return { points, pieces: answer.scan.pieces, known: answer.scan.known, rows: answer.scan.rows }
}

describe('numbers that are asked for again', () => {
  it.each([COUNT, P50])('are read for what is new only: %s', async (query) => {
    const scope = await filled(`again_${query.length}`)
    const first = await ask(scope, query, 1, 100)
    expect(first).toMatchObject({ known: 0, pieces: 100 })
    expect(first.rows).toBeGreaterThan(0)
    const later = await ask(scope, query, 3, 102)
    expect(later).toMatchObject({ known: 98, pieces: 100 })
    expect(later.points.get(102)).toBe(1)
    expect(await ask(scope, query, 3, 102)).toMatchObject({ known: 100, rows: 0, points: later.points })
  })

  it('count a late line at once, and ask for its time alone', async () => {
    const scope = await filled('late')
    await ask(scope, COUNT, 1, 100)
    await store.insert(scope, [line(40), line(119)])
    const { points, known } = await ask(scope, COUNT, 1, 100)
    expect(points.get(41)).toBe(2)
    expect(known).toBeGreaterThanOrEqual(94)
  })

  it('are right while parts are merged, rewritten and taken away', async () => {
    const scope = await filled('altered')
    await ask(scope, COUNT, 1, 100)
    await store.insert(scope, [line(10)])
    await store.writer.command({ query: 'OPTIMIZE TABLE cordwood.altered FINAL' })
    expect((await ask(scope, COUNT, 1, 100)).points.get(11)).toBe(2)
    await store.writer.command({ query: 'OPTIMIZE TABLE cordwood.altered FINAL' })
    expect((await ask(scope, COUNT, 1, 100)).points.get(11)).toBe(2)
    await store.writer.command({ query: `ALTER TABLE cordwood.altered DELETE WHERE TimestampMinute < ${NOON / MINUTE + 20n}`, clickhouse_settings: { mutations_sync: '1' } })
    const { points } = await ask(scope, COUNT, 1, 100)
    expect([points.get(11), points.get(50)]).toEqual([undefined, 1])
    await store.writer.command({ query: 'TRUNCATE TABLE cordwood.altered' })
    expect((await ask(scope, COUNT, 1, 100)).points.size).toBe(0)
    await store.writer.command({ query: 'DROP TABLE cordwood.altered SYNC' })
    expect((await ask(scope, COUNT, 1, 100)).points.size).toBe(0)
  })

  it('stay known through a merge of lines that were seen before', async () => {
    const scope = await filled('merged')
    await store.insert(scope, [line(119)])
    await ask(scope, COUNT, 1, 100)
    await store.writer.command({ query: 'OPTIMIZE TABLE cordwood.merged FINAL' })
    expect(await ask(scope, COUNT, 1, 100)).toMatchObject({ known: 100 })
  })

  it('belong to one tenant, one question and one phase', async () => {
    const scope = await filled('tenants')
    await ask(scope, COUNT, 1, 100)
    expect(await ask({ ...scope, projectId: 'other' }, COUNT, 1, 100)).toMatchObject({ known: 0 })
    expect(await ask({ ...scopeOf('tenants'), discoverLogLevels: false }, COUNT, 1, 100)).toMatchObject({ known: 0 })
    expect(await ask(scope, COUNT.replace('.+', 'a.+'), 1, 100)).toMatchObject({ known: 0 })
    expect(await ask(scope, COUNT, 1, 100)).toMatchObject({ known: 100 })
  })

  it('of one moment are whole pieces and their ends', async () => {
    const scope = await filled('moments')
    const at = async (end: bigint) => {
      const answer = await store.query.logql(scope, { query: 'sum(count_over_time({service_name="api"}[100m]))', range: { start: end - 1n, end }, step: 0n, limit: 1, order: 'desc' }, never)
      return answer.kind === 'vector' ? { value: answer.samples[0]?.value, known: answer.scan.known } : expect.unreachable()
    }
    const end = NOON + 110n * MINUTE + 7_000_000_000n
    expect(await at(end)).toEqual({ value: 100, known: 0 })
    expect(await at(end + 2_000_000_000n)).toEqual({ value: 100, known: 19 })
  })
})
