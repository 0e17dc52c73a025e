import { describe, expect, it } from 'vitest'
import { metricAccumulator, parseQuery, type LogNode, type MetricNode } from '#shared/logql'
import { placeOf, type Place } from '#shared/utils/place'
import { arrivalStatement } from '~~/server/domain/query/logql/arrived'
import { batchStatement } from '~~/server/domain/query/logql/log-page'
import { rangeQuery } from '~~/server/domain/query/logql/range-sql'
import { Params } from '~~/server/domain/query/logql/params'
import { planLog } from '~~/server/domain/query/logql/plan'
import type { Tables } from '~~/server/domain/query/tables'

const settings = { discoverLogLevels: true }

function planned(query: string) {
  const params = new Params()
  const { conditions, stages } = planLog(parseQuery(query) as LogNode, params, settings)
  return { conditions, params: params.toRecord(), left: stages.map(({ kind }) => kind) }
}

describe('what of a log query the engine sees to', () => {
  it('is a selector on columns and attributes, with every value bound', () => {
    expect(planned('{service_name="a\'b", app!="x", env=~"dev|prod", host=~"h.*"}')).toEqual({
      conditions: [
        'ServiceName = {p0:String}', 'ResourceAttributes[{p1:String}] != {p2:String}',
        'ResourceAttributes[{p3:String}] IN {p4:Array(String)}', 'match(ResourceAttributes[{p5:String}], {p6:String})',
      ],
      params: { p0: 'a\'b', p1: 'app', p2: 'x', p3: 'env', p4: ['dev', 'prod'], p5: 'host', p6: '^(?s:h.*)$' },
      left: [],
    })
  })

  it('finds an attribute with dots by its label', () => {
    const { conditions, params } = planned('{k8s_pod_name="p"}')
    expect(conditions).toEqual(['if(mapContains(ResourceAttributes, {p0:String}), ResourceAttributes[{p0:String}], '
      + 'ResourceAttributes[arrayFirst(k -> match(k, {p1:String}), mapKeys(ResourceAttributes))]) = {p2:String}'])
    expect(params).toEqual({ p0: 'k8s_pod_name', p1: '^k8s[^a-zA-Z0-9]pod[^a-zA-Z0-9]name$', p2: 'p' })
  })

  it('asks the index of words before the body', () => {
    expect(planned('{app="x"} |= "Time out" != "ok"').conditions.slice(1))
      .toEqual(['(lower(Body) LIKE {p3:String} AND position(Body, {p2:String}) > 0)', 'NOT (position(Body, {p4:String}) > 0)'])
  })

  it('asks it for a word that an expression or a pattern can’t do without', () => {
    const asked = (filter: string) => {
      const { conditions, params } = planned(`{app="x"} ${filter}`)
      return [conditions.slice(1), Object.values(params).filter(value => String(value).startsWith('%'))]
    }
    expect(asked('|~ "(?i)Connection refused"')).toEqual([['(lower(Body) LIKE {p3:String} AND match(Body, {p2:String}))'], ['%connection%']])
    expect(asked('|~ "(?i)Time out: 5%"')).toEqual([['(lower(Body) LIKE {p3:String} AND lower(Body) LIKE {p2:String})'], ['%time out: 5\\%%', '%time%']])
    expect(asked('!~ "(?i)Boom"')).toEqual([['NOT (lower(Body) LIKE {p2:String})'], ['%boom%']])
    expect(asked('|~ "a|connection"')).toEqual([['match(Body, {p2:String})'], []])
    expect(asked('|> "GET <_> status=<_>" or "user <_>"')).toEqual([[
      '(position(Body, {p2:String}) > 0 AND (lower(Body) LIKE {p4:String} AND position(Body, {p3:String}) > 0) OR (lower(Body) LIKE {p6:String} AND position(Body, {p5:String}) > 0))',
    ], ['%status%', '%user%']])
    expect(asked('!> "user <_>"')).toEqual([[], []])
    expect(planned('{app="x"} |> "user <_>"').left).toEqual(['lineFilter'])
  })

  it('leaves out rows that filters behind a parser surely do, and runs the stages on the rest', () => {
    for (const parser of ['json', 'logfmt']) {
      const { conditions, left } = planned(`{app="x"} | ${parser} | status="500" | line_format "{{.a}}" | other="x"`)
      expect(conditions).toHaveLength(2)
      expect(conditions[1]).toContain(parser === 'json' ? 'JSONExtract' : 'extract(Body')
      expect(left).toEqual([parser, 'labelFilter', 'lineFormat', 'labelFilter'])
    }
    expect(planned('{app="x"} | line_format "{{.a}}" | json | status="500"').conditions).toHaveLength(1)
    expect(planned('{app="x"} | regexp "(?P<a>.)" | json | status="500"').conditions).toHaveLength(1)
  })

  it('keeps line filters that see the body, also behind a parser', () => {
    expect(planned('{app="x"} | json |= "a" | line_format "{{.b}}" |= "c"')).toMatchObject({ left: ['json', 'lineFormat', 'lineFilter'] })
  })

  it('leaves to the stages what a parser may have changed', () => {
    expect(planned('{app="x"} | level="error" | json | status="500"')).toMatchObject({ left: ['json', 'labelFilter'] })
    expect(planned('{app="x"} | __error__=""')).toMatchObject({ left: ['labelFilter'] })
  })
})

