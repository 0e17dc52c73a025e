import type { LogNode } from './log'
import type { MetricNode } from './metric'

export * from './log'
export * from './metric'
export type { SearchNode } from './search'

/** A query: lines, or numbers made of them. Nodes are frozen. */
export type QueryNode = LogNode | MetricNode
