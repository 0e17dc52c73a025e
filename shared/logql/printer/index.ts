import type { QueryNode } from '../ast'
import { printLog } from './log'
import { printMetric } from './metric'

/** A query in its canonical form, as Loki prints it: operators in parentheses, one space where one is enough. */
export function printQuery(node: QueryNode): string {
  return node.kind === 'log' ? printLog(node) : printMetric(node)
}
