/** LogQL written as SQL: both are asked, and give the same rows. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Scope } from '#shared/types/scope'
import { levelOf } from '#shared/utils/severity'
import type { LogqlAnswer, LogqlRequest, SqlSource } from '~~/server/domain/query'
import { EVERYDAY_QUERIES } from '~~/tests/fixtures/everyday-queries'
import { never, NOON, openStore, scopeOf, type Row, type Store } from '../query/support'

const SECOND = 1_000_000_000n
const SOURCE = 'my-source'
const range = { start: NOON - 60n * SECOND, end: NOON + 601n * SECOND }
const moment = (nanos: bigint) => String(nanos)

const METHODS = ['GET', 'POST']
const fields = (i: number) => ({ msg: i % 4 === 0 ? 'time out of user id=7' : 'error x 503 timeout', method: METHODS[i % 2]!, path: `/p${i % 3}`, status: [200, 404, 500, 503][i % 4]!, duration_ms: i * 3 + 1, took: `${i % 9}.5ms`, size: `${i % 5}kB`, level: i % 3 === 0 ? 'error' : 'info' })
const logfmt = (values: object) => Object.entries(values).map(([name, value]) => `${name}=${String(value).includes(' ') ? JSON.stringify(value) : value}`).join(' ')
const BODIES: Record<string, (i: number) => string> = {
  json: i => JSON.stringify(fields(i)),
  logfmt: i => logfmt(fields(i)),
  pattern: i => `${i} ${METHODS[i % 2]} /p${i % 3} ${[200, 500][i % 2]}`,
}

function rows(body: (i: number) => string): Row[] {
  return Array.from({ length: 400 }, (_, i) => ({
    // Some at the very end of a window.
    time: NOON + BigInt(i % 5 === 0 ? i : 0) * SECOND + (i % 5 === 0 ? 0n : BigInt(i) * 1_371_000_017n),
    segment: 1n, ordinal: i, service: ['api', 'web', 'cart'][i % 3], severity: [9, 13, 17][i % 7 % 3], body: body(i),
    resource: { 'env': i % 2 === 0 ? 'prod' : 'test', 'k8s.pod.name': `pod-${i % 2}` },
    attributes: { bytes: i, status_code: 400 + i % 200, http: { status: i % 4 === 0 ? '500' : '200' } },
  }))
}

let store: Store
const scopes = new Map<string, Scope>()
beforeAll(async () => {
  store = await openStore()
  for (const [name, body] of Object.entries(BODIES)) {
    const scope = await store.source(`takeover_${name}`)
    await store.insert(scope, rows(body))
    scopes.set(name, scope)
  }
})
afterAll(async () => store?.close())

const scopeFor = (query: string) => scopes.get(/\| (logfmt|pattern)/.exec(query)?.[1] ?? 'json')!
const rounded = (value: unknown) => Number.isFinite(Number(value)) ? Number(Number(value).toPrecision(10)) : String(value)
const labelsOf = (entries: readonly (readonly [string, unknown])[]) => JSON.stringify(entries.filter(([, value]) => value !== '').sort(([a], [b]) => a < b ? -1 : 1))

/** Lines in their order, or numbers by time and labels. */
function rowsOf(answer: LogqlAnswer): string[] {
  switch (answer.kind) {
    case 'lines': return answer.entries.map(({ line }) => `${line.timestamp} ${line.text}`)
    case 'matrix': return answer.series.flatMap(({ labels, points }) => points.map(([time, value]) => `${time} ${labelsOf(Object.entries(labels))} ${rounded(value)}`)).sort()
    case 'vector': return answer.samples.map(({ labels, value }) => `${answer.timestamp} ${labelsOf(Object.entries(labels))} ${rounded(value)}`).sort()
    case 'scalar': return [`${answer.timestamp} [] ${rounded(answer.value)}`]
  }
}

