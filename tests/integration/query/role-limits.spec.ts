/** Each limit, hit by one who has little and not by one who has more, on the real engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Scope } from '#shared/types/scope'
import { systemClock, type QueryLimits } from '~~/server/domain/kernel'
import { createQueryService, defaultLimits, type QueryService } from '~~/server/domain/query'
import { ask, never, NOON, openStore, type Store } from './support'

const MINUTE = 60_000_000_000n
const LINES = 200_000

let store: Store
let scope: Scope
beforeAll(async () => {
  store = await openStore()
  scope = await store.source('roles')
  await store.writer.command({
    query: `INSERT INTO cordwood.roles (Segment, Ordinal, Timestamp, ServiceName, Body, LogAttributes, ResourceAttributes)
SELECT 1, number, fromUnixTimestamp64Nano({at:Int64} + toInt64(number) * 1000000), concat('s', toString(number % 100)), repeat(toString(cityHash64(number)), 10), map('n', toString(number)), map('x', toString(number))
FROM numbers({lines:UInt32})`,
    query_params: { at: String(NOON), lines: LINES },
  })
})
afterAll(async () => store?.close())

const within = (limits: Partial<QueryLimits>) => createQueryService({ client: store.reader, database: 'cordwood', clock: systemClock, limits })
const range = { start: NOON - MINUTE, end: NOON + 10n * MINUTE }
const logql = (query: string, step = 0n) => (service: QueryService) => service.logql(scope, { query, range, step, limit: 10, order: 'desc' }, never)
const sources = () => ({ sources: [{ name: 'app', scope }] })

async function sql(service: QueryService, text: string) {
  const pieces = service.sql(sources(), { text }, never)
  for (;;) {
    const { done, value } = await pieces.next()
    if (done) return value
  }
}

async function bytes(service: QueryService, text: string) {
  const { stream } = await service.sqlBytes(sources(), { text, formatOf: () => 'CSV' }, never)
  let size = 0
  for await (const chunk of stream) size += (chunk as Buffer).length
  return size
}

const first = async (service: QueryService) => (await service.records(scope, ask({ keyword: 'ä' }), never).next()).done
const unwrapped = 'sum by (n) (sum_over_time({service_name=~".+"} | unwrap n [10m]))'

/** What is asked, what is too little for it, and what it is told. */
const cases: [name: string, limits: Partial<QueryLimits>, code: string, message: RegExp, work: (service: QueryService) => Promise<unknown>][] = [
  ['rows read, LogQL', { readRows: 1000 }, 'bad_request', /more than you may read: 1,000 rows\. Narrow/, logql('sum(count_over_time({service_name=~".+"}[10m]))')],
  ['rows read, lines', { readRows: 1000 }, 'bad_request', /1,000 rows/, logql('{service_name=~".+"} |~ "none.of.it"')],
  ['rows read, labels', { readRows: 1000 }, 'bad_request', /1,000 rows/, service => service.labels(scope, { range }, never)],
  ['rows read, the values of a label', { readRows: 1000 }, 'bad_request', /1,000 rows/, service => service.labelValues(scope, { name: 'n', range }, never)],
  ['rows read, streams', { readRows: 1000 }, 'bad_request', /1,000 rows/, service => service.streams(scope, { range }, never)],
  ['rows read, the simple form', { readRows: 1000 }, 'bad_request', /1,000 rows/, first],
  ['rows read, SQL', { readRows: 1000 }, 'bad_request', /1,000 rows/, service => sql(service, 'SELECT count() FROM app WHERE Body LIKE \'%x%\'')],
  ['rows read, /clickhouse/', { readRows: 1000 }, 'bad_request', /1,000 rows/, service => bytes(service, 'SELECT count() FROM app WHERE Body LIKE \'%x%\'')],
  ['bytes read, LogQL', { readBytes: 1024 ** 2 }, 'bad_request', /more than you may read: 1 MB/, logql('sum(count_over_time({service_name=~".+"} |~ "1.2" [10m]))')],
  ['bytes read, SQL', { readBytes: 1024 ** 2 }, 'bad_request', /1 MB/, service => sql(service, 'SELECT max(Body) FROM app')],
  ['memory, labels', { memoryBytes: 4 * 1024 ** 2 }, 'unavailable', /more memory than it may have: 4 MB/, service => service.labelValues(scope, { name: 'x', query: '{service_name=~".+"}', range }, never)],
  ['memory, SQL', { memoryBytes: 8 * 1024 ** 2 }, 'unavailable', /more memory than it may have: 8 MB/, service => sql(service, 'SELECT groupArray(Body) FROM app')],
  ['series', { series: 10 }, 'bad_request', /more than 10 series/, logql('sum by (service_name) (count_over_time({service_name=~".+"}[10m]))')],
  ['series of unwrapped numbers', { series: 10 }, 'bad_request', /more than 10 series/, logql(`topk(1, ${unwrapped.replace('(n)', '(service_name)')})`)],
  ['points', { points: 5 }, 'bad_request', /more than 5 points/, logql('sum(count_over_time({service_name=~".+"}[1m]))', MINUTE)],
  ['rows of an answer, /clickhouse/', { resultRows: 10 }, 'bad_request', /more rows or bytes than it may have/, service => bytes(service, 'SELECT Ordinal FROM app')],
]

describe('limits', () => {
  it.each(cases)('%s', async (_name, limits, code, message, work) => {
    await expect(work(within(limits))).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string })
    await expect(work(within({}))).resolves.not.toBeUndefined()
  })

  it('time: a request takes no longer, and is told how long it may', async () => {
    const endless = 'SELECT max(sipHash64(a.Ordinal + b.Ordinal)) FROM app AS a CROSS JOIN app AS b'
    await expect(sql(within({ seconds: 1 }), endless)).rejects.toMatchObject({ code: 'timeout', message: expect.stringMatching(/longer than you may take: 1 seconds/) as string })
  })

  it('answers to SQL are cut off, and say so', async () => {
    expect(await sql(within({ resultRows: 10 }), 'SELECT Body FROM app')).toMatchObject({ count: 10, truncated: true, limit: 10 })
    const { count, truncated } = await sql(within({ resultBytes: 10_000 }), 'SELECT Body FROM app')
    expect([truncated, count > 10, count < 100]).toEqual([true, true, true])
    expect(await sql(within({}), 'SELECT Body FROM app LIMIT 100')).toMatchObject({ count: 100, truncated: false, limit: defaultLimits.resultRows })
  })

  it('what earlier queries of a request have read counts', async () => {
    // Two range aggregations, each of which alone would be within it.
    const both = 'sum(count_over_time({service_name=~".+"} |~ "1.2" [10m])) / sum(count_over_time({service_name=~".+"} |~ "2.1" [10m]))'
    await expect(logql(both)(within({ readRows: LINES * 1.5 }))).rejects.toMatchObject({ message: expect.stringMatching(/more than you may read/) as string })
    await expect(logql(both)(within({ readRows: LINES * 2.5 }))).resolves.toBeDefined()
  })
})
