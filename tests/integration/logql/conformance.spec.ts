/**
 * Loki's own cases of metric queries, pushed by Loki's protocol through the real way in and asked of the real engine
 * by Loki's API.
 */
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signUp, type Account } from '../../fixtures/account'
import { readMetricCases, type Evaluation, type Expected, type ExpectedSeries, type Load } from '../../fixtures/loki-cases'
import { startServer, type TestServer } from '../../fixtures/server'
import { metric, waitUntil } from '../../fixtures/wait'

const cases = readMetricCases()
if (!cases) console.warn('../shared/conformance/logql is not there: Loki’s own cases are skipped')
/** Each with a source of its own, which has the lines of the first step before anything is asked. */
const scenarios = (cases?.scenarios ?? []).map(({ src, steps: [first, ...more] }, i) => ({
  name: src.split('/').at(-1)!, source: `s${i}`, first: first?.load ?? [], rest: first?.eval ? [{ eval: first.eval }, ...more] : more,
}))

let server: TestServer
let account: Account
beforeAll(async () => {
  if (!cases) return
  server = await startServer({ env: { CORDWOOD_RATE_REQUESTS: '0' } })
  account = await signUp(server.url)
  for (const { source, first } of scenarios) {
    await makeSource(source)
    if (first.length > 0) await push(source, first)
  }
  await untilStored()
})
afterAll(async () => {
  const dataDir = server?.dataDir
  await server?.stop()
  if (dataDir) rmSync(dataDir, { recursive: true, force: true })
})

const EPOCH = BigInt(Date.parse(cases?.epoch ?? '2026-01-01T00:00:00Z')) * 1_000_000n
const nanos = (seconds: number) => EPOCH + BigInt(Math.round(seconds * 1e9))

/** As the cases assume: nothing is added to what is pushed. */
async function makeSource(name: string): Promise<void> {
  const answer = await fetch(`${server.url}/api/v1/projects/${account.projectId}/sources`, {
    method: 'POST', headers: { 'cookie': account.cookie, 'content-type': 'application/json', 'origin': server.url },
    body: JSON.stringify({ name, retentionDays: 36_500, discoverServiceName: false, discoverLogLevels: false }),
  })
  expect(answer.status, await answer.text()).toBe(201)
}

async function push(source: string, loads: readonly Load[]): Promise<void> {
  const streams = loads.map(({ stream, metadata, line, at, every = 0, count = 1 }) => ({
    stream: Object.fromEntries(Object.entries(stream).filter(([, value]) => value !== '')),
    values: Array.from({ length: count }, (_, i) => [String(nanos(at + i * every)), line, ...metadata ? [metadata] : []]),
  }))
  const answer = await fetch(`${server.url}/loki/api/v1/push`, {
    method: 'POST', headers: { 'x-api-key': account.key, 'x-source': source, 'content-type': 'application/json' }, body: JSON.stringify({ streams }),
  })
  expect(answer.status, await answer.text()).toBe(204)
}

const untilStored = () => waitUntil('the lines are stored', async () => await metric(server.url, 'cordwood_spool_segments') === 0)

interface Sample { metric: Record<string, string>, value?: [number, string], values?: [number, string][] }
interface Answer { resultType: string, result: Sample[] | [number, string] }

async function ask(source: string, { query, type, at, from, to, step }: Evaluation): Promise<Answer | string> {
  const parameters: Record<string, string> = type === 'instant'
    ? { query, time: String(nanos(at)) }
    : { query, start: String(nanos(from)), end: String(nanos(to)), step: String(step) }
  const answer = await fetch(`${server.url}/loki/api/v1/${type === 'instant' ? 'query' : 'query_range'}`, {
    method: 'POST', headers: { 'x-api-key': account.key, 'x-source': source }, body: new URLSearchParams(parameters),
  })
  const text = await answer.text()
  if (answer.status === 400) return text
  expect(answer.status, `${query}: ${text}`).toBe(200)
  return (JSON.parse(text) as { data: Answer }).data
}

/** To ten digits: sums in another order differ beyond them. */
function rounded(value: number | string): number | string {
  const number = Number(String(value).replace('Inf', 'Infinity'))
  return Number.isFinite(number) ? Number(number.toPrecision(10)) : String(number)
}

function seriesOf(answer: Answer, { from, to, step }: Evaluation): ExpectedSeries[] {
  return (answer.result as Sample[]).map(({ metric: labels, value, values = [] }) => {
    if (value) return { labels, values: [rounded(value[1])] }
    const steps = Math.floor((to - from) / step + 1e-9) + 1
    const known = new Map(values.map(([time, number]) => [Math.round(time * 1000), rounded(number)]))
    return { labels, values: Array.from({ length: steps }, (_, i) => known.get(Number(nanos(from + i * step) / 1_000_000n)) ?? null) }
  })
}

const sorted = (series: ExpectedSeries[]) => series.toSorted((a, b) => keyOf(a) < keyOf(b) ? -1 : 1)
const keyOf = ({ labels }: ExpectedSeries) => JSON.stringify(Object.entries(labels).sort())

function check(expected: Expected, answer: Answer | string, evaluation: Evaluation): void {
  const place = `${evaluation.src}: ${evaluation.query}`
  if ('fail' in expected) return expect(typeof answer, place).toBe('string')
  if (typeof answer === 'string') return expect.unreachable(`${place}: ${answer}`)
  if ('scalar' in expected) return expect(rounded((answer.result as [number, string])[1]), place).toEqual(rounded(expected.scalar))
  const series = 'empty' in expected ? [] : expected.series.map(({ labels, values }) => ({ labels, values: values.map(value => value === null ? null : rounded(value)) }))
  const found = seriesOf(answer, evaluation)
  if ('ordered' in expected && expected.ordered === true) expect(found, place).toEqual(series)
  else expect(sorted(found), place).toEqual(sorted(series))
}

describe.skipIf(!cases)('Loki’s own metric queries, by its API', () => {
  it.each(scenarios)('$name', async ({ source, rest }) => {
    for (const { load, eval: evaluation } of rest) {
      if (load) {
        await push(source, load)
        await untilStored()
      }
      if (evaluation) check(evaluation.expect, await ask(source, evaluation), evaluation)
    }
  })
})
