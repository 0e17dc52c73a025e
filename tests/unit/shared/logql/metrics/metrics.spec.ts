import { describe, expect, it } from 'vitest'
import { evaluate, metricAccumulator, MetricError, parseQuery, PipelineError, type LogRecord, type MetricNode } from '#shared/logql'

const SECOND = 1_000_000_000n
type Given = readonly [seconds: number, stream: string, line: string]

/** `app=web pod=1` */
const labelsOf = (text: string) => new Map(text.split(' ').map(pair => pair.split('=') as [string, string]))
function records(given: readonly Given[]): LogRecord[] {
  const streams = new Map<string, Map<string, string>>()
  return given.map(([seconds, stream, line]) => {
    if (!streams.has(stream)) streams.set(stream, labelsOf(stream))
    return { timestamp: BigInt(seconds) * SECOND, line, stream: streams.get(stream)!, metadata: new Map() }
  })
}

const at = (query: string, seconds: number, given: readonly Given[], maxSeries?: number) => {
  const result = evaluate(parseQuery(query), records(given), { start: 0n, end: BigInt(seconds) * SECOND, ...(maxSeries !== undefined && { maxSeries }) })
  if (result.kind !== 'vector') throw new Error(result.kind)
  return Object.fromEntries(result.samples.map(({ labels, value }) => [Object.entries(labels).map(pair => pair.join('=')).join(' '), value]))
}

const NUMBERS: Given[] = [[10, 'a=x', 'v=1'], [20, 'a=x', 'v=3'], [30, 'a=x', 'v=8'], [30, 'a=y', 'v=-2'], [40, 'a=y', 'w=1']]

describe('aggregations over time', () => {
  it.each([
    ['count_over_time({a=~".+"}[30s])', { 'a=x': 2, 'a=y': 2 }], ['rate({a="x"}[20s])', { 'a=x': 0.05 }],
    ['bytes_over_time({a="x"}[1m])', { 'a=x': 9 }], ['bytes_rate({a="x"}[30s])', { 'a=x': 0.2 }],
    ['sum_over_time({a="x"} | logfmt | unwrap v [1m])', { 'a=x': 12 }], ['avg_over_time({a="x"} | logfmt | unwrap v [1m])', { 'a=x': 4 }],
    ['max_over_time({a=~".+"} | logfmt | unwrap v [1m]) by ()', { '': 8 }], ['min_over_time({a=~".+"} | logfmt | unwrap v [1m]) by (a)', { 'a=x': 1, 'a=y': -2 }],
    ['stdvar_over_time({a="x"} | logfmt | unwrap v [25s])', { 'a=x': 6.25 }], ['stddev_over_time({a="x"} | logfmt | unwrap v [25s])', { 'a=x': 2.5 }],
    ['quantile_over_time(0.5, {a="x"} | logfmt | unwrap v [1m])', { 'a=x': 3 }], ['quantile_over_time(0.75, {a="x"} | logfmt | unwrap v [1m])', { 'a=x': 5.5 }],
    ['first_over_time({a="x"} | logfmt | unwrap v [25s])', { 'a=x': 3 }], ['last_over_time({a="x"} | logfmt | unwrap v [25s])', { 'a=x': 8 }],
    ['rate({a="x"} | logfmt | unwrap v [1m])', { 'a=x': 0.2 }], ['absent_over_time({a="z", b=~".+"}[1m])', { 'a=z': 1 }], ['absent_over_time({a="x"}[1m])', {}], ['absent_over_time({a="z", b=""}[1m])', { 'a=z': 1 }],
    ['count_over_time({a="x"}[20s] offset 10s)', { 'a=x': 2 }], ['count_over_time({a="x"}[10s] offset -10s)', {}],
    ['sum_over_time({a="y"} | logfmt | w > 0 | unwrap w [1m])', { 'a=y': 1 }], ['count(sum_over_time({a="y"} | logfmt none="none" | unwrap none [1m]))', {}],
  ])('%s', (query, expected) => {
    expect(at(query, 40, NUMBERS)).toEqual(expected)
  })

  it('unwrap converts durations and sizes', () => {
    const given: Given[] = [[10, 'a=x', 'd=1m30s s=2KB']]
    expect(at('sum_over_time({a="x"} | logfmt | unwrap duration(d) | s!="" [1m]) by (a)'.replace(' by (a)', ''), 20, given)).toEqual({ 'a=x s=2KB': 90 })
    expect(at('max_over_time({a="x"} | logfmt | unwrap bytes(s) [1m]) by (a)', 20, given)).toEqual({ 'a=x': 2000 })
  })

  it('a counter that begins again', () => {
    const given: Given[] = [[60, 'a=x', 'c=60'], [90, 'a=x', 'c=90'], [120, 'a=x', 'c=30']]
    expect(at('rate_counter({a="x"} | logfmt | unwrap c [90s])', 120, given)).toEqual({ 'a=x': 1 })
    expect(at('rate_counter({a="x"} | logfmt | unwrap c [10s])', 120, given)).toEqual({ 'a=x': 0 })
  })

  it('a window has its end, not its start, and slides', () => {
    const result = evaluate(parseQuery('count_over_time({a="x"}[10s])'), records(NUMBERS), { start: 10n * SECOND, end: 45n * SECOND, step: 5n * SECOND })
    expect(result).toEqual({ kind: 'matrix', series: [{ labels: { a: 'x' }, points: [10, 15, 20, 25, 30, 35].map(second => [BigInt(second) * SECOND, 1]) }] })
  })
})

