/** Loki's reading API as Grafana's data source and logcli ask it, on lines of several protocols. */
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signUp, type Account } from '../../fixtures/account'
import { startServer, type TestServer } from '../../fixtures/server'
import { metric, waitUntil } from '../../fixtures/wait'

let server: TestServer
let account: Account
const START = 1_767_225_600 // 2026-01-01

const ns = (seconds: number) => `${START + seconds}000000000`

beforeAll(async () => {
  server = await startServer()
  account = await signUp(server.url)
  const created = await fetch(`${server.url}/api/v1/projects/${account.projectId}/sources`, {
    method: 'POST', headers: { 'cookie': account.cookie, 'content-type': 'application/json', 'origin': server.url }, body: JSON.stringify({ name: 'old', retentionDays: 36_500 }),
  })
  expect(created.status).toBe(201)
  await send('/loki/api/v1/push', {
    streams: [
      { stream: { app: 'shop', env: 'dev' }, values: [[ns(0), 'level=info took=5ms'], [ns(10), 'level=error took=90ms', { user: 'ada' }]] },
      { stream: { app: 'shop', env: 'prod' }, values: [[ns(20), '{"status":500,"path":"/a"}'], [ns(30), '{"status":200,"path":"/b"}']] },
    ],
  })
  await send('/v1/logs', {
    resourceLogs: [{
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'cart' } }, { key: 'k8s.pod.name', value: { stringValue: 'cart-1' } }] },
      scopeLogs: [{ logRecords: [{ timeUnixNano: ns(40), severityNumber: 17, body: { stringValue: 'boom' }, traceId: '4bf92f3577b34da6a3ce929d0e0e4736', attributes: [{ key: 'http.status', value: { intValue: '502' } }] }] }],
    }],
  })
  await waitUntil('the lines are stored', async () => await metric(server.url, 'cordwood_spool_segments') === 0)
})
afterAll(async () => {
  const dataDir = server?.dataDir
  await server?.stop()
  if (dataDir) rmSync(dataDir, { recursive: true, force: true })
})

const headers = () => ({ 'x-api-key': account.key, 'x-source': 'old' })

async function send(path: string, body: object): Promise<void> {
  const answer = await fetch(server.url + path, { method: 'POST', headers: { ...headers(), 'content-type': 'application/json' }, body: JSON.stringify(body) })
  expect(answer.ok, await answer.text()).toBe(true)
}

const range = { start: ns(0), end: ns(60) }

async function ask(path: string, parameters: Record<string, string> = {}, more: Record<string, string> = {}): Promise<Response> {
  return fetch(`${server.url}/loki/api/v1/${path}?${new URLSearchParams(parameters)}`, { headers: { ...headers(), ...more } })
}
async function answerOf<T>(path: string, parameters: Record<string, string> = {}, more: Record<string, string> = {}): Promise<T> {
  const answer = await ask(path, { ...range, ...parameters }, more)
  const text = await answer.text()
  expect(answer.status, text).toBe(200)
  return JSON.parse(text) as T
}

interface Streams { data: { resultType: string, encodingFlags?: string[], result: { stream: Record<string, string>, values: [string, string, object?][] }[], stats: { summary: { totalLinesProcessed: number } } } }
interface Numbers { data: { resultType: string, result: { metric: Record<string, string>, value: [number, string], values: [number, string][] }[] } }

describe('query_range', () => {
  it('gives lines, newest first, with all their labels', async () => {
    const { data } = await answerOf<Streams>('query_range', { query: '{app="shop", env="dev"}' })
    expect(data.result).toEqual([
      { stream: { app: 'shop', env: 'dev', service_name: 'shop', detected_level: 'error', user: 'ada' }, values: [[ns(10), 'level=error took=90ms']] },
      { stream: { app: 'shop', env: 'dev', service_name: 'shop', detected_level: 'info' }, values: [[ns(0), 'level=info took=5ms']] },
    ])
    expect(data.stats.summary.totalLinesProcessed).toBeGreaterThan(0)
  })

  it('gives labels by category where Grafana asks for them', async () => {
    const { data } = await answerOf<Streams>('query_range', { query: '{k8s_pod_name="cart-1"} | http_status >= 500' }, { 'x-loki-response-encoding-flags': 'categorize-labels' })
    expect(data.encodingFlags).toEqual(['categorize-labels'])
    expect(data.result).toEqual([{
      stream: { k8s_pod_name: 'cart-1', service_name: 'cart', detected_level: 'error' },
      values: [[ns(40), 'boom', { structuredMetadata: { http_status: '502', trace_id: '4bf92f3577b34da6a3ce929d0e0e4736' } }]],
    }])
  })

  it('pages by limit, in both directions', async () => {
    const times = async (parameters: Record<string, string>) => (await answerOf<Streams>('query_range', { query: '{app="shop"}', ...parameters })).data.result.flatMap(({ values }) => values.map(([time]) => time))
    expect(await times({ limit: '1' })).toEqual([ns(30)])
    expect(await times({ limit: '1', direction: 'FORWARD' })).toEqual([ns(0)])
    expect((await times({ limit: '5000' })).length).toBe(4)
  })

  it('gives numbers at each step', async () => {
    const { data } = await answerOf<Numbers>('query_range', { query: 'sum by (level) (count_over_time({app="shop"} | logfmt | level != "" [30s]))', step: '30' })
    expect(data.resultType).toBe('matrix')
    // The line at 10 s lies in (0, 30], that of the start itself only in its own window.
    expect(data.result.find(({ metric: { level } }) => level === 'error')?.values).toEqual([[START + 30, '1']])
  })
})

