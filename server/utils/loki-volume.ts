import type { lokiVolumeRangeSchema, lokiVolumeSchema } from '#shared/schemas/loki'
import { printQuery, type LogNode, type MetricNode, type QueryResult } from '#shared/logql'
import type { z } from 'zod'
import { parseLogql, type Range } from '../domain/query'
import { AppError } from '../domain/kernel'
import { lokiAnswer } from './loki-answer'
import { lokiRange, type LokiContext } from './loki-read'

const SECOND = 1_000_000_000n
/** Of a range, where no step is asked for. */
const STEPS = 60n
/** Asked for one by one. */
const MOST_LABELS = 30

type Parameters = z.output<typeof lokiVolumeSchema>
type Samples = Extract<QueryResult, { kind: 'matrix' | 'vector' }>

/** `GET` and `POST /loki/api/v1/index/volume`: bytes in the whole range, the largest first. */
export async function answerVolume(context: LokiContext<Parameters>): Promise<object> {
  const range = lokiRange(context.parameters)
  return answer(context, { start: range.end, end: range.end }, range.end - range.start, 0n)
}

/** `GET` and `POST /loki/api/v1/index/volume_range`: bytes of each step. */
export async function answerVolumeRange(context: LokiContext<z.output<typeof lokiVolumeRangeSchema>>): Promise<object> {
  const range = lokiRange(context.parameters)
  const rest = (range.end - range.start) / STEPS / SECOND * SECOND
  const step = context.parameters.step || (rest > SECOND ? rest : SECOND)
  return answer(context, range, step, step)
}

async function answer(context: LokiContext<Parameters>, range: Range, interval: bigint, step: bigint): Promise<object> {
  const { platform, scope, signal, parameters: { query, targetLabels, aggregateBy, limit } } = context
  const started = performance.now()
  const log = parseLogql(query)
  if (log.kind !== 'log') throw new AppError('bad_request', 'Volumes are asked for with a selector such as {app="shop"}, not with a metric query.')
  const wanted = targetLabels?.split(',').map(name => name.trim()).filter(name => name !== '')
  const ask = async (node: MetricNode) => await platform.query.logql(scope, { query: printQuery(node), range, step, limit, order: 'desc' }, signal)
  if (aggregateBy === 'series') {
    const found = await ask(bytesBy(log, interval, wanted ?? [...new Set(log.matchers.map(({ label }) => label))]))
    return lokiAnswer({ ...largest(found as Samples, limit), scan: found.scan }, performance.now() - started, { categorize: false, interval: 0n })
  }
  const names = (wanted ?? await platform.query.labels(scope, { query, range: lokiRange(context.parameters) }, signal)).slice(0, MOST_LABELS)
  const scan = { rows: 0, bytes: 0 }
  const each: Samples[] = []
  for (const name of names) {
    const having: LogNode = { ...log, matchers: [...log.matchers, { label: name, operator: '!=', value: '' }] }
    const found = await ask(bytesBy(having, interval, []))
    scan.rows += found.scan.rows
    scan.bytes += found.scan.bytes
    each.push(named(found as Samples, name))
  }
  const all = joined(each, range, step)
  return lokiAnswer({ ...largest(all, limit), scan }, performance.now() - started, { categorize: false, interval: 0n })
}

function bytesBy(log: LogNode, interval: bigint, labels: readonly string[]): MetricNode {
  const range = { kind: 'range', log, interval: Number(interval), offset: 0 } as const
  return { kind: 'vectorAggregation', operation: 'sum', operand: { kind: 'rangeAggregation', operation: 'bytes_over_time', range }, grouping: { without: false, labels } }
}

/** As Loki names a volume of a label: the label without a value. */
function named(samples: Samples, name: string): Samples {
  return samples.kind === 'vector'
    ? { ...samples, samples: samples.samples.map(sample => ({ ...sample, labels: { [name]: '' } })) }
    : { ...samples, series: samples.series.map(series => ({ ...series, labels: { [name]: '' } })) }
}

function joined(all: readonly Samples[], { end }: Range, step: bigint): Samples {
  return step === 0n
    ? { kind: 'vector', timestamp: end, samples: all.flatMap(one => one.kind === 'vector' ? one.samples : []) }
    : { kind: 'matrix', series: all.flatMap(one => one.kind === 'matrix' ? one.series : []) }
}

function largest(samples: Samples, limit: number): Samples {
  if (samples.kind === 'vector') return { ...samples, samples: samples.samples.toSorted((a, b) => b.value - a.value).slice(0, limit) }
  const total = (points: readonly (readonly [bigint, number])[]) => points.reduce((sum, [, value]) => sum + value, 0)
  return { ...samples, series: samples.series.toSorted((a, b) => total(b.points) - total(a.points)).slice(0, limit) }
}