describe('statements', () => {
  it('read a batch of lines', () => {
    const { sql, params } = batchStatement({
      tables: 'source_1', node: parseQuery('{app="x"}') as LogNode, range: { start: 0n, end: 100n }, window: { start: 10n, end: 100n },
      order: 'desc', limit: 5, after: { time: 50n, segment: 7n, ordinal: 3 }, batch: 6, settings,
    })
    expect(sql).toContain('(Timestamp, Segment, Ordinal) < (fromUnixTimestamp64Nano({p0:Int64}), {p1:UInt64}, {p2:UInt32})')
    expect(sql).toContain('ORDER BY Timestamp DESC, Segment DESC, Ordinal DESC\nLIMIT {batch:UInt32}')
    expect(params).toMatchObject({ table: 'source_1', batch: 6, p0: '50', p1: '7', p2: 3 })
  })

  it('read what came then: on the segment alone for its index, with every value bound', () => {
    const arrived = { after: placeOf({ segment: 7n, ordinal: 3 }), upTo: placeOf({ segment: 9n, ordinal: 0 }) }
    const conditions = ['Segment >= {p0:UInt64}', '(Segment, Ordinal) > ({p0:UInt64}, {p1:UInt32})', 'Segment <= {p2:UInt64}', '(Segment, Ordinal) <= ({p2:UInt64}, {p3:UInt32})'].join('\n  AND ')
    const page = batchStatement({
      tables: 'source_1', node: parseQuery('{app="x"}') as LogNode, range: { start: 0n, end: 100n }, window: { start: 0n, end: 100n }, order: 'asc', limit: 5, arrived, batch: 6, settings,
    })
    expect(page.sql).toContain(conditions)
    const { sql, params } = arrivalStatement({ tables: 'source_1', node: parseQuery('{app="x"} |= "y"') as LogNode, ...arrived, rows: 10, settings })
    expect(sql).toContain(conditions)
    expect(sql).toContain('ORDER BY Segment, Ordinal\nLIMIT {rows:UInt32}')
    expect(params).toMatchObject({ table: 'source_1', rows: 10, p0: '7', p1: 3, p2: '9', p3: 0 })
  })

  it('read what came then of each of several tables by its own ids, in the tables themselves', () => {
    const [first, second] = ['source_1', 'source_2'].map((table, i) => ({ source: `s${i}`, table })) as [{ source: string, table: string }, { source: string, table: string }]
    const tables = { asked: ['source_1', 'source_2'], tables: [first, second], columns: ['Segment', 'Ordinal', 'Body'] }
    const arrived = { after: new Map([['s0', { segment: 7n, ordinal: 3 }], ['s1', { segment: 8n, ordinal: 0 }]]), upTo: new Map([['s0', { segment: 9n, ordinal: 0 }], ['s1', { segment: 8n, ordinal: 5 }]]) }
    const { sql, params } = arrivalStatement({ tables, node: parseQuery('{}', { everything: true }) as LogNode, ...arrived, rows: 10, settings })
    expect(sql.slice(sql.indexOf('FROM ('))).toBe(`FROM (
  SELECT Segment, Ordinal, Body, {source0:String} AS SourceName FROM {table0:Identifier} WHERE Segment >= {p0:UInt64}
  AND (Segment, Ordinal) > ({p0:UInt64}, {p1:UInt32})
  AND Segment <= {p2:UInt64}
  AND (Segment, Ordinal) <= ({p2:UInt64}, {p3:UInt32})
  UNION ALL
  SELECT Segment, Ordinal, Body, {source1:String} AS SourceName FROM {table1:Identifier} WHERE Segment >= {p4:UInt64}
  AND (Segment, Ordinal) > ({p4:UInt64}, {p3:UInt32})
  AND Segment <= {p4:UInt64}
  AND (Segment, Ordinal) <= ({p4:UInt64}, {p5:UInt32})
)

ORDER BY Segment, Ordinal, SourceName
LIMIT {rows:UInt32}`)
    expect(params).toEqual({ source0: 's0', table0: 'source_1', source1: 's1', table1: 'source_2', rows: 10, p0: '7', p1: 3, p2: '9', p3: 0, p4: '8', p5: 5 })
    const page = batchStatement({ tables, node: parseQuery('{app="x"}') as LogNode, range: { start: 0n, end: 100n }, window: { start: 0n, end: 100n }, order: 'asc', limit: 5, arrived, batch: 6, settings })
    expect(page.sql).toContain('FROM {table1:Identifier} WHERE Segment >= {p4:UInt64}')
  })

  it('refuse ids of other sources than are read', () => {
    const [one, several] = [placeOf({ segment: 7n, ordinal: 3 }), new Map([['s0', { segment: 7n, ordinal: 3 }]])]
    const ask = (tables: Tables, upTo: Place) => arrivalStatement({ tables, node: parseQuery('{app="x"}') as LogNode, after: upTo, upTo, rows: 10, settings })
    const union = { asked: ['source_1', 'source_2'], tables: [{ source: 's0', table: 'source_1' }, { source: 's1', table: 'source_2' }], columns: ['Segment', 'Ordinal'] }
    for (const [tables, upTo] of [['source_1', several], [union, one], [union, several]] as const) expect(() => ask(tables, upTo)).toThrow(/ids are of other sources/)
  })

  const scanOf = (query: string, grid = { start: 600n * 10n ** 9n, end: 1200n * 10n ** 9n, step: 60n * 10n ** 9n }) =>
    ({ scan: metricAccumulator(parseQuery(query) as MetricNode, grid).scans[0]!, grid })

  it('count in pieces of which every window is a whole number', () => {
    const { scan, grid } = scanOf('sum by (app) (rate({app="x"}[90s]))')
    const query = rangeQuery('source_1', scan, grid, settings)!
    expect(query.summed).toEqual({ origin: 510n * 10n ** 9n, width: 30n * 10n ** 9n, count: 23, perWindow: 3, perStep: 2, edges: [] })
    expect(query.names).toEqual(['app'])
    const statement = query.statement({ first: 0, last: 23 })
    expect(statement.sql).toContain('GROUP BY l0, bucket')
    // (510 s, 1200 s], as windows are open at their start
    expect(statement.params).toMatchObject({ start: '510000000001', end: '1200000000001' })
  })

  it('leave to the interpreter what the engine can’t do exactly', () => {
    const pushed = (query: string) => {
      const { scan, grid } = scanOf(query)
      return rangeQuery('source_1', scan, grid, settings) !== undefined
    }
    expect(pushed('count_over_time({a="b"}[1m])')).toBe(true)
    expect(pushed('sum(bytes_rate({a="b"} |= "x" != "y" | c="d" [1m]))')).toBe(true)
    expect(pushed('sum(count_over_time({a="b"} | line_format "x" [1m]))')).toBe(false)
    expect(pushed('sum(count_over_time({a="b"} | n > 5 [1m]))')).toBe(true)
    expect(pushed('sum(count_over_time({a="b"} | json [1m]))')).toBe(true)
    expect(pushed('count_over_time({a="b"} | json [1m])')).toBe(false)
    expect(pushed('max_over_time({a="b"} | unwrap n [1m])')).toBe(false)
    expect(pushed('max_over_time({a="b"} | logfmt --strict | unwrap n [1m]) by (c)')).toBe(false)
    expect(pushed('sum by (__error__) (count_over_time({a="b"}[1m]))')).toBe(false)
  })
})
