/** Rows as `vector/agent-clickhouse-direct.yaml` makes them, sent as Vector's `clickhouse` sink sends them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore, page, type Store } from './support'

let store: Store
beforeAll(async () => {
  store = await openStore()
})
afterAll(() => store.close())

describe('rows that are written past Cordwood', () => {
  it('are read like any others, and stay for their retention', async () => {
    const scope = await store.source('direct')
    const at = Date.now()
    const row = (ordinal: number, body: string) => ({
      Segment: (BigInt(at) * 4_194_304n + 77n).toString(), Ordinal: ordinal, Timestamp: '2026-01-15T12:00:00.123456789Z',
      SeverityText: 'err', SeverityNumber: 17, ServiceName: 'sshd', Body: body, ResourceAttributes: { 'host.name': 'web1' },
    })
    await store.writer.insert({
      table: 'cordwood.direct', format: 'JSONEachRow', values: [row(4_294_967_295, 'one'), row(7, 'two')],
      clickhouse_settings: { input_format_import_nested_json: 1, date_time_input_format: 'best_effort' },
    })
    await store.writer.command({ query: 'OPTIMIZE TABLE cordwood.direct FINAL' })
    const { records } = await page(store, scope, { start: '2026-01-15T00:00:00Z', end: '2026-01-16T00:00:00Z' })
    expect(records.map(({ message }) => message).sort()).toEqual(['one', 'two'])
    expect(records[0]).toMatchObject({
      timestamp: '2026-01-15T12:00:00.123456789Z', level: 'error', severityText: 'err', service: 'sshd', resource: { 'host.name': 'web1' },
    })
    const found = await store.writer.query({ query: `SELECT DISTINCT partition FROM system.parts WHERE active AND table = 'direct'`, format: 'JSON' })
    expect((await found.json<{ partition: string }>()).data).toEqual([{ partition: new Date(at).toISOString().slice(0, 10) }])
  })

  it('need not say which they are: each gets an identity of its own, and has arrived now', async () => {
    const scope = await store.source('plain')
    const names = Array.from({ length: 20_000 }, (_, i) => `line ${i}`)
    await store.writer.insert({
      table: 'cordwood.plain', format: 'JSONEachRow', values: names.map(Body => ({ Timestamp: '2026-01-15T12:00:00Z', Body })),
      clickhouse_settings: { date_time_input_format: 'best_effort' },
    })
    await store.writer.command({ query: 'OPTIMIZE TABLE cordwood.plain FINAL' })
    const range = { start: '2026-01-15T00:00:00Z', end: '2026-01-16T00:00:00Z', limit: 5000 }
    const found: string[] = []
    for (let cursor: string | null | undefined, first = true; first || typeof cursor === 'string'; first = false) {
      const { records, summary } = await page(store, scope, { ...range, ...typeof cursor === 'string' ? { cursor } : {} })
      found.push(...records.map(({ message }) => message))
      cursor = summary.cursor
    }
    expect(found.sort()).toEqual(names.sort())
    const answer = await store.writer.query({
      query: `SELECT uniqExact((Segment, Ordinal)) AS rows, uniqExact(Ordinal) > 19000 AS spread,
  abs(min(toInt64(bitShiftRight(Segment, 22))) - toUnixTimestamp64Milli(now64(3))) < 600000 AS fresh FROM cordwood.plain`,
      format: 'JSONEachRow',
    })
    expect(await answer.json()).toEqual([{ rows: 20_000, spread: 1, fresh: 1 }])
  })
})
