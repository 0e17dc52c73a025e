import type { LogNode, MetricNode, QueryNode, Stage } from './ast'
import { LogqlError } from './errors'
import { positionOf } from './positions'
import { PipelineError, stageRunner } from './pipeline'
import { labelTest } from './pipeline/label-filters'
import { similar } from './similar'
import { TEMPLATE_FUNCTIONS } from './templates'

/**
 * Whether every stage of a query can be built: templates, paths, addresses and the like, which reading alone does not
 * look into (as Loki, which refuses them when it builds the pipeline).
 * @throws LogqlError of the kind `compile`, at the stage
 */
export function checkQuery(node: QueryNode): void {
  for (const log of logsOf(node)) for (const stage of log.stages) checkStage(stage)
}

/** The log queries of a query, from left to right. */
export function logsOf(node: QueryNode): LogNode[] {
  return node.kind === 'log' ? [node] : rangesOf(node).map(({ log, unwrap }) => unwrap === undefined ? log : { ...log, stages: [...log.stages, ...unwrap.filters.map((filter): Stage => ({ kind: 'labelFilter', filter }))] })
}

function rangesOf(node: MetricNode): Extract<MetricNode, { kind: 'rangeAggregation' }>['range'][] {
  switch (node.kind) {
    case 'rangeAggregation': return [node.range]
    case 'vectorAggregation':
    case 'labelReplace': return rangesOf(node.operand)
    case 'binary': return [...rangesOf(node.left), ...rangesOf(node.right)]
    default: return []
  }
}

function checkStage(stage: Stage): void {
  try {
    if (stage.kind === 'labelFilter') labelTest(stage.filter)
    else stageRunner(stage)
  }
  catch (error) {
    if (!(error instanceof PipelineError)) throw error
    const hint = hintOf(error.message)
    const { position, length } = positionOf(stage)
    throw new LogqlError('compile', error.message, { position, length, ...(hint !== undefined && { hint }) })
  }
}

/** “Did you mean” for a function that templates do not have. */
function hintOf(message: string): string | undefined {
  const name = /function "(\w+)" not defined/.exec(message)?.[1]
  const near = name === undefined ? undefined : similar(name, TEMPLATE_FUNCTIONS)
  return near === undefined ? undefined : `Did you mean ${near}?`
}
