import type { Grouping, LogNode, RangeAggregationNode } from '../ast'
import { selectorTest } from '../pipeline/compile'
import type { LogRecord } from '../pipeline/record'
import { MetricError } from './errors'
import { extraction, type Extraction } from './extraction'
import { momentOf, stepsOf, type StepGrid } from './grid'
import { absentLabels } from './range/absent'
import { RANGE_FUNCTIONS, type RangeFunction } from './range'
import type { Sample, SeriesLabels } from './series'

/** Values before the window that are kept until it is worth to move the rest. */
const MAX_LEFTOVER = 1024

interface Series { readonly labels: SeriesLabels, times: bigint[], values: number[], first: number, hasError: boolean }

/**
 * One range aggregation while records come in, in the order of their time. It holds the values of one window for each
 * series, and the answers so far.
 */
export class RangeAccumulator {
  /** Where its records come from. */
  readonly log: LogNode
  /** Exclusive, nanoseconds. */
  readonly from: bigint
  /** Inclusive, nanoseconds. */
  readonly to: bigint
  private readonly isSelected: (stream: ReadonlyMap<string, string>) => boolean
  private readonly extract: Extraction
  private readonly aggregate: RangeFunction
  private readonly absent: SeriesLabels | undefined
  private readonly interval: bigint
  private readonly offset: bigint
  private readonly steps: number
  private readonly active = new Map<SeriesLabels, Series>()
  private readonly seen = new Set<SeriesLabels>()
  private readonly answers: (readonly Sample[])[] = []
  /** Of the series. */
  readonly grouping: Grouping | undefined

  /** @throws PipelineError when a stage can’t be built */
  constructor(readonly node: RangeAggregationNode, private readonly grid: StepGrid, private readonly maxSeries: number, outer?: Grouping) {
    const { range: { log, interval, offset }, operation } = node
    this.log = log
    this.grouping = outer ?? node.grouping
    this.interval = BigInt(Math.round(interval))
    this.offset = BigInt(Math.round(offset))
    this.steps = stepsOf(grid)
    this.from = grid.start - this.interval - this.offset
    this.to = momentOf(grid, this.steps - 1) - this.offset
    this.isSelected = selectorTest(log.matchers)
    this.extract = extraction(node, outer)
    this.aggregate = RANGE_FUNCTIONS[operation]
    this.absent = operation === 'absent_over_time' ? absentLabels(log) : undefined
  }

  /** Records of other streams or times are passed over. @throws MetricError */
  add(record: LogRecord): void {
    const time = record.timestamp + this.offset
    while (this.answers.length < this.steps && momentOf(this.grid, this.answers.length) < time) this.answer()
    if (this.answers.length === this.steps || time <= momentOf(this.grid, this.answers.length) - this.interval) return
    if (!this.isSelected(record.stream)) return
    const found = this.extract(record)
    if (found === undefined) return
    const series = this.seriesOf(found.labels)
    series.times.push(time)
    series.values.push(found.value)
    series.hasError ||= found.hasError
  }

  /** Takes the answers of all steps as they are. */
  provide(answers: readonly (readonly Sample[])[]): void {
    this.answers.push(...answers)
  }

  /** The series of each step. @throws MetricError */
  finish(): readonly (readonly Sample[])[] {
    while (this.answers.length < this.steps) this.answer()
    return this.answers
  }

  private seriesOf(labels: SeriesLabels): Series {
    let series = this.active.get(labels)
    if (series === undefined) {
      this.active.set(labels, series = { labels, times: [], values: [], first: 0, hasError: false })
      if (this.seen.add(labels).size > this.maxSeries) throw new MetricError(`maximum of series (${this.maxSeries}) reached for a single query: group by fewer labels, or select fewer streams`)
    }
    return series
  }

  private answer(): void {
    const end = momentOf(this.grid, this.answers.length)
    const start = end - this.interval
    const samples: Sample[] = []
    for (const series of this.active.values()) {
      forget(series, start)
      if (series.first === series.times.length) {
        this.active.delete(series.labels)
        continue
      }
      if (series.hasError) throw pipelineError(series.labels)
      samples.push({ labels: series.labels, value: this.aggregate({ ...series, start, end, parameter: this.node.parameter ?? 0 }) })
    }
    if (this.absent === undefined) this.answers.push(samples)
    else this.answers.push(samples.length > 0 ? [] : [{ labels: this.absent, value: 1 }])
  }
}

/** Leaves out what stands at or before the start of the window. */
function forget(series: Series, start: bigint): void {
  while (series.first < series.times.length && series.times[series.first]! <= start) series.first++
  if (series.first <= MAX_LEFTOVER || series.first * 2 < series.times.length) return
  series.times = series.times.slice(series.first)
  series.values = series.values.slice(series.first)
  series.first = 0
}

/** Worded as Loki words it. */
function pipelineError(labels: SeriesLabels): MetricError {
  const kind = labels.get('__error__') ?? ''
  return new MetricError(`pipeline error: '${kind}' for series: '${labels}'.
Use a label filter to intentionally skip this error. (e.g | __error__!="${kind}").
To skip all potential errors you can match empty errors.(e.g __error__="")
The label filter can also be specified after unwrap. (e.g | unwrap latency | __error__="" )`)
}
