/** The language as far as pages need it before somebody edits a query: reading, printing, steps. No RE2, nothing that runs. */
export type { LabelFilter, LogNode, Matcher, MatchOperator, MetricNode, QueryNode, SearchNode, Stage } from './ast'
export { LogqlError } from './errors'
export { readQuery } from './parser/query'
export { labelName } from './pipeline/label-names'
export { printQuery } from './printer'