const PODS: Given[] = [...Array.from({ length: 6 }, (_, i): Given => [10 + i, 'app=a pod=1', 'x']), ...Array.from({ length: 3 }, (_, i): Given => [10 + i, 'app=a pod=2', 'x']), [10, 'app=b pod=3', 'x']]
const COUNT = 'count_over_time({app=~".+"}[1m])'

describe('aggregations over series', () => {
  it.each([
    [`sum(${COUNT})`, { '': 10 }], [`sum by (app) (${COUNT})`, { 'app=a': 9, 'app=b': 1 }], [`avg by (app) (${COUNT})`, { 'app=a': 4.5, 'app=b': 1 }],
    [`max without (pod) (${COUNT})`, { 'app=a': 6, 'app=b': 1 }], [`min(${COUNT})`, { '': 1 }], [`count(${COUNT})`, { '': 3 }],
    [`stdvar by (app) (${COUNT})`, { 'app=a': 2.25, 'app=b': 0 }], [`stddev by (app) (${COUNT})`, { 'app=a': 1.5, 'app=b': 0 }],
    [`topk(2, ${COUNT})`, { 'app=a pod=1': 6, 'app=a pod=2': 3 }], [`bottomk by (app) (1, ${COUNT})`, { 'app=a pod=2': 3, 'app=b pod=3': 1 }],
    [`approx_topk(1, ${COUNT})`, { 'app=a pod=1': 6 }], [`sum without () (${COUNT})`, { 'app=a pod=1': 6, 'app=a pod=2': 3, 'app=b pod=3': 1 }],
    [`label_replace(${COUNT}, "x", "$1-\${2}", "pod", "([12])()")`, { 'app=a pod=1 x=1-': 6, 'app=a pod=2 x=2-': 3, 'app=b pod=3': 1 }],
    [`label_replace(${COUNT}, "pod", "", "pod", ".*")`, { 'app=a': 3, 'app=b': 1 }],
    [`${COUNT} > 2`, { 'app=a pod=1': 6, 'app=a pod=2': 3 }], [`3 > bool ${COUNT}`, { 'app=a pod=1': 0, 'app=a pod=2': 0, 'app=b pod=3': 1 }],
    [`2 ^ ${COUNT} % 5`, { 'app=a pod=1': 4, 'app=a pod=2': 3, 'app=b pod=3': 2 }], [`${COUNT} / 0`, { 'app=a pod=1': Number.NaN, 'app=a pod=2': Number.NaN, 'app=b pod=3': Number.NaN }],
    [`${COUNT} / on (app) group_left sum by (app) (${COUNT})`, { 'app=a pod=1': 6 / 9, 'app=a pod=2': 3 / 9, 'app=b pod=3': 1 }],
    [`sum by (app) (${COUNT}) - on (app) group_right ${COUNT}`, { 'app=a pod=1': 3, 'app=a pod=2': 6, 'app=b pod=3': 0 }],
    [`${COUNT} and on (app) sum by (app) (${COUNT}) > 5`, { 'app=a pod=1': 6, 'app=a pod=2': 3 }], [`${COUNT} unless ignoring (pod) sum by (app) (${COUNT}) > 5`, { 'app=b pod=3': 1 }],
    [`count_over_time({app="c"}[1m]) or vector(0)`, { '': 0 }], ['vector(1) + vector(1)', { '': 2 }],
  ])('%s', (query, expected) => {
    expect(at(query, 60, PODS)).toEqual(expected)
  })

  it('sorts', () => {
    const order = (query: string) => {
      const result = evaluate(parseQuery(query), records(PODS), { start: 0n, end: 60n * SECOND })
      return result.kind === 'vector' && result.samples.map(({ value }) => value)
    }
    expect(order(`sort(${COUNT})`)).toEqual([1, 3, 6])
    expect(order(`sort_desc(${COUNT})`)).toEqual([6, 3, 1])
    expect(order(COUNT)).toEqual([6, 3, 1])
  })

  it.each([
    [`${COUNT} + on (app) ${COUNT}`, /duplicate series on the right/], [`${COUNT} + on (app) sum by (app) (${COUNT})`, /many-to-one matching must be explicit/],
    [`${COUNT} + on (app) group_right ${COUNT}`, /duplicate series on the left/],
  ])('%s has no answer', (query, message) => {
    expect(() => at(query, 60, PODS)).toThrow(message)
  })

  it('a number is a scalar once and a series over a range', () => {
    expect(evaluate(parseQuery('1 + 1'), [], { start: 0n, end: SECOND })).toEqual({ kind: 'scalar', timestamp: SECOND, value: 2 })
    expect(evaluate(parseQuery('2'), [], { start: 0n, end: SECOND, step: SECOND })).toEqual({ kind: 'matrix', series: [{ labels: {}, points: [[0n, 2], [SECOND, 2]] }] })
  })
})

