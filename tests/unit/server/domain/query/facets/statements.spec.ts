import { describe, expect, it } from 'vitest'
import type { SelectionRequest } from '#shared/schemas/facets'
import { fieldsStatement } from '~~/server/domain/query/facets/fields'
import { histogramStatement, placeSql } from '~~/server/domain/query/facets/histogram'
import { patternCountsStatement, patternTextsStatement } from '~~/server/domain/query/facets/patterns'
import { countPlan, type Wanted } from '~~/server/domain/query/facets/plan'
import { linesStatement, sampleStatement } from '~~/server/domain/query/facets/sample'
import { readSelection } from '~~/server/domain/query/facets/selection'
import { valuesStatement } from '~~/server/domain/query/facets/values'
import { HOUR, HOUR_OF_NOON, NOON, scope } from '../support'

const TIME = `toStartOfFiveMinutes(Timestamp) >= toStartOfFiveMinutes(fromUnixTimestamp64Nano({start:Int64}))
  AND toStartOfFiveMinutes(Timestamp) <= toStartOfFiveMinutes(fromUnixTimestamp64Nano({end:Int64}))
  AND Timestamp >= fromUnixTimestamp64Nano({start:Int64})
  AND Timestamp < fromUnixTimestamp64Nano({end:Int64})`
const span = { table: 'logs_1', start: String(NOON), end: String(NOON + HOUR) }
const EVIL = `'; DROP TABLE x; --\\`

function planned(request: Partial<SelectionRequest>, wanted?: Wanted) {
  const selection = readSelection(scope, { ...HOUR_OF_NOON, ...request })
  return { selection, plan: countPlan(selection, wanted)! }
}

describe('a histogram', () => {
  it('counts the lines of a query by bar and band', () => {
    const { selection, plan } = planned({ query: '{service_name="api"}' })
    expect(histogramStatement(selection, plan, { origin: NOON, step: 60n }, 'intDiv(SeverityNumber + 3, 4)')).toEqual({
      sql: `SELECT intDiv(toUInt64(toUnixTimestamp64Nano(Timestamp) - {origin:Int64}), {step:UInt64}) AS bucket,
  intDiv(SeverityNumber + 3, 4) AS band,
  count() AS lines,
  countIf(0) AS unsure
FROM {table:Identifier}
WHERE ${TIME}
  AND ServiceName = {p0:String}
GROUP BY bucket, band`,
      params: { ...span, p0: 'api', origin: String(NOON), step: '60' },
    })
  })

  it('counts them by the place of a value, which is bound', () => {
    const { selection, plan } = planned({ query: '{service_name="api"} |= "x"' }, { label: 'region' })
    const { sql, params } = histogramStatement(selection, plan, { origin: NOON, step: 60n }, placeSql(plan, [EVIL, '']))
    expect(sql).toContain('AND ServiceName = {p0:String}\n  AND position(Body, {p1:String}) > 0\nGROUP BY bucket, band')
    expect(sql).toContain('indexOf({p3:Array(String)}, toString(if(ResourceAttributes[{p2:String}] != \'\', ResourceAttributes[{p2:String}], LogAttributes[{p2:String}]))) AS band')
    expect(params).toMatchObject({ ...span, p0: 'api', p1: 'x', p2: 'region', p3: [EVIL, ''] })
  })
})

