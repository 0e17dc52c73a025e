import { wordsOf, type SearchNode } from '#shared/logql'
import type { Params } from './params'
import type { StageSql } from './stage-sql'

/**
 * `| search "…"` while the line is still the row’s body: whole words from the text index alone, of which no line is
 * read. Of a phrase the index knows that its words are there, the stage that they follow each other.
 * @returns undefined where the index has nothing to say
 */
export function searchSql(node: SearchNode, params: Params): StageSql | undefined {
  switch (node.kind) {
    case 'word':
    case 'phrase': return wordsSql(wordsOf(node.text), params)
    case 'not': {
      const inner = searchSql(node.node, params)
      return inner?.isExact ? { sql: `NOT (${inner.sql})`, isExact: true } : undefined
    }
    case 'and': {
      const parts = node.nodes.map(part => searchSql(part, params))
      const known = parts.filter(part => part !== undefined)
      if (known.length === 0) return undefined
      return { sql: `(${known.map(({ sql }) => sql).join(' AND ')})`, isExact: parts.every(part => part?.isExact === true) }
    }
    case 'or': {
      const parts = node.nodes.map(part => searchSql(part, params))
      if (parts.includes(undefined)) return undefined
      return { sql: `(${parts.map(part => part!.sql).join(' OR ')})`, isExact: parts.every(part => part!.isExact) }
    }
  }
}

/** U+FFFD stands for bytes that are no UTF-8, which are others in the table. */
function wordsSql(words: readonly string[], params: Params): StageSql | undefined {
  if (words.some(word => word.includes('\uFFFD'))) return undefined
  if (words.length === 0) return { sql: '1', isExact: true }
  return { sql: `hasAllTokens(lower(Body), ${params.bind([...new Set(words)], 'Array(String)')})`, isExact: words.length === 1 }
}
