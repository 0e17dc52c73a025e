/** Patterns of lines under a query: counted exactly, now and before; shown alone and hidden by their hash. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { patternsResponseSchema } from '#shared/schemas/facets'
import type { Scope } from '#shared/types/scope'
import { never, NOON, openStore, scopeOf, type Row, type Store } from './support'

const SECOND = 1_000_000_000n
const HOUR = { start: '2026-01-15T12:00:00Z', end: '2026-01-15T13:00:00Z' }
const [CAME, WENT, NEW] = [18_000_000_000_000_000_001n, 2n, 3n]

let store: Store
let scope: Scope
let segment = 1n

const line = (seconds: number, pattern: Row['pattern'], body: string, service = 'api'): Row =>
  ({ time: NOON + BigInt(seconds) * SECOND, segment: segment, service, severity: 9, body, ...pattern && { pattern } })

beforeAll(async () => {
  store = await openStore()
  scope = await store.source('patterned')
  const rows = [
    ...Array.from({ length: 60 }, (_, i) => line(i * 60, i === 0 ? [CAME, 'user <_> came n=<_>'] : [CAME], `user ${i} came n=${i}`, i % 3 === 0 ? 'api' : 'web')),
    ...Array.from({ length: 20 }, (_, i) => line(i * 60 - 1800, i === 0 ? [WENT, 'user <_> went'] : [WENT], `user ${i} went`)),
    line(100, [NEW, 'a <_> came'], 'a b came'), line(200, undefined, ''),
  ]
  await store.insert(scope, rows.map((row, ordinal) => ({ ...row, ordinal })))
  segment++
})
afterAll(() => store.close())

async function patterns(request: object = {}, of = scope) {
  const answer = await store.query.patterns(of, { ...HOUR, limit: 50, buckets: 6, ...request }, never)
  expect(patternsResponseSchema.parse(answer)).toEqual(answer)
  return answer
}
/** Behind a stage that only the interpreter knows. */
const slowly = (query: string) => query.replace('}', '} | decolorize |~ ".*"')
const brief = ({ patterns: found }: Awaited<ReturnType<typeof patterns>>) => found.map(({ hash, count, previous }) => [hash, count, previous])

describe('patterns', () => {
  it.each([undefined, '{service_name=~"api|web"}', slowly('{service_name=~"api|web"}')])('have counts, times and a trend: %s', async (query) => {
    const answer = await patterns(query === undefined ? {} : { query })
    expect(brief(answer)).toEqual([[String(CAME), 60, 0], [String(NEW), 1, 0]])
    expect(answer).toMatchObject({ start: '2026-01-15T12:00:00.000000000Z', stepMs: 600_000, distinct: 2, lines: 62, unpatterned: 1 })
    expect(answer.patterns[0]).toEqual({
      hash: String(CAME), pattern: 'user <_> came n=<_>', example: expect.stringMatching(/^user \d+ came/) as string, count: 60, share: 60 / 62, previous: 0,
      first: '2026-01-15T12:00:00.000000000Z', last: '2026-01-15T12:59:00.000000000Z', since: '2026-01-15T12:00:00.000000000Z', trend: [10, 10, 10, 10, 10, 10],
    })
    expect(answer).not.toHaveProperty('sampled')
  })

  it.each(['{service_name="api"} | logfmt', '{service_name="api"} | logfmt | n >= 30', slowly('{service_name="api"} | logfmt | n >= 30')])('are of the lines that a query leaves: %s', async (query) => {
    const wanted = query.includes('>=') ? [[String(CAME), 10, 0]] : [[String(CAME), 20, 0], [String(NEW), 1, 0]]
    expect(brief(await patterns({ query }))).toEqual(wanted)
  })

  it('tell how many lines there were before', async () => {
    for (const query of ['{service_name="api"}', slowly('{service_name="api"}')]) {
      const later = await patterns({ query, start: '2026-01-15T11:40:00Z', end: '2026-01-15T11:50:00Z' })
      expect(brief(later)).toEqual([[String(WENT), 10, 10]])
    }
  })

  it('keep to the limit, and are none where there are no lines', async () => {
    expect(brief(await patterns({ limit: 1 }))).toEqual([[String(CAME), 60, 0]])
    expect(await patterns({ query: '{service_name="nobody"}' })).toMatchObject({ patterns: [], distinct: 0, lines: 0 })
    expect(await patterns({}, scopeOf('not_made_yet'))).toMatchObject({ patterns: [], lines: 0 })
  })
})

describe('one pattern', () => {
  const lines = async (query: string) => {
    const answer = await store.query.logql(scope, { query, range: { start: NOON - 3600n * SECOND, end: NOON + 3600n * SECOND }, step: 0n, limit: 1000, order: 'asc' }, never)
    return answer.kind === 'lines' ? answer.entries.map(({ line: { text } }) => text) : []
  }

  it.each([
    `{service_name=~"api|web"} | pattern_hash="${CAME}"`, `{service_name=~"api|web"} | pattern_hash=~"${CAME}|77"`, `{service_name=~"api|web"} | json | pattern_hash="${CAME}"`,
    slowly(`{service_name=~"api|web"} | json | pattern_hash="${CAME}"`),
  ])('is shown alone: %s', async (query) => {
    const found = await lines(query)
    // The text of the pattern would also stand for other lines, and miss some of its own.
    expect(found).toHaveLength(60)
    expect(found.every(text => text.startsWith('user ') && text.includes('came'))).toBe(true)
  })

  it.each([`{service_name="api"} | pattern_hash!="${WENT}"`, slowly(`{service_name="api"} | pattern_hash!="${WENT}"`)])('is hidden: %s', async (query) => {
    const found = await lines(query)
    expect(found).toHaveLength(22)
    expect(found.some(text => text.includes('went'))).toBe(false)
  })

  it('can be grouped by, and listed', async () => {
    for (const query of ['{service_name=~"api|web"}', slowly('{service_name=~"api|web"}')]) {
      const answer = await store.query.fieldValues(scope, { ...HOUR, query, field: 'pattern_hash', limit: 5 }, never)
      expect(answer).toMatchObject({ values: [{ value: String(CAME), count: 60 }, { value: String(NEW), count: 1 }], missing: 1 })
    }
  })
})
