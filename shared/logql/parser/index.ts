import type { QueryNode } from '../ast'
import { Regex } from '../regex'
import type { ParseOptions } from './cursor'
import { readQuery } from './query'

/**
 * Reads a LogQL query (docs/logql-grammar.md has its grammar).
 * @throws LogqlError with line, column, what was expected and, where one can tell, what was meant
 */
export const parseQuery = (query: string, options?: Pick<ParseOptions, 'everything'>): QueryNode => readQuery(query, { ...options, compile: expression => Regex.compile(expression) })
