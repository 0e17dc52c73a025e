/** `POST /api/v1/query` as it is read: NDJSON, events and CSV, of LogQL and SQL. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { queryEventSchema } from '#shared/schemas/logql'
import { signUp, type Account } from '../../fixtures/account'
import { startServer, type TestServer } from '../../fixtures/server'
import { metric, waitUntil } from '../../fixtures/wait'

let server: TestServer
let account: Account
const NOW = Math.floor(Date.now() / 60_000) * 60_000
const range = { start: NOW - 600_000, end: NOW }
type Event = z.output<typeof queryEventSchema>

beforeAll(async () => {
  server = await startServer()
  account = await signUp(server.url)
  const lines = Array.from({ length: 40 }, (_, i) => ({ timestamp: new Date(range.start + i * 15_000).toISOString(), service: i % 2 === 0 ? 'shop' : 'cart', message: i === 39 ? '=HYPERLINK("x")' : `line ${i}`, tags: { n: i } }))
  await fetch(`${server.url}/ingest`, { method: 'POST', headers: { 'x-api-key': account.key, 'content-type': 'application/json' }, body: JSON.stringify(lines) })
  await waitUntil('the lines are stored', async () => await metric(server.url, 'cordwood_spool_segments') === 0)
})
afterAll(() => server?.stop())

const ask = (body: object, headers: Record<string, string> = {}) => fetch(`${server.url}/api/v1/query`, {
  method: 'POST', headers: { 'x-api-key': account.key, 'content-type': 'application/json', ...headers }, body: JSON.stringify({ ...range, ...body }),
})
async function events(body: object): Promise<Event[]> {
  const answer = await ask({ ...body, format: 'ndjson' })
  const text = await answer.text()
  expect(answer.status, text).toBe(200)
  return text.trimEnd().split('\n').map(line => queryEventSchema.parse(JSON.parse(line))).filter(event => !('progress' in event))
}
const kinds = (found: readonly Event[]) => found.map(event => Object.keys(event)[0])
const SQL = { language: 'sql', query: 'SELECT ServiceName AS service, count() AS lines FROM app GROUP BY service ORDER BY service' }

describe('an answer as it is read', () => {
  it('has lines, and a cursor that goes on', async () => {
    const first = await events({ query: '{service_name="shop"}', limit: 15 })
    expect(kinds(first)).toEqual([...Array.from({ length: 15 }, () => 'line'), 'summary'])
    const { summary } = first.at(-1) as Extract<Event, { summary: unknown }>
    expect(summary).toMatchObject({ kind: 'lines', count: 15, cursor: expect.any(String) as string, cost: { scannedRows: expect.any(Number) as number } })
    const rest = await events({ query: '{service_name="shop"}', limit: 15, cursor: summary.cursor })
    expect(rest).toHaveLength(6)
    expect(rest.at(-1)).toMatchObject({ summary: { cursor: null } })
    expect(new Set([...first, ...rest].flatMap(event => 'line' in event ? [event.line.id] : [])).size).toBe(20)
  })

  it('has series, samples, a number, or a table', async () => {
    expect(kinds(await events({ query: 'sum by (service_name) (count_over_time({service_name=~".+"}[5m]))', step: '5m' }))).toEqual(['series', 'series', 'summary'])
    expect(kinds(await events({ query: 'sum by (service_name) (count_over_time({service_name=~".+"}[10m]))' }))).toEqual(['sample', 'sample', 'summary'])
    expect(kinds(await events({ query: '1 + 1' }))).toEqual(['scalar', 'summary'])
    expect(await events(SQL)).toMatchObject([{ columns: [{ name: 'service' }, { name: 'lines' }] }, { row: ['cart', '20'] }, { row: ['shop', '20'] }, { summary: { kind: 'table', count: 2, truncated: false } }])
  })

  it('is events where a browser asks for them', async () => {
    const answer = await ask({ query: '{service_name="shop"}', limit: 1 }, { accept: 'text/event-stream' })
    expect(answer.headers.get('content-type')).toContain('text/event-stream')
    expect(await answer.text()).toMatch(/^event: line\ndata: \{"id":.*\}\n\n(?:event: progress\n.*\n\n)*event: summary\ndata: \{.*\}\n\n$/)
  })

  it('is a file of CSV', async () => {
    const csv = async (body: object) => (await (await ask(body, { accept: 'text/csv' })).text()).split('\r\n')
    expect(await csv(SQL)).toEqual(['service,lines', 'cart,20', 'shop,20', ''])
    const lines = await csv({ query: '{service_name="cart"}', limit: 2 })
    expect(lines[0]).toBe('time,id,line,labels')
    expect(lines[1]).toMatch(/^\d{4}-[^,]*Z,\d+-\d+,"'=HYPERLINK\(""x""\)","\{""/)
    expect((await csv({ query: 'sum by (service_name) (count_over_time({service_name=~".+"}[10m]))', step: '5m' }))[0]).toBe('time,service_name,value')
  })

  it('is refused as any other where the question is wrong', async () => {
    for (const body of [{ query: '{a=' }, { language: 'sql', query: 'SELECT nothing FROM app' }, { query: '{a="b"}', cursor: 'x' }]) {
      expect((await ask({ ...body, format: 'csv' })).status).toBe(400)
      for (const format of ['ndjson', 'sse']) {
        const answer = await ask({ ...body, format })
        // A busy machine has begun to tell how far it is when the engine refuses.
        if (answer.status !== 400) expect(await answer.text()).toMatch(/"code":"bad_request"/)
      }
    }
    expect((await ask({ query: '{a="b"}', format: 'xml' })).status).toBe(400)
  })
})
