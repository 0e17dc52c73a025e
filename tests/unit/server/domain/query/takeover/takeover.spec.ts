import { describe, expect, it } from 'vitest'
import type { Scope } from '#shared/types/scope'
import { parsePlace } from '#shared/utils/place'
import type { Arrived } from '~~/server/domain/query/logql/arrived'
import { takeOver } from '~~/server/domain/query/takeover/takeover'

const scope: Scope = { projectId: 'p', sourceId: 's', table: 'source_s', schema: 'app', retentionDays: 30, dailyQuotaBytes: null }
const second = 1_000_000_000n
const write = (query: string, step = 60n * second, of: Partial<Scope> = {}) =>
  takeOver([{ name: 'app', scope: { ...scope, ...of } }], { query, range: { start: 0n, end: 3600n * second }, step, limit: 100, order: 'desc' }, { points: 11_000 })

describe('LogQL as SQL that people read', () => {
  it('of lines', () => {
    expect(write('{service_name="api"} |= "timeout" | json | status >= 500')).toEqual({
      query: '{service_name="api"} |= "timeout" | json | status>=500',
      sql: `WITH
  if(ResourceAttributes['status'] != '', ResourceAttributes['status'], LogAttributes['status']) AS stored_status,
  multiIf(JSONType(Body, 'status') = 'String', JSONExtractString(Body, 'status'), JSONType(Body, 'status') IN ('Int64', 'UInt64', 'Double', 'Bool'), JSONExtractRaw(Body, 'status'), '') AS found_status,
  multiIf(stored_status != '', stored_status, found_status != '', found_status, '') AS status
SELECT
  Timestamp,
  ServiceName,
  SeverityText,
  Body AS line,
  status,
  ResourceAttributes,
  LogAttributes
FROM app
WHERE Timestamp >= {from}
  AND Timestamp < {to}
  AND ServiceName = 'api'
  AND (lower(Body) LIKE '%timeout%' AND position(Body, 'timeout') > 0)
  AND toFloat64OrNull(status) >= 500
ORDER BY Timestamp DESC, Segment DESC, Ordinal DESC
LIMIT 100`,
      missing: [],
      notes: expect.arrayContaining([expect.stringContaining('no JSON object')]) as string[],
    })
  })

  it('of numbers, over time and at one moment', () => {
    expect(write('sum by (service_name) (rate({env="prod"}[5m] offset 30s))').sql).toBe(`WITH
  toUnixTimestamp64Nano(Timestamp) - toUnixTimestamp64Nano({from} - INTERVAL 30 SECOND) AS since,
  range(
    toUInt64(if(since <= 0, 0, intDiv(since - 1, 60000000000) + 1)),
    toUInt64(least(intDiv(since + 299999999999, 60000000000), intDiv(toUnixTimestamp64Nano({to}) - toUnixTimestamp64Nano({from}), 60000000000)) + 1)
  ) AS steps
SELECT
  addMinutes({from}, arrayJoin(steps)) AS time,
  ServiceName AS service_name,
  count() / 300 AS value
FROM app
WHERE Timestamp > {from} - INTERVAL 330 SECOND
  AND Timestamp <= {to} - INTERVAL 30 SECOND
  AND ResourceAttributes['env'] = 'prod'
GROUP BY time, service_name
ORDER BY time, service_name`)
    expect(write('topk(3, sum by (service_name) (count_over_time({env="prod"}[1h])))', 0n).sql).toBe(`WITH
  part_1 AS (
    SELECT
      {to} AS time,
      ServiceName AS service_name,
      count() AS value
    FROM app
    WHERE Timestamp > {to} - INTERVAL 1 HOUR
      AND Timestamp <= {to}
      AND ResourceAttributes['env'] = 'prod'
    GROUP BY service_name
  )
SELECT
  time,
  service_name,
  value
FROM part_1
ORDER BY time, value DESC
LIMIT 3 BY time`)
  })

  it.each<[query: string, part: string, reason: RegExp]>([
    ['{a="b"} | json | unpack', '| unpack', /one parser/],
    ['{a="b"} | unpack', '| unpack', /no like/],
    ['{a="b"} | decolorize', '| decolorize', /no like/],
    ['{a="b"} |> "<_>x<_>"', '|> "<_>x<_>"', /regular expression/],
    ['{a="b"} |= ip("10.0.0.0/8")', '|= ip("10.0.0.0/8")', /addresses/],
    ['{a="b"} | addr=ip("10.0.0.0/8")', '| addr=ip("10.0.0.0/8")', /isIPAddressInRange/],
    ['{a="b"} | json | line_format "{{.x | ToUpper}}"', '| line_format "{{.x | ToUpper}}"', /{{\.name}}/],
    ['{a="b"} | line_format "{{.x}}" |= "y"', '|= "y"', /earlier stage/],
    ['{a="b"} | logfmt --strict', '| logfmt --strict', /no like/],
    ['{a="b"} | json | __error__="x"', '| __error__="x"', /not of the format/],
    ['{a="b"} | drop x="y"', '| drop x="y"', /certain values/],
    ['{a="b"} | json | x_extracted="y"', 'x_extracted', /two had one name/],
    ['sum by (a) (rate_counter({a="b"} | unwrap x [1m]))', 'rate_counter', /by \(…\)/],
    ['quantile_over_time(2, {a="b"} | unwrap x [1m]) by (a)', 'quantile_over_time', /no like/],
    ['count_over_time({a="b"} | json [1m])', 'count_over_time', /by \(…\)/],
    ['sum without (a) (rate({a="b"}[1m]))', 'sum without (a)(rate({a="b"}[1m]))', /by \(…\)/],
    ['label_replace(rate({a="b"}[1m]), "x", "$1", "a", "(.*)")', 'label_replace(rate({a="b"}[1m]),"x","$1","a","(.*)")', /replaceRegexpOne/],
    ['sum by (a) (rate({a="b"}[1m])) / on (a) sum by (a, b) (rate({a="b"}[1m]))', '(sum by (a)(rate({a="b"}[1m])) / on (a)  sum by (a,b)(rate({a="b"}[1m])))', /same labels/],
    ['sum(rate({a="b"}[1m])) % 2', '(sum(rate({a="b"}[1m])) % 2)', /not the same/],
  ])('says what has none: %s', (query, part, reason) => {
    const { sql, missing } = write(query)
    expect(sql).toBeNull()
    expect(missing.map(found => found.part)).toContain(part)
    expect(missing.find(found => found.part === part)!.reason).toMatch(reason)
  })

  it('says that a table of one’s own has other columns', () => {
    expect(write('{a="b"}', 0n, { custom: {} as Scope['custom'], schema: 'custom' })).toMatchObject({ sql: null, missing: [{ part: 'app' }] })
  })

  it('of several sources is of their union, with a column that tells which', () => {
    const several = (query: string, arrived?: Arrived) => takeOver(['app', 'my-jobs'].map(name => ({ name, scope })), { query, range: { start: 0n, end: 3600n * second }, step: 0n, limit: 10, order: 'asc', arrived }, { points: 11_000 })
    const union = `FROM (
    SELECT
      Timestamp, Segment, Ordinal, ServiceName, SeverityText, SeverityNumber, Body, PatternHash, TraceId, SpanId, ResourceAttributes, LogAttributes,
      'app' AS SourceName
    FROM app
    UNION ALL
    SELECT
      Timestamp, Segment, Ordinal, ServiceName, SeverityText, SeverityNumber, Body, PatternHash, TraceId, SpanId, ResourceAttributes, LogAttributes,
      'my-jobs' AS SourceName
    FROM \`my-jobs\`
)
WHERE Timestamp `
    const { sql } = several('{service_name="api"} | source="x"')
    expect(sql).toContain(`  Timestamp,\n  SourceName AS source,\n  ServiceName,`)
    expect(sql).toContain(union)
    expect(sql).toMatch(/ AS label_source\n[^]*ORDER BY Timestamp ASC, Segment ASC, Ordinal ASC, SourceName ASC\nLIMIT 10$/)
    expect(several('sum(count_over_time({a="b"}[1h]))').sql).toContain(union)
    expect(several('{a="b"}', { after: parsePlace('app:7-1,my-jobs:8-2') }).sql).toMatch(/FROM app\n {4}WHERE Segment >= 7\n[^]*FROM `my-jobs`\n {4}WHERE Segment >= 8/)
    expect(() => several('{a="b"}', { after: parsePlace('app:7-1') })).toThrow(/other sources/)
  })

  it('keeps a text with line breaks what it is in a part of a statement', () => {
    const { sql } = write('topk(1, sum by (a) (count_over_time({a="b"} |= "x\\n  y" [1m])))', 0n)
    expect(sql).toContain(String.raw`position(Body, 'x\n  y') > 0`)
  })

  it('gives labels names that no column has', () => {
    expect(write('sum by (Body, select, value) (rate({a="b"} | logfmt | Body != "" [1m]))', 0n).sql).toMatch(/label_Body[^]*label_Body AS Body,[^]*`select`/)
  })

  it('refuses what is no LogQL, with the place', () => {
    expect(() => write('{a="b"')).toThrow(/line 1/)
  })
})
