import { wordsOf, type LogNode, type SearchNode } from '#shared/logql/light'
import { linesQuery, treeOf } from './query-edit'

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** What a query looks for in the lines, as one expression to mark it with; undefined where it looks for nothing. */
export function highlightOf(query: string): RegExp | undefined {
  const node = treeOf(linesQuery(query))
  if (node?.kind !== 'log') return undefined
  const parts = expressionsOf(node).filter(part => part !== '')
  try {
    return parts.length === 0 ? undefined : new RegExp(parts.join('|'), 'gu')
  }
  catch {
    // Written for RE2, which knows a little that browsers don't.
    return undefined
  }
}

function expressionsOf({ stages }: LogNode): string[] {
  return stages.flatMap((stage) => {
    if (stage.kind === 'search') return wordsIn(stage.search).filter(word => word !== '').map(word => `(?i:${word})`)
    if (stage.kind !== 'lineFilter') return []
    if (stage.operator === '|=') return stage.patterns.filter(({ kind }) => kind === 'text').map(({ value }) => escaped(value))
    return stage.operator === '|~' ? stage.patterns.map(({ value }) => scoped(value)) : []
  })
}

/** `(?i)a` is RE2's for what browsers write `(?i:a)`. */
function scoped(expression: string): string {
  const flags = /^\(\?([ims]+)\)/.exec(expression)
  return flags ? `(?${flags[1]}:${expression.slice(flags[0].length)})` : `(?:${expression})`
}

/** What a search wants to be there: phrases with whatever stands between their words. */
function wordsIn(search: SearchNode): string[] {
  switch (search.kind) {
    case 'word':
    case 'phrase': return [wordsOf(search.text).map(escaped).join('[^\\p{L}\\p{N}]+')]
    case 'not': return []
    default: return search.nodes.flatMap(wordsIn)
  }
}
