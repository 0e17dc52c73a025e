import type { QueryNode } from '../ast'
import { Cursor, type ParseOptions } from './cursor'
import { readExpression } from './metric'

/**
 * Reads a LogQL query as the options say. Without `compile` it takes regular expressions as they are: pages read and
 * print queries so, and need no RE2 for it; the server, and the editor where one types, use `parseQuery`.
 * @throws LogqlError as `parseQuery`
 */
export function readQuery(query: string, options?: ParseOptions): QueryNode {
  const cursor = new Cursor(query, options)
  const node = readExpression(cursor)
  if (node.kind === 'log' && cursor.is('|') && cursor.isWord('unwrap', cursor.peek())) {
    throw cursor.error('syntax', 'unwrap belongs into an aggregation over time', cursor.token, 'Write sum_over_time({…} | unwrap label [5m])')
  }
  if (cursor.token.kind !== 'end') throw cursor.unexpected(node.kind === 'log' ? ['|', '|=', 'the end'] : ['an operator', 'the end'])
  return node
}
