import { logsOf, Regex, type SearchNode, type Stage } from '#shared/logql'
import { treeOf } from './query-edit'

/** Finds in a text what a query looks for: begin and end of each match. */
export type Mark = (text: string) => [number, number][]

/** So many matches in one line are marked. */
const MOST = 200
/** An expression without operators, perhaps for any case: the browser finds it faster. */
const PLAIN = /^(\(\?i\))?((?:[^\\.*+?()|[\]{}^$]|\\[\\.*+?()|[\]{}^$/-])+)$/

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

function markOf(expression: RegExp): Mark {
  return (text) => {
    const spans: [number, number][] = []
    for (const { 0: match, index } of text.matchAll(expression)) {
      if (match !== '') spans.push([index, index + match.length])
      if (spans.length === MOST) break
    }
    return spans
  }
}

/** RE2's syntax is not the browser's, and a browser's expression may run for ever. */
function markOfExpression(expression: string): Mark[] {
  const [, anyCase, plain] = PLAIN.exec(expression) ?? []
  if (plain !== undefined) return [markOf(new RegExp(plain, anyCase ? 'giu' : 'gu'))]
  try {
    const regex = Regex.compile(expression)
    return [text => regex.spans(text, MOST)]
  }
  catch {
    return []
  }
}

const wordMark = (text: string) => markOf(new RegExp(text.trim().split(/\s+/).map(escaped).join('[^\\p{L}\\p{N}]+'), 'giu'))

function marksOfSearch(node: SearchNode): Mark[] {
  switch (node.kind) {
    case 'word':
    case 'phrase': return node.text.trim() === '' ? [] : [wordMark(node.text)]
    case 'not': return []
    default: return node.nodes.flatMap(marksOfSearch)
  }
}

function marksOfStage(stage: Stage): Mark[] {
  if (stage.kind === 'search') return marksOfSearch(stage.search)
  if (stage.kind !== 'lineFilter') return []
  const texts = stage.patterns.filter(({ kind, value }) => kind === 'text' && value !== '').map(({ value }) => value)
  if (stage.operator === '|=') return texts.map(text => markOf(new RegExp(escaped(text), 'gu')))
  return stage.operator === '|~' ? texts.flatMap(markOfExpression) : []
}

/** What a LogQL query looks for in the lines themselves. None for a query that can't be read. */
export function marksOf(query: string): Mark[] {
  const node = treeOf(query)
  return node ? logsOf(node).flatMap(({ stages }) => stages.flatMap(marksOfStage)) : []
}

/** Words that are to be marked beside that, parted by spaces: upper and lower case alike. */
export const marksOfWords = (words: string): Mark[] =>
  words.split(/\s+/).filter(word => word !== '').map(word => markOf(new RegExp(escaped(word), 'giu')))

/** All matches in their order, those that touch joined. */
export function markedSpans(text: string, marks: readonly Mark[]): [number, number][] {
  const spans = marks.flatMap(mark => mark(text)).sort(([a], [b]) => a - b)
  const joined: [number, number][] = []
  for (const [start, end] of spans) {
    const last = joined.at(-1)
    if (last && start <= last[1]) last[1] = Math.max(last[1], end)
    else joined.push([start, end])
  }
  return joined
}
