import type { BinaryNode, Grouping, MetricNode, RangeAggregationNode, RangeOperation, VectorAggregationNode } from '../ast'
import type { LogRecord } from '../pipeline/record'
import { scalarCalculation } from './binary/scalars'
import { setOperation } from './binary/sets'
import { vectorCalculation } from './binary/vectors'
import { MetricError } from './errors'
import { stepsOf, type StepGrid } from './grid'
import { labelReplace } from './label-replace'
import { RangeAccumulator } from './range-accumulator'
import { SeriesLabels, type Sample } from './series'
import { vectorAggregation } from './vector'

export interface MetricLimits {
  /** Series of one range aggregation. */
  readonly maxSeries?: number
}

/** What a metric query needs of the store: the records of a log query within a time, oldest first. */
export interface Scan {
  readonly log: RangeAccumulator['log']
  /** Exclusive, nanoseconds since 1970. */
  readonly from: bigint
  /** Inclusive. */
  readonly to: bigint
  /** What is asked of the lines. */
  readonly range: RangeAggregationNode
  /** The series that are wanted: of the aggregation itself, or of a `sum` around it. */
  readonly grouping: Grouping | undefined
  /** Records of other streams or times are passed over. @throws MetricError */
  readonly add: (record: LogRecord) => void
  /** Takes the series of each step from somebody who has them already; no record is added then. */
  readonly provide: (answers: readonly (readonly Sample[])[]) => void
}

/** A metric query while its records come in. */
export interface MetricAccumulator {
  /** One for each range aggregation; each is fed by itself. */
  readonly scans: readonly Scan[]
  /** The series of each step; call it once, when all scans are through. @throws MetricError */
  readonly finish: () => readonly (readonly Sample[])[]
}

/** The series at one step. */
type Step = (index: number) => readonly Sample[]

/** Aggregations over time that a `sum` around them may group at once. */
const SUMMABLE: ReadonlySet<RangeOperation> = new Set(['count_over_time', 'rate', 'bytes_over_time', 'bytes_rate', 'sum_over_time'])

/**
 * Builds the operators of a metric query.
 * @throws PipelineError when a stage can’t be built
 * @throws MetricError when it can’t be asked over a range
 */
export function metricAccumulator(node: MetricNode, grid: StepGrid, { maxSeries = Infinity }: MetricLimits = {}): MetricAccumulator {
  const builder = new Builder(grid, maxSeries)
  const step = builder.step(node)
  return {
    scans: builder.ranges.map(scanOf),
    finish: () => Array.from({ length: stepsOf(grid) }, (_, index) => step(index)),
  }
}

const scanOf = (range: RangeAccumulator): Scan => ({
  log: range.log, from: range.from, to: range.to, range: range.node, grouping: range.grouping,
  add: record => range.add(record),
  provide: answers => range.provide(answers),
})

class Builder {
  readonly ranges: RangeAccumulator[] = []

  constructor(private readonly grid: StepGrid, private readonly maxSeries: number) {}

  step(node: MetricNode): Step {
    switch (node.kind) {
      case 'literal':
      case 'vector': {
        const samples: readonly Sample[] = [{ labels: SeriesLabels.none, value: node.value }]
        return () => samples
      }
      case 'rangeAggregation': return this.range(new RangeAccumulator(node, this.grid, this.maxSeries))
      case 'vectorAggregation': return this.vector(node)
      case 'labelReplace': {
        const replace = labelReplace(node)
        const operand = this.step(node.operand)
        return index => replace(operand(index))
      }
      case 'binary': return this.binary(node)
    }
  }

  private range(range: RangeAccumulator): Step {
    this.ranges.push(range)
    let answers: readonly (readonly Sample[])[] | undefined
    return (index) => {
      answers ??= range.finish()
      return answers[index]!
    }
  }

  private vector(node: VectorAggregationNode): Step {
    if (node.operation === 'approx_topk' && this.grid.step !== 0n) throw new MetricError('approx_topk answers instant queries only: use topk over a range')
    const aggregate = vectorAggregation(node)
    const operand = isSummed(node) ? this.range(new RangeAccumulator(node.operand, this.grid, this.maxSeries, node.grouping ?? { without: false, labels: [] })) : this.step(node.operand)
    return index => aggregate(operand(index))
  }

  private binary(node: BinaryNode): Step {
    const { operator, left, right, matching } = node
    if (left.kind === 'literal' || right.kind === 'literal') {
      const isLeft = left.kind === 'literal'
      const calculate = scalarCalculation(node, isLeft ? left.value : (right as { value: number }).value, isLeft)
      const operand = this.step(isLeft ? right : left)
      return index => calculate(operand(index))
    }
    const [a, b] = [this.step(left), this.step(right)]
    const join = operator === 'or' || operator === 'and' || operator === 'unless' ? setOperation(operator, matching) : vectorCalculation(node)
    return index => join(a(index), b(index))
  }
}

/** Whether a sum may take its groups from the records at once, as Loki does. */
export function isSummed(node: VectorAggregationNode): node is VectorAggregationNode & { operand: RangeAggregationNode } {
  const { operation, operand } = node
  return operation === 'sum' && operand.kind === 'rangeAggregation' && operand.grouping === undefined && SUMMABLE.has(operand.operation)
}