describe('values and fields', () => {
  it('come with what all of them come to', () => {
    const { selection, plan } = planned({ query: '{service_name="api"}' }, { label: 'service_name' })
    expect(valuesStatement(selection, plan, { label: 'service_name', prefix: 'Ch', limit: 5 })).toEqual({
      sql: `SELECT value, lines, value != '' AND startsWith(lowerUTF8(value), lowerUTF8({p3:String})) AS wanted, countIf(value != '') OVER () AS distinct,
  sum(lines) OVER () AS total, sumIf(lines, value = '') OVER () AS missing, sum(doubts) OVER () AS unsure
FROM (
  SELECT toString(if(ServiceName != '', ServiceName, if(mapContains(LogAttributes, {p1:String}), LogAttributes[{p1:String}], LogAttributes[arrayFirst(k -> match(k, {p2:String}), mapKeys(LogAttributes))]))) AS value, count() AS lines, countIf(0) AS doubts
  FROM {table:Identifier}
  WHERE ${TIME.replaceAll('\n', '\n  ')}
    AND ServiceName = {p0:String}
  GROUP BY value
)
ORDER BY wanted DESC, lines DESC, value
LIMIT {p4:UInt32}`,
      params: { ...span, p0: 'api', p1: 'service_name', p2: '^service[^a-zA-Z0-9]name$', p3: 'Ch', p4: 5 },
    })
  })

  it('never hold a value in the text', () => {
    for (const query of [`{a=${JSON.stringify(EVIL)}} | b=${JSON.stringify(EVIL)}`, `{a=~${JSON.stringify(`${EVIL}|x`)}} |~ ${JSON.stringify(`(?i)'; DROP TABLE x; --`)}`]) {
      const { selection, plan } = planned({ query }, { label: EVIL })
      const fields = planned({ query }, 'labels')
      for (const { sql } of [
        valuesStatement(selection, plan, { label: EVIL, prefix: EVIL, limit: 5 }), linesStatement(selection, plan), sampleStatement(selection, plan, 3),
        fieldsStatement(fields.selection, fields.plan, 1),
      ]) expect(sql).not.toContain('DROP')
    }
  })

  it('are taken from pieces all over the table where lines are too many', () => {
    const { selection, plan } = planned({}, 'labels')
    expect(fieldsStatement(selection, plan, 1).sql).not.toContain('cityHash64')
    expect(fieldsStatement(selection, plan, 7)).toMatchObject({ params: { p5: 7 } })
    expect(sampleStatement(selection, planned({}).plan, 7).sql).toContain('cityHash64(Segment, intDiv(Ordinal, 1024)) % {p0:UInt32} = 0')
  })
})

describe('patterns', () => {
  it('are counted in the range and in the time before it', () => {
    const { selection, plan } = planned({ query: '{service_name="api"}' })
    const { sql, params } = patternCountsStatement(selection, plan, 5)
    expect(sql).toContain('SELECT PatternHash AS hash, countIf(Timestamp >= fromUnixTimestamp64Nano({p1:Int64})) AS lines, countIf(NOT (Timestamp >= fromUnixTimestamp64Nano({p1:Int64}))) AS previous,')
    expect(sql).toContain('ORDER BY hash != 0 AND lines > 0 DESC, lines DESC, hash\nLIMIT {p2:UInt32}')
    expect(params).toEqual({ ...span, start: String(NOON - HOUR), p0: 'api', p1: String(NOON), p2: 5 })
  })

  it('have their texts in a table beside the source’s', () => {
    expect(patternTextsStatement('logs_1', ['18446744073709551615'])).toMatchObject({ params: { patterns: 'logs_1_patterns', hashes: [18446744073709551615n] } })
  })

  it('can be asked for by their hash, before and behind a parser', () => {
    const asked = (query: string) => {
      const { plan } = planned({ query })
      return [plan.conditions.at(-1), plan.params.toRecord().p1]
    }
    expect(asked('{service_name="api"} | pattern_hash="42"')).toEqual(['PatternHash = {p1:UInt64}', '42'])
    expect(asked('{service_name="api"} | pattern_hash!="42"')).toEqual(['PatternHash != {p1:UInt64}', '42'])
    for (const value of [EVIL, '', '042', '99999999999999999999']) {
      const [condition] = asked(`{service_name="api"} | pattern_hash=${JSON.stringify(value)}`)
      expect(condition).toBe(`if(PatternHash = 0, '', toString(PatternHash)) = {p1:String}`)
    }
    expect(planned({ query: '{service_name="api"} | json | pattern_hash="42"' }).plan.conditions.at(-1)).toContain('toString(PatternHash)')
  })
})

describe('the exact plan', () => {
  const isExact = (query: string, wanted?: Wanted) => planned({ query }, wanted).plan !== undefined

  it.each([
    ['{a="b"} |= "x" | c="d"', undefined, true],
    ['{a="b"} | json | line_format "{{.x}}"', undefined, true],
    ['{a="b"} | json | status >= 500', undefined, true],
    ['{a="b"} | json', { label: 'status' }, true],
    ['{a="b"} | line_format "x" |= "y"', undefined, false],
    ['{a="b"} | regexp "(?P<x>.)" | x="1"', undefined, false],
    ['{a="b"}', { label: '__error__' }, false],
    ['{a="b"} | json', { label: 'a_extracted' }, false],
    ['{a="b"} | n > 5', 'labels', true],
    ['{a="b"} | json', 'labels', false],
    ['{a="b"} | drop c', 'labels', false],
  ] as const)('%s %j: %s', (query, wanted, exact) => expect(isExact(query, wanted)).toBe(exact))

  it('knows of rows in doubt behind a parser only', () => {
    expect(planned({ query: '{a="b"} | c="d"' }, { label: 'e' }).plan.unsure).toBe('0')
    expect(planned({ query: '{a="b"} | json | c="d"' }).plan.unsure).toContain('isValidJSON')
  })
})
