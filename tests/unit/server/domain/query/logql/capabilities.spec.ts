import { describe, expect, it } from 'vitest'
import { CAPABILITIES, metricAccumulator, parseQuery, type Operator } from '#shared/logql'
import { defaultLimits } from '~~/server/domain/query'
import { explainLogql } from '~~/server/domain/query/logql/explain'
import { Params } from '~~/server/domain/query/logql/params'
import { planLog } from '~~/server/domain/query/logql/plan'
import { rangeQuery } from '~~/server/domain/query/logql/range-sql'

const settings = { discoverLogLevels: true }
const grid = { start: 3600n * 10n ** 9n, end: 7200n * 10n ** 9n, step: 60n * 10n ** 9n }

/** Whether the planner leaves nothing of a query's lines to the interpreter. */
function isPushed(query: string): boolean {
  const node = parseQuery(query)
  if (node.kind === 'log') return planLog(node, new Params(), settings).stages.length === 0
  return metricAccumulator(node, grid).scans.every(scan => rangeQuery('t', scan, grid, settings) !== undefined)
}

/** Whether the engine is asked for the series of the outermost operator, not for those of what is in it. */
function isGrouped(query: string): boolean {
  const node = parseQuery(query)
  return node.kind !== 'log' && metricAccumulator(node, { ...grid, step: 0n, start: grid.end }).scans.some(({ grouping }) => grouping !== undefined)
}

const counted = (stages: string) => `sum(count_over_time({a="b"} ${stages} [5m]))`
const unwrapped = (operation: string, more = '') => [`${operation}(${more}{a="b"} | unwrap n [5m]) by (c)`, `${operation}(${more}{a="b"} | unwrap n [5m])`]

/** Queries that an operator is used in, as it may be. */
const STAGES: Partial<Record<Operator, string[]>> = {
  lineFilter: ['{a="b"} |= "x"', '{a="b"} |~ "x.y"', '{a="b"} |> "<_>x<_>"', '{a="b"} |= ip("10.0.0.0/8")'],
  search: ['{a="b"} | search "x"', counted('| search "x"'), counted('| search "10.0.0.1"')],
  json: ['{a="b"} | json', counted('| json | x="y"'), counted('| json x="y" | x="y"')],
  logfmt: ['{a="b"} | logfmt', counted('| logfmt | x="y"'), counted('| logfmt --strict | x="y"')],
  regexp: ['{a="b"} | regexp "(?P<x>.*)"', counted('| regexp "(?P<x>.*)" | x="y"')],
  pattern: ['{a="b"} | pattern "<x> y"', counted('| pattern "<x> y" | x="y"')],
  unpack: ['{a="b"} | unpack', counted('| unpack | x="y"')],
  labelFilter: ['{a="b"} | c="d"', '{a="b"} | c > 5', '{a="b"} | c = ip("10.0.0.0/8")', counted('| json | c > 5ms')],
  lineFormat: ['{a="b"} | line_format "x"', counted('| line_format "x"')],
  labelFormat: ['{a="b"} | label_format c=d', counted('| label_format c="x"')],
  decolorize: ['{a="b"} | decolorize', counted('| decolorize')],
  drop: ['{a="b"} | drop c', counted('| drop c'), counted('| drop c="d"')],
  keep: ['{a="b"} | keep c', counted('| keep c')],
}
const RANGES: Partial<Record<Operator, string[]>> = {
  ...Object.fromEntries(['rate', 'count_over_time', 'bytes_rate', 'bytes_over_time', 'absent_over_time']
    .map(name => [name, [`${name}({a="b"}[5m])`, `${name}({a="b"} |= "x" [5m] offset 1h)`, `sum by (c) (${name}({a="b"}[30s]))`]])),
  ...Object.fromEntries(['avg', 'sum', 'min', 'max', 'stdvar', 'stddev', 'first', 'last'].map(name => [`${name}_over_time`, name === 'sum' ? ['sum by (c) (sum_over_time({a="b"} | unwrap n [5m]))', 'sum_over_time({a="b"} | unwrap n [5m])'] : unwrapped(`${name}_over_time`)])),
  quantile_over_time: unwrapped('quantile_over_time', '0.9, '),
  rate_counter: ['sum by (c) (rate_counter({a="b"} | unwrap n [5m]))', 'rate_counter({a="b"} | unwrap n [5m])'],
}
/** Of these the planner sees the lines of their operands only, or their groups too. */
const SERIES: Partial<Record<Operator, string[]>> = {
  sum: ['sum by (c) (rate({a="b"}[5m]))', 'sum by (c) (max by (c) (rate({a="b"}[5m])))'],
  ...Object.fromEntries(['avg', 'count', 'max', 'min', 'stddev', 'stdvar'].map(name => [name, [`${name} by (c) (rate({a="b"}[5m]))`]])),
  ...Object.fromEntries(['bottomk', 'topk', 'approx_topk'].map(name => [name, [`${name}(3, rate({a="b"}[5m]))`]])),
  ...Object.fromEntries(['sort', 'sort_desc'].map(name => [name, [`${name}(rate({a="b"}[5m]))`]])),
  binary: ['rate({a="b"}[5m]) / rate({a="c"}[5m])'],
  labelReplace: ['label_replace(rate({a="b"}[5m]), "x", "$1", "a", "(.*)")'],
  literal: ['5'], vector: ['vector(5)'],
}

const told = (outcomes: readonly boolean[]) => outcomes.every(Boolean) ? 'always' : outcomes.some(Boolean) ? 'sometimes' : 'never'

describe('what operators say of themselves is what the planner does', () => {
  const all = [STAGES, RANGES, SERIES].flatMap((group): [Operator, boolean[]][] =>
    Object.entries(group).map(([operator, queries]) => [operator as Operator, queries.map(group === SERIES ? isGrouped : isPushed)]))

  it('for each operator there is', () => {
    expect(all.map(([operator]) => operator).sort()).toEqual(Object.keys(CAPABILITIES).sort())
  })

  it.each(all)('%s', (operator, outcomes) => {
    expect(told(outcomes), outcomes.join(' ')).toBe(CAPABILITIES[operator].pushesDown)
  })
})

it('an explanation tells it of the operators of a query', () => {
  const scope = { projectId: 'p', sourceId: 's', table: 't', schema: 'app', retentionDays: 1, dailyQuotaBytes: null } as const
  const explain = (query: string) => explainLogql(scope, { query, range: grid, step: grid.step, limit: 1, order: 'desc' }, defaultLimits, undefined)
  expect(explain('{a="b"} |= "x" | json')).toMatchObject({ canTail: true, operators: [{ operator: 'lineFilter', pushesDown: 'sometimes', canTail: true }, { operator: 'json' }] })
  expect(explain('sum(rate({a="b"}[5m]))')).toMatchObject({ canTail: false, operators: [{ operator: 'sum' }, { operator: 'rate', pushesDown: 'always', canTail: false }] })
})
