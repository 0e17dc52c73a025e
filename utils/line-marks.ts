import type { SearchNode, Stage } from '#shared/logql/light'
import { linesQuery, treeOf } from './query-edit'

/** Finds in a text what a query looks for: begin and end of each match. */
export type Mark = (text: string) => [number, number][]

/** Makes a mark of an expression in RE2's syntax, which is not the browser's; and a browser's may run for ever. */
export type CompileMark = (expression: string) => Mark | undefined

/** So many matches in one line are marked. */
export const MOST_MARKS = 200
/** An expression without operators, perhaps for any case: the browser finds it faster. */
const PLAIN = /^(\(\?i\))?((?:[^\\.*+?()|[\]{}^$]|\\[\\.*+?()|[\]{}^$/-])+)$/

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

function markOf(expression: RegExp): Mark {
  return (text) => {
    const spans: [number, number][] = []
    for (const { 0: match, index } of text.matchAll(expression)) {
      if (match !== '') spans.push([index, index + match.length])
      if (spans.length === MOST_MARKS) break
    }
    return spans
  }
}

function markOfPlain(expression: string): Mark | undefined {
  const [, anyCase, plain] = PLAIN.exec(expression) ?? []
  return plain === undefined ? undefined : markOf(new RegExp(plain, anyCase ? 'giu' : 'gu'))
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

function textsOf(stages: readonly Stage[], operator: '|=' | '|~'): string[] {
  return stages.flatMap(stage => stage.kind === 'lineFilter' && stage.operator === operator ? stage.patterns : [])
    .filter(({ kind, value }) => kind === 'text' && value !== '').map(({ value }) => value)
}

/** The stages of the lines that a query is about; none of what is no query. */
function stagesOf(query: string): readonly Stage[] {
  const node = treeOf(linesQuery(query))
  return node?.kind === 'log' ? node.stages : []
}

/** What a LogQL query looks for in the lines themselves. @param compile for expressions that are more than plain text */
export function marksOf(query: string, compile?: CompileMark): Mark[] {
  const stages = stagesOf(query)
  return [
    ...textsOf(stages, '|=').map(text => markOf(new RegExp(escaped(text), 'gu'))),
    ...textsOf(stages, '|~').flatMap(expression => markOfPlain(expression) ?? compile?.(expression) ?? []),
    ...stages.flatMap(stage => stage.kind === 'search' ? marksOfSearch(stage.search) : []),
  ]
}

/** The expressions of a query that are not found without `compile`. */
export const unmarkedExpressions = (query: string): string[] =>
  textsOf(stagesOf(query), '|~').filter(expression => markOfPlain(expression) === undefined)

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