describe('lines that can’t be read', () => {
  const given: Given[] = [[10, 'a=x', '{"l":"e"}'], [20, 'a=x', 'no json']]

  it('are an error, unless they are filtered away, asked for, or nothing is read of them', () => {
    expect(() => at('count_over_time({a="x"} | json [1m])', 30, given)).toThrow(/pipeline error: 'JSONParserErr' for series/)
    expect(at('count_over_time({a="x"} | json | __error__="" [1m])', 30, given)).toEqual({ 'a=x l=e': 1 })
    expect(at('sum by (__error__) (count_over_time({a="x"} | json [1m]))', 30, given)).toEqual({ '': 1, '__error__=JSONParserErr': 1 })
    expect(at('sum(count_over_time({a="x"} | json [1m]))', 30, given)).toEqual({ '': 2 })
    expect(at('count_over_time({a="x"} | json [10s])', 15, given)).toEqual({ 'a=x l=e': 1 })
    expect(() => at('sum_over_time({a="x"} | json | __error__="" | unwrap l [1m])', 30, given)).toThrow(/SampleExtractionErr/)
  })

  it('what can’t be built is refused before the first line', () => {
    expect(() => metricAccumulator(parseQuery('count_over_time({a="x"} | line_format "{{x}}" [1m])') as MetricNode, { start: 0n, end: 0n, step: 0n })).toThrow(PipelineError)
    expect(() => metricAccumulator(parseQuery(`approx_topk(1, ${COUNT})`) as MetricNode, { start: 0n, end: 2n, step: 1n })).toThrow(MetricError)
  })

  it('too many series are refused', () => {
    expect(() => at(COUNT, 60, PODS, 2)).toThrow(/maximum of series \(2\)/)
  })
})

describe('an accumulator', () => {
  it('says what it needs and takes records as they come', () => {
    const { scans, finish } = metricAccumulator(parseQuery('rate({a="x"}[1m] offset 10s) / rate({a="y"}[5m])') as MetricNode, { start: 600n * SECOND, end: 700n * SECOND, step: 60n * SECOND })
    expect(scans.map(({ from, to }) => [from / SECOND, to / SECOND])).toEqual([[530n, 650n], [300n, 660n]])
    for (let second = 500; second < 700; second += 1) for (const scan of scans) scan.add({ ...records([[second, second % 2 ? 'a=x' : 'a=y', '']])[0]!, metadata: new Map() })
    expect(finish()).toEqual([[], []])
  })
})

describe('lines', () => {
  it('come newest first, as many as are wanted, grouped by their labels', () => {
    const lines = (options: object) => {
      const result = evaluate(parseQuery('{a=~".+"} |= "v" | logfmt | drop w'), records(NUMBERS), { start: 10n * SECOND, end: 30n * SECOND, ...options })
      return result.kind === 'streams' && result.streams.map(({ labels, entries }) => [labels, entries.map(({ line }) => line)])
    }
    expect(lines({})).toEqual([[{ a: 'x', v: '3' }, ['v=3']], [{ a: 'x', v: '1' }, ['v=1']]])
    expect(lines({ limit: 1 })).toEqual([[{ a: 'x', v: '3' }, ['v=3']]])
    expect(lines({ direction: 'forward', limit: 1 })).toEqual([[{ a: 'x', v: '1' }, ['v=1']]])
  })
})
