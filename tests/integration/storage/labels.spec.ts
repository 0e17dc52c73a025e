import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLabelPromoter, createTables, appSchema } from '~~/server/domain/storage'
import { never, NOON, openStore, type Store } from '../query/support'

let store: Store
beforeAll(async () => {
  store = await openStore()
})
afterAll(async () => store?.close())

async function rows<T>(query: string): Promise<T[]> {
  return await (await store.reader.query({ query, format: 'JSONEachRow' })).json<T>()
}

const columns = (table: string) => rows<{ name: string, type: string }>(`SELECT name, type FROM system.columns WHERE table = '${table}' AND default_kind = 'MATERIALIZED' ORDER BY name`)

describe('columns that the engine works out', () => {
  it('come to a table that has none, and to its lines', async () => {
    const scope = await store.source('older')
    await store.writer.command({ query: 'ALTER TABLE cordwood.older DROP COLUMN TimestampMinute, DROP COLUMN Label_level, DROP COLUMN Label_service, DROP COLUMN Label_service_name' })
    await store.insert(scope, [{ time: NOON, attributes: { level: 'loud' } }])
    await createTables(store.writer, 'cordwood').ensure({ table: 'older', schema: appSchema, retentionDays: 36_500 })
    expect((await columns('older')).map(({ name }) => name)).toEqual(['Label_level', 'Label_service', 'Label_service_name', 'TimestampMinute'])
    expect(await rows('SELECT Label_level AS level, TimestampMinute AS minute FROM older')).toEqual([{ level: 'lloud', minute: Number((NOON - 1n) / 60_000_000_000n) }])
  })

  it('hold a label by each of its spellings, and say where it is from', async () => {
    const scope = await store.source('spelled')
    await store.insert(scope, [
      { time: NOON, ordinal: 0, attributes: { 'http.status': '500' } }, { time: NOON, ordinal: 1, resource: { http_status: '404' }, attributes: { http_status: '1' } },
      { time: NOON, ordinal: 2, attributes: { http_status: '' } }, { time: NOON, ordinal: 3 }, { time: NOON, ordinal: 4, resource: { http_status: '' } },
    ])
    await createLabelPromoter(store.writer, 'cordwood')('spelled', 'http_status')
    expect((await rows<{ value: string }>('SELECT Label_http_status AS value FROM spelled ORDER BY Ordinal')).map(({ value }) => value)).toEqual(['l500', 'r404', 'l', '', ''])
  })

  it('are no dictionary where values are many', async () => {
    await store.source('many')
    await store.writer.command({ query: `INSERT INTO cordwood.many (Timestamp, LogAttributes) SELECT now(), map('few', toString(number % 7), 'many', toString(number)) FROM numbers(20000)` })
    for (const label of ['few', 'many']) await createLabelPromoter(store.writer, 'cordwood')('many', label)
    const types = new Map((await columns('many')).map(({ name, type }) => [name, type]))
    expect([types.get('Label_few'), types.get('Label_many')]).toEqual(['LowCardinality(String)', 'String'])
  })

  it('refuse what is no label', async () => {
    await expect(createLabelPromoter(store.writer, 'cordwood')('many', `x'; DROP TABLE many`)).rejects.toThrow('is no label')
  })

  it('tell rows with a level and a service of their own from those without', async () => {
    const scope = await store.source('own')
    const lines = [
      { severity: 17 }, { severity: 9 }, { severity: 9, resource: { level: 'error' } }, { severity: 17, resource: { level: 'warn' } },
      { severity: 17, service: 'b', attributes: { level: 'loud' } }, { severity: 17, service: 'b', resource: { service: 'c' } },
    ]
    await store.insert(scope, lines.map((line, ordinal) => ({ time: NOON - 1n, ordinal, service: 'a', ...line })))
    const ask = async (end: bigint) => {
      const answer = await store.query.logql(scope, { query: 'sum by (service) (count_over_time({level="error"} [11m]))', range: { start: end, end }, step: 0n, limit: 10, order: 'desc' }, never)
      return answer.kind === 'vector' ? Object.fromEntries(answer.samples.map(({ labels, value }) => [labels.service, value])) : undefined
    }
    expect(await ask(NOON)).toEqual({ a: 2, b: 1, c: 1 })
    // Beside the whole pieces of five minutes, too
    expect(await ask(NOON + 90_000_000_000n)).toEqual({ a: 2, b: 1, c: 1 })
  })

  it('give the same answers as the attributes', async () => {
    const scope = await store.source('same')
    await store.insert(scope, ['200', '500', undefined, '7'].map((status, ordinal) => ({ time: NOON, ordinal, service: 'api', attributes: { status } })))
    const ask = (query: string) => store.query.logql(scope, { query, range: { start: NOON, end: NOON + 60_000_000_000n }, step: 0n, limit: 10, order: 'desc' }, never)
    const queries = ['sum(count_over_time({service_name="api"} | status="500" [2m]))', 'sum by (status) (count_over_time({service_name="api"} | status >= 7 [2m]))', 'sum by (status) (count_over_time({service_name="api"} | status!="" [2m]))']
    const answers = async () => (await Promise.all(queries.map(ask))).map(answer => answer.kind === 'vector' ? answer.samples.map(({ labels, value }) => [labels, value]) : [])
    const before = await answers()
    await createLabelPromoter(store.writer, 'cordwood')('same', 'status')
    expect(await answers()).toEqual(before)
    expect(before[0]).toEqual([[{}, 1]])
  })
})
