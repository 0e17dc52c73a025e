import { printDecimal, type Line, type QueryResult } from '#shared/logql'
import type { LogqlAnswer, LogqlLines, Scan } from '../domain/query'
import { labelsOf } from './label-categories'

type Samples = Exclude<QueryResult, { kind: 'streams' }>
type Labels = Record<string, string>

interface Stream { stream: Labels, values: unknown[][] }

/** How lines are wanted. */
export interface LineForm {
  /** Labels by where they come from: what Grafana asks for. */
  readonly categorize: boolean
  /** Lines of a stream that are closer to each other are left out. Nanoseconds. */
  readonly interval: bigint
}

/** Loki's answer to a query: https://grafana.com/docs/loki/latest/reference/loki-http-api/#query-logs-within-a-range-of-time */
export function lokiAnswer(answer: LogqlAnswer & { scan: Scan }, elapsedMs: number, form: LineForm): object {
  const data = answer.kind === 'lines' ? streamsOf(answer, form) : samplesOf(answer)
  return { status: 'success', data: { ...data, stats: statsOf(answer, elapsedMs) } }
}

function streamsOf({ entries }: LogqlLines, form: LineForm): object {
  return { resultType: 'streams', ...lokiEncoding(form.categorize), result: lokiStreams(entries, form) }
}

/** Tells that values have a third element. */
export const lokiEncoding = (categorize: boolean): { encodingFlags?: string[] } => categorize ? { encodingFlags: ['categorize-labels'] } : {}

/** Lines as Loki gives them: by stream, in their order. */
export function lokiStreams(entries: readonly { readonly line: Line }[], { categorize, interval }: LineForm): Stream[] {
  const streams = new Map<string, Stream>()
  const last = new Map<string, bigint>()
  for (const { line } of entries) {
    const stream = categorize ? labelsOf(line, 'stream') : line.labels.toRecord()
    const key = JSON.stringify(stream)
    const before = last.get(key)
    if (before !== undefined && distance(before, line.timestamp) < interval) continue
    last.set(key, line.timestamp)
    let known = streams.get(key)
    if (known === undefined) streams.set(key, known = { stream, values: [] })
    known.values.push([String(line.timestamp), line.text, ...categorize ? [categoriesOf(line)] : []])
  }
  return [...streams.values()]
}

const distance = (a: bigint, b: bigint) => a < b ? b - a : a - b

function categoriesOf(line: Line): { structuredMetadata?: Labels, parsed?: Labels } {
  const [structuredMetadata, parsed] = [labelsOf(line, 'metadata'), labelsOf(line, 'parsed')]
  return { ...isEmpty(structuredMetadata) ? {} : { structuredMetadata }, ...isEmpty(parsed) ? {} : { parsed } }
}

const isEmpty = (labels: Labels) => Object.keys(labels).length === 0

function samplesOf(answer: Samples): object {
  switch (answer.kind) {
    case 'scalar': return { resultType: 'scalar', result: sample(answer.timestamp, answer.value) }
    case 'vector': return {
      resultType: 'vector',
      result: answer.samples.map(({ labels, value }) => ({ metric: labels, value: sample(answer.timestamp, value) })),
    }
    case 'matrix': return {
      resultType: 'matrix',
      result: answer.series.map(({ labels, points }) => ({ metric: labels, values: points.map(([time, value]) => sample(time, value)) })),
    }
  }
}

/** Seconds, exact to the millisecond as in Prometheus, and the number as text. */
const sample = (nanos: bigint, value: number): [number, string] => [Number(nanos / 1_000_000n) / 1000, printDecimal(value)]

/** What Grafana shows of it. */
function statsOf({ scan, ...answer }: LogqlAnswer & { scan: Scan }, elapsedMs: number): object {
  const seconds = elapsedMs / 1000
  return {
    summary: {
      bytesProcessedPerSecond: seconds > 0 ? Math.round(scan.bytes / seconds) : 0,
      linesProcessedPerSecond: seconds > 0 ? Math.round(scan.rows / seconds) : 0,
      totalBytesProcessed: scan.bytes,
      totalLinesProcessed: scan.rows,
      execTime: seconds,
      totalEntriesReturned: answer.kind === 'lines' ? answer.entries.length : 0,
    },
  }
}
