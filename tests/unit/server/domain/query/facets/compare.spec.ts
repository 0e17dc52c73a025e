import { describe, expect, it } from 'vitest'
import { apartFromMeasures } from '~~/server/domain/query/facets/compare-numbers'
import { byScore, differenceOf } from '~~/server/domain/query/facets/compare-score'
import { patternCountsOfBothStatement, valueCountsStatement, type Side } from '~~/server/domain/query/facets/compare-sql'
import { countPlan } from '~~/server/domain/query/facets/plan'
import { readSelection } from '~~/server/domain/query/facets/selection'
import { HOUR_OF_NOON, HOUR, NOON, scope } from '../support'

const EVIL = `'; DROP TABLE x; --\\`
function side(query: string, part: Partial<Side> = {}): Side {
  const selection = readSelection(scope, { ...HOUR_OF_NOON, query })
  return { selection, plan: countPlan(selection, 'labels')!, every: 1, lines: 100, ...part }
}

describe('a difference', () => {
  const of = (selected: number, baseline: number, lines = { selected: 1000, baseline: 1000 }) => differenceOf({ selected, baseline }, lines)

  it('is told by shares, their ratio, and what the ratio is at the least', () => {
    expect(of(600, 50)).toMatchObject({ selected: 600, baseline: 50, selectedShare: 0.6, baselineShare: 0.05, lift: 12, direction: 'more' })
    const { atLeast } = of(600, 50)
    expect(atLeast).toBeGreaterThan(7)
    expect(atLeast).toBeLessThan(12)
    expect(of(50, 600)).toMatchObject({ direction: 'less', lift: 1 / 12, atLeast, score: of(600, 50).score })
    expect(of(600, 0)).toMatchObject({ lift: null, direction: 'more' })
  })

  it('is none where chance alone may explain it', () => {
    for (const [selected, baseline] of [[3, 0], [5, 1], [500, 495], [0, 0], [1000, 1000]] as const) expect(of(selected, baseline)).toMatchObject({ atLeast: null, score: 0 })
    // The same shares of more lines are no chance.
    expect(of(30_000, 10_000, { selected: 1e7, baseline: 1e7 }).score).toBeGreaterThan(0)
  })

  it('leads by how much of the lines it is about, not by a ratio of few lines', () => {
    const found = { few: of(20, 0), shift: of(520, 400), many: of(600, 50), gone: of(0, 300) }
    const ordered = Object.entries(found).sort(([, a], [, b]) => byScore(a, b)).map(([name]) => name)
    expect(ordered).toEqual(['many', 'gone', 'shift', 'few'])
  })
})

describe('numbers', () => {
  const lines = { selected: 1000, baseline: 1000 }
  const field = (name: string, count: number, form: (n: number) => string = String) => Array.from({ length: count }, (_, n) => ({ field: name, value: form(n), selected: 20, baseline: 5 }))
  const fieldsOf = (counts: readonly { field: string }[]) => [...new Set(counts.map(each => each.field))]

  it('of a field that measures are left out, of a few or among words they are not', () => {
    const counts = [...field('latency', 31), ...field('took', 40, n => `${n}ms`), ...field('status', 30), ...field('version', 40, n => `v${n}`)]
    const { kept, left } = apartFromMeasures(counts, lines)
    expect([fieldsOf(kept), fieldsOf(left)]).toEqual([['status', 'version'], ['latency', 'took']])
    expect(kept.length + left.length).toBe(counts.length)
  })

  it('stay where they are frequent by themselves, on either side', () => {
    const customers = [...field('customer', 40), { field: 'customer', value: '4711', selected: 100, baseline: 0 }, { field: 'customer', value: '12', selected: 0, baseline: 100 }]
    expect(apartFromMeasures(customers, lines).kept.map(({ value }) => value)).toEqual(['4711', '12'])
  })

  it('of a few lines do not make a field one that measures', () => {
    const rare = Array.from({ length: 50 }, (_, n) => ({ field: 'port', value: String(40_000 + n), selected: 1, baseline: 3 }))
    expect(apartFromMeasures([...field('port', 5), ...rare], lines).left).toEqual([])
  })
})

describe('the statements', () => {
  it('count both sides in one, under names of their own', () => {
    const { sql, params } = patternCountsOfBothStatement(side('{service_name="api"}'), side('{service_name="web"}', { lines: 7 }))
    expect(sql).toContain('SELECT hash, countIf(side = 0) AS selected, countIf(side = 1) AS baseline')
    expect(sql).toContain('AND ServiceName = {s0_p0:String}')
    expect(sql).toContain('AND ServiceName = {s1_p0:String}')
    expect(params).toEqual({
      s0_table: 'logs_1', s0_start: String(NOON), s0_end: String(NOON + HOUR), s0_p0: 'api',
      s1_table: 'logs_1', s1_start: String(NOON), s1_end: String(NOON + HOUR), s1_p0: 'web', selectedLines: '100', baselineLines: '7',
    })
  })

  it('take a sample of the side that is too large', () => {
    const { sql } = valueCountsStatement(side('{a="b"}'), side('{a="b"}', { every: 9 }))
    expect(sql.match(/cityHash64/g)).toHaveLength(1)
    expect(sql).toContain('GROUP BY kind, name, value\nHAVING selected + baseline >= 5')
  })

  it('never hold a value in the text', () => {
    const evil = side(`{a=${JSON.stringify(EVIL)}} | b=${JSON.stringify(EVIL)} |= ${JSON.stringify(EVIL)}`)
    for (const { sql } of [valueCountsStatement(evil, evil), patternCountsOfBothStatement(evil, evil)]) expect(sql).not.toContain('DROP')
    const braces = side('{a="{p0:String} {table:Identifier}"}')
    expect(Object.values(valueCountsStatement(braces, braces).params)).toContain('{p0:String} {table:Identifier}')
  })
})
