import type { FrozenResult } from '#shared/schemas/shares'
import type { ChartAnswer } from './charts/answer'
import { fromMetric } from './charts/from-metric'
import { fromTable } from './charts/from-table'

/** The numbers of a shared result as they can be drawn; undefined where there are none. Lines have their histogram. */
export function sharedChart({ result, question }: Pick<FrozenResult, 'result' | 'question'>): ChartAnswer | undefined {
  switch (result.kind) {
    case 'lines':
      return undefined
    case 'table':
      return fromTable(result.columns, result.rows)
    case 'scalar':
      return fromMetric([{ labels: {}, points: [[result.time, result.value]] }], { isOverTime: false })
    case 'vector':
      return fromMetric(result.samples.map(({ labels, value }) => ({ labels, points: [[result.time, value]] })), { isOverTime: false })
    case 'matrix':
      return fromMetric(result.series, { isOverTime: true, span: { start: Date.parse(question.start), end: Date.parse(question.end) } })
  }
}
