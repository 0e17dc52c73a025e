import { wordsOf, type SearchNode } from '#shared/logql'
import { quotedText } from '../sql/tokens'

const SEPARATOR = '[\\x00-/:-@\\[-`{-\\x7f]+'

/** `| search "…"` over an expression, as a condition; words go to the text index. */
export function searchSql(node: SearchNode, line: string): string {
  switch (node.kind) {
    case 'word':
    case 'phrase': return phraseSql(wordsOf(node.text), line)
    case 'not': return `NOT (${searchSql(node.node, line)})`
    case 'and':
    case 'or': return `(${node.nodes.map(each => searchSql(each, line)).join(` ${node.kind.toUpperCase()} `)})`
  }
}

function phraseSql(words: readonly string[], line: string): string {
  if (words.length === 0) return '1'
  const each = words.map(word => `hasToken(lower(${line}), ${quotedText(word)})`)
  if (words.length === 1) return each[0]!
  // Words have no character that an expression would read as anything else.
  return `(${[...each, `match(lower(${line}), ${quotedText(`(^|${SEPARATOR})${words.join(SEPARATOR)}($|${SEPARATOR})`)})`].join(' AND ')})`
}