const nanosOf = (time: unknown) => {
  const [whole, fraction = ''] = String(time).split('.')
  return BigInt(Date.parse(`${whole!.replace(' ', 'T')}Z`)) * 1_000_000n + BigInt(fraction.padEnd(9, '0'))
}

const sanitized = (attributes: unknown) => Object.entries(attributes as object).map(([name, value]) => [name.replaceAll('.', '_'), value] as const)

/** What a row of a statement stands for. */
function labelsIn(row: Record<string, unknown>): string {
  const { time: _time, value: _value, ...rest } = row
  if (!('LogAttributes' in rest)) return labelsOf(Object.entries(rest))
  const { ServiceName, SeverityNumber, ResourceAttributes, LogAttributes } = rest
  return labelsOf([['service_name', ServiceName], ['detected_level', levelOf(Number(SeverityNumber))], ...sanitized(ResourceAttributes), ...sanitized(LogAttributes)])
}

async function runSql(sources: readonly SqlSource[], text: string, isLines: boolean): Promise<string[]> {
  const columns: string[] = []
  const found: string[] = []
  for await (const piece of store.query.sql({ sources }, { text, start: moment(range.start), end: moment(range.end) }, never)) {
    if ('columns' in piece) columns.push(...piece.columns.map(({ name }) => name))
    else {
      const row = Object.fromEntries(columns.map((name, i) => [name, piece.row[i]]))
      found.push(isLines ? `${nanosOf(row.Timestamp)} ${row.line as string}${row.source === undefined ? '' : ` of ${row.source as string}`}` : `${nanosOf(row.time)} ${labelsIn(row)} ${rounded(row.value)}`)
    }
  }
  return isLines ? found : found.sort()
}

async function both(query: string, more: Partial<LogqlRequest> = {}) {
  const scope = scopeFor(query)
  const request: LogqlRequest = { query, range, step: 0n, limit: 50, order: 'desc', ...more }
  const { sql, missing } = store.query.takeOver([{ name: SOURCE, scope }], request)
  const answer = await store.query.logql(scope, request, never)
  return { sql, missing, expected: rowsOf(answer), found: sql === null ? undefined : await runSql([{ name: SOURCE, scope }], sql, answer.kind === 'lines') }
}

