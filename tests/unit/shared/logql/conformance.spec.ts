import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkQuery, evaluate, LogqlError, parseQuery, printQuery, type LogNode, type LogRecord, type MetricNode, type QueryResult, type RangeAggregationNode } from '#shared/logql'
import { extraction } from '#shared/logql/metrics/extraction'
import { Labels, stageRunner } from '#shared/logql/pipeline'

const CASES = resolve(import.meta.dirname, '../../../../../shared/conformance/logql')
const skip = !existsSync(CASES)
if (skip) console.warn(`Loki's cases are not at ${CASES}: their tests are skipped.`)

const read = <T>(name: string) => JSON.parse(readFileSync(resolve(CASES, name), 'utf8')) as T[]

interface Valid { query: string, normalized: string, pipeline_error?: string }
interface Invalid { query: string, kind: 'lex' | 'syntax' | 'semantic' | 'compile', line: number | null, col: number | null }

/** Loki prints a size in at most two digits, which another size may share; ours stays the same size. */
const inExactSizes = (text: string) => text.replace(/<2\.0kB/g, '<2048B')
/** What Loki has made simpler it prints between backquotes. */
const inOneKindOfQuotes = (text: string) => text.replace(/=~`([^`"\\]*)`/g, '=~"$1"')

describe.skipIf(skip)('Loki’s own cases', () => {
  it('what is valid is read as Loki reads it', () => {
    const cases = read<Valid>('parse_valid.json')
    expect(cases.length).toBeGreaterThan(0)
    for (const { query, normalized } of cases) {
      const printed = printQuery(parseQuery(query))
      expect(printed, query).toBe(inExactSizes(inOneKindOfQuotes(normalized)))
      expect(printQuery(parseQuery(printed)), query).toBe(printed)
    }
  })

  it('what can’t be built is refused, and nothing else', () => {
    for (const { query, pipeline_error: error } of read<Valid>('parse_valid.json')) {
      const check = () => checkQuery(parseQuery(query))
      if (error === undefined) expect(check, query).not.toThrow()
      else expect(check, query).toThrow(LogqlError)
    }
  })

  it('what is invalid is refused in the same place', () => {
    for (const { query, kind, line, col } of read<Invalid>('parse_invalid.json')) {
      let refused: unknown
      try {
        const node = parseQuery(query)
        // What fails only when a pipeline is built of the query.
        if (kind === 'compile') checkQuery(node)
      }
      catch (error) {
        refused = error
      }
      expect(refused, query).toBeInstanceOf(LogqlError)
      const { position } = refused as LogqlError
      if (line !== null && line > 0) expect([position.line, position.column], query).toEqual([line, col])
    }
  })
})

interface LineCase {
  kind?: 'log' | 'sample'
  pipeline: string
  line: string
  ts_ns?: string
  keep?: boolean
  stream_labels?: Record<string, string>
  structured_metadata?: Record<string, string>
  expect?: { keep: boolean, line: string, labels: Record<string, string> }
}

describe.skipIf(skip)('Loki’s own cases of one line', () => {
  it.each(['pipeline_cases.json', 'regex_filter_cases.json'])('%s', (name) => {
    const cases = read<LineCase>(name).filter(({ kind }) => kind !== 'sample')
    expect(cases.length).toBeGreaterThan(200)
    for (const one of cases) {
      const { stages } = parseQuery(`{a="b"} ${one.pipeline}`) as LogNode
      const line = { text: one.line, timestamp: BigInt(one.ts_ns ?? 0), labels: new Labels(new Map(Object.entries(one.stream_labels ?? {})), new Map(Object.entries(one.structured_metadata ?? {}))) }
      const kept = stages.map(stageRunner).every(runner => runner(line))
      expect(kept, `${one.pipeline} on ${one.line}`).toBe(one.expect?.keep ?? one.keep)
      if (kept && one.expect) expect({ line: line.text, labels: line.labels.toRecord() }, one.pipeline).toEqual({ line: one.expect.line, labels: one.expect.labels })
    }
  })
})

interface SampleCase { kind: string, query: string, line: string, stream_labels: Record<string, string>, structured_metadata: Record<string, string>, expect: { keep: boolean, value: number, labels: Record<string, string> } }

describe.skipIf(skip)('Loki’s own cases of one line’s number', () => {
  it('pipeline_cases.json', () => {
    const cases = read<SampleCase>('pipeline_cases.json').filter(({ kind }) => kind === 'sample')
    expect(cases.length).toBeGreaterThan(10)
    for (const { query, line, stream_labels: stream, structured_metadata: metadata, expect: expected } of cases) {
      const node = parseQuery(query) as MetricNode
      const isSum = node.kind === 'vectorAggregation'
      const range = (isSum ? node.operand : node) as RangeAggregationNode
      const extract = extraction(range, isSum ? node.grouping ?? { without: false, labels: [] } : undefined)
      const found = extract({ line, timestamp: 0n, stream: mapOf(stream), metadata: mapOf(metadata) })
      expect(found !== undefined, query).toBe(expected.keep)
      if (found !== undefined) expect({ value: found.value, labels: found.labels.toRecord() }, query).toEqual({ value: expected.value, labels: expected.labels })
    }
  })
})

interface Load { stream: Record<string, string>, metadata?: Record<string, string>, line: string, at: number, every?: number, count?: number }
type Expected = { scalar: number | string } | { empty: true } | { fail: string } | { ordered?: boolean, series: { labels: Record<string, string>, values: (number | string | null)[] }[] }
interface Evaluation { src: string, query: string, type: 'instant' | 'range', at: number, from: number, to: number, step: number, expect: Expected }
interface Scenario { src: string, steps: { load?: Load[], eval?: Evaluation }[] }

const nanoseconds = (seconds: number) => BigInt(Math.round(seconds * 1e9))
/** A stream label without a value is none. */
const mapOf = (labels: Record<string, string> = {}, withEmpty = true) => new Map(Object.entries(labels).filter(([, value]) => withEmpty || value !== ''))

function recordsOf({ stream, metadata, line, at, every = 0, count = 1 }: Load): LogRecord[] {
  const labels = mapOf(stream, false)
  return Array.from({ length: count }, (_, i) => ({ timestamp: nanoseconds(at + i * every), line, stream: labels, metadata: mapOf(metadata) }))
}

const textOf = (value: number) => Number.isFinite(value) ? Number(value.toPrecision(10)) : String(value).replace('Infinity', 'Inf')
const expectedOf = (value: number | string) => typeof value === 'string' ? value.replace('+Inf', 'Inf') : Number(value.toPrecision(10))

function answer({ query, type, at, from, to, step }: Evaluation, records: LogRecord[]): QueryResult {
  return type === 'instant'
    ? evaluate(parseQuery(query), records, { start: nanoseconds(at), end: nanoseconds(at) })
    : evaluate(parseQuery(query), records, { start: nanoseconds(from), end: nanoseconds(to), step: nanoseconds(step) })
}

/** In the form of the cases: a value for each step, null where there is none. */
function seriesOf(result: QueryResult, { from, to, step }: Evaluation) {
  if (result.kind === 'vector') return result.samples.map(({ labels, value }) => ({ labels, values: [textOf(value)] }))
  if (result.kind !== 'matrix') throw new Error(`${result.kind} is no series`)
  const steps = Math.floor((to - from) / step + 1e-9) + 1
  return result.series.map(({ labels, points }) => ({
    labels,
    values: Array.from({ length: steps }, (_, i) => {
      const found = points.find(([time]) => time === nanoseconds(from) + BigInt(i) * nanoseconds(step))
      return found === undefined ? null : textOf(found[1])
    }),
  }))
}

const inOrder = <T extends { labels: Record<string, string> }>(series: T[]) => series.toSorted((a, b) => JSON.stringify(Object.entries(a.labels).sort()) < JSON.stringify(Object.entries(b.labels).sort()) ? -1 : 1)

/** @returns what is wrong, or undefined */
function check(evaluation: Evaluation, records: LogRecord[]): void {
  const { expect: expected, query, src } = evaluation
  const place = `${src}: ${query}`
  if ('fail' in expected) {
    expect(() => answer(evaluation, records), place).toThrow()
    return
  }
  const result = answer(evaluation, records)
  if ('scalar' in expected) expect(result.kind === 'scalar' && textOf(result.value), place).toEqual(expectedOf(expected.scalar))
  else if ('empty' in expected) expect(seriesOf(result, evaluation), place).toEqual([])
  else {
    const series = expected.series.map(({ labels, values }) => ({ labels, values: values.map(value => value === null ? null : expectedOf(value)) }))
    if (expected.ordered === true) expect(seriesOf(result, evaluation), place).toEqual(series)
    else expect(inOrder(seriesOf(result, evaluation)), place).toEqual(inOrder(series))
  }
}

describe.skipIf(skip)('Loki’s own cases of numbers', () => {
  const { scenarios } = skip ? { scenarios: [] } : JSON.parse(readFileSync(resolve(CASES, 'metric_cases.json'), 'utf8')) as { scenarios: Scenario[] }

  it.each(scenarios.map(({ src, steps }) => [src.split('/').at(-1)!, steps] as const))('%s', (_src, steps) => {
    const records: LogRecord[] = []
    for (const { load, eval: evaluation } of steps) {
      if (load !== undefined) records.push(...load.flatMap(recordsOf))
      if (evaluation !== undefined) check(evaluation, records)
    }
  })
})