describe('query', () => {
  it('answers Grafana’s health check', async () => {
    expect((await answerOf<Numbers>('query', { query: 'vector(1)+vector(1)', time: ns(0) })).data).toMatchObject({ resultType: 'vector', result: [{ metric: {}, value: [START, '2'] }] })
  })

  it('refuses lines, and says so', async () => {
    const answer = await ask('query', { query: '{app="shop"}' })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'text/plain; charset=utf-8'])
    expect(await answer.text()).toContain('log queries are not supported as an instant query type')
  })

  it('says where a query is wrong', async () => {
    const answer = await ask('query', { query: 'sum(rate({app="shop"}[5m])' })
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('line 1, column 27')])
  })

  it('parses JSON and compares its numbers', async () => {
    const { data } = await answerOf<Numbers>('query', { query: 'sum by (path) (count_over_time({app="shop"} |= "status" | json | status >= 500 [1m]))', time: ns(60) })
    expect(data.result).toEqual([{ metric: { path: '/a' }, value: [START + 60, '1'] }])
  })
})

describe('labels', () => {
  it('are listed with their values', async () => {
    expect((await answerOf<{ data: string[] }>('labels')).data).toEqual(['app', 'detected_level', 'env', 'k8s_pod_name', 'level', 'service_name'])
    expect((await answerOf<{ data: string[] }>('label/env/values')).data).toEqual(['dev', 'prod'])
    expect((await answerOf<{ data: string[] }>('label/detected_level/values', { query: '{service_name="cart"}' })).data).toEqual(['error'])
    expect((await answerOf<{ data: string[] }>('label/nothing/values')).data).toEqual([])
  })

  it('make series', async () => {
    const { data } = await answerOf<{ data: object[] }>('series', { 'match[]': '{env="dev"}' })
    expect(data).toHaveLength(2)
    expect((await answerOf<{ data: object[] }>('series')).data).toHaveLength(4)
  })

  it('are detected, and so are fields', async () => {
    expect(await answerOf<object>('detected_labels')).toMatchObject({ detectedLabels: expect.arrayContaining([{ label: 'env', cardinality: 2 }]) as object })
    const { fields } = await answerOf<{ fields: { label: string }[] }>('detected_fields', { query: '{app="shop"}' })
    expect(fields).toEqual(expect.arrayContaining([
      { label: 'user', type: 'string', cardinality: 1, parsers: null }, { label: 'status', type: 'int', cardinality: 2, parsers: ['json'] },
      { label: 'took', type: 'duration', cardinality: 2, parsers: ['logfmt'] },
    ]))
    expect(await answerOf<object>('detected_field/took/values', { query: '{app="shop"}' })).toMatchObject({ values: ['5ms', '90ms'] })
  })
})

describe('volumes', () => {
  it('are bytes by label', async () => {
    // The line at the very start is outside, as windows are open there.
    const { data } = await answerOf<Numbers>('index/volume', { query: '{app=~".+"}', targetLabels: 'env' })
    expect(data.result).toEqual([{ metric: { env: 'prod' }, value: [START + 60, '52'] }, { metric: { env: 'dev' }, value: [START + 60, '21'] }])
    const byLabel = await answerOf<Numbers>('index/volume', { query: '{app=~".+"}', aggregateBy: 'labels', targetLabels: 'env,app' })
    expect(byLabel.data.result.map(sample => sample.metric)).toEqual([{ env: '' }, { app: '' }])
    expect((await answerOf<Numbers>('index/volume_range', { query: '{app=~".+"}', step: '60' })).data.resultType).toBe('matrix')
  })

  it('are told as statistics of the index', async () => {
    expect(await answerOf<object>('index/stats', { query: '{app="shop"}' })).toMatchObject({ entries: 4 })
  })
})

describe('the rest', () => {
  it('formats, and tells its version', async () => {
    expect(await answerOf<object>('format_query', { query: 'sum( rate({a="b"}[5m] ) )by(c)' })).toEqual({ status: 'success', data: 'sum by (c)(rate({a="b"}[5m]))' })
    expect(await answerOf<object>('status/buildinfo')).toMatchObject({ version: '3.6.0' })
  })

  it('takes a form, and a key as Grafana sends it', async () => {
    const answer = await fetch(`${server.url}/loki/api/v1/query_range`, {
      method: 'POST', headers: { 'authorization': `Basic ${btoa(`any:${account.key}`)}`, 'x-source': 'old' }, body: new URLSearchParams({ ...range, query: '{service_name="cart"}' }),
    })
    expect((await answer.json() as Streams).data.result).toHaveLength(1)
  })

  it('is of the key’s own project only', async () => {
    expect((await fetch(`${server.url}/loki/api/v1/labels`)).status).toBe(401)
    expect((await ask('labels', { source: 'other' })).status).toBe(404)
  })
})