describe('LogQL as SQL', () => {
  it('can be taken over for most everyday queries, and gives the same rows', async () => {
    const left: string[] = []
    const empty = new Set<string>()
    for (const query of EVERYDAY_QUERIES) {
      for (const step of [0n, 60n * SECOND, 45_500_000_000n]) {
        const { sql, found, expected, missing } = await both(query, { step })
        if (expected.length === 0) empty.add(query)
        if (found === undefined) left.push(`${query}: ${missing.map(({ part, reason }) => `${part}: ${reason}`).join('; ')}`)
        else expect(found, `${query} step ${step}\n${sql}`).toEqual(expected)
      }
    }
    const queries = new Set(left)
    const share = 1 - queries.size / EVERYDAY_QUERIES.length
    console.log(`${(share * 100).toFixed(0)}% of ${EVERYDAY_QUERIES.length} everyday queries can be taken over as SQL. Left:\n${[...queries].join('\n')}`)
    expect(empty.size, [...empty].join('\n')).toBeLessThan(4)
    expect(share).toBeGreaterThanOrEqual(0.8)
  })

  it.each([
    '{service_name=~"api|web"} | json | line_format "{{.method}} {{.path}}!" | drop method',
    '{env="prod"} | json s="status", m="msg" | s="500"',
    '{service="api"} | logfmt | status >= 500 or path="/p1"',
    '{service="api"} | logfmt | took > 3ms and size <= 2kB',
    '{service_name="api"} | pattern "<n> <_> <path> <status>" | status="500"',
    '{service_name="api"} | regexp "\\"status\\":(?P<status>\\\\d+)(x)?" | status=~"5.."',
    '{service_name=~".+"} | search "timeout NOT 500 \\"error x\\""',
    '{service_name="api"} | json | label_format verb=method | verb="GET"',
    'max by (service_name) (rate({env="prod"}[3m]))',
    'bottomk by (env) (1, bytes_over_time({service_name=~".+"} | level="error" | bytes < 20 [5m])) > 140',
    'topk(2, sum by (service_name, path) (sum_over_time({service_name=~".+"} | json | unwrap duration_ms [5m])))',
    '2 * sum by (env) (count_over_time({service_name="api"}[2m])) >= bool 20',
    'sum by (env) (rate({service_name="api"}[2m])) unless sum by (env) (rate({service_name="api", env="prod"}[2m]))',
    'sum by (service_name) (bytes_over_time({service_name="api"} | json | line_format "{{.path}}" [1m] offset 30s))',
    'stddev_over_time({service_name=~".+"} | json | unwrap duration_ms [90s]) by (service_name)',
    'first_over_time({service_name=~".+"} | logfmt | unwrap duration(took) | path="/p1" [90s]) by (service_name)',
    'absent_over_time({service_name="none", env=~"p.*"}[1m])',
    'absent_over_time({service_name="api"}[20s])',
    'vector(3)',
  ])('%s', async (query) => {
    for (const step of [0n, 60n * SECOND]) {
      const { sql, found, expected, missing } = await both(query, { step })
      expect(missing).toEqual([])
      expect(found, sql!).toEqual(expected)
    }
  })

  it('keeps values what they are', async () => {
    for (const value of ['\'; DROP TABLE app --', '\\', '{from}', '`', 'x\' OR \'1\'=\'1', '\u0000', '*/', '日本%_']) {
      const text = JSON.stringify(value)
      for (const query of [`{service_name=${text}}`, `{service_name=~".+"} |= ${text}`, `{service_name=~".+"} != ${text}`, `{service_name=~".+"} | json | msg!=${text}`, `{service_name=~".+"} | json | line_format ${text}`]) {
        const { found, expected, sql } = await both(query)
        expect(found, sql!).toEqual(expected)
      }
    }
  })

  it('keeps a text with line breaks what it is in a part of a statement', async () => {
    await store.insert(scopes.get('json')!, [{ time: NOON + 2n * SECOND, segment: 2n, ordinal: 0, service: 'broken', body: 'one\n  two' }])
    const { found, expected, sql } = await both('topk(1, sum by (service_name) (count_over_time({service_name="broken"} |= "one\\n  two" [10m])))')
    expect(found, sql!).toEqual(expected)
    expect(expected).toHaveLength(1)
  })

  it.each([
    '{service_name="api"} | json | status >= 500', '{env="prod"} | json | source="x" or method="GET"', 'sum by (service_name) (count_over_time({env="prod"}[2m]))',
    'topk(2, sum by (source, path) (bytes_over_time({service_name=~".+"} | json | __error__="" [5m]))) / 2', 'absent_over_time({service_name="api"}[20s])', 'count_over_time({service_name="api"} |= "error" [1m])',
  ])('of several sources: %s', async (query) => {
    const names = ['json', 'logfmt', 'unborn']
    const sources = names.map(name => ({ name: `my-${name}`, scope: scopes.get(name) ?? scopeOf('takeover_unborn') }))
    const group = { projectId: 'p', sources: new Map(sources.map(({ name, scope }) => [name, scope])) }
    const isLines = query.startsWith('{')
    for (const step of [0n, 60n * SECOND]) {
      const request: LogqlRequest = { query, range, step, limit: 50, order: 'desc' }
      const { sql, missing } = store.query.takeOver(sources, request)
      expect(missing).toEqual([])
      const answer = await store.query.logql(group, request, never)
      const expected = answer.kind === 'lines' ? answer.entries.map(({ line, position: { source } }) => `${line.timestamp} ${line.text} of ${source}`) : rowsOf(answer)
      expect(await runSql(sources, sql!, isLines), sql!).toEqual(expected)
      expect(expected.length).toBeGreaterThan(0)
    }
  })
})
