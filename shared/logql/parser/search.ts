import type { SearchNode } from '../ast'

/** Words and phrases of one search. */
export const MAX_SEARCH_TERMS = 100

/** What is wrong with a search text. */
export class SearchError extends Error {}

/**
 * Reads `timeout AND (db OR "connection refused") NOT test`: words side by side mean AND, a minus before a word means
 * NOT; AND, OR and NOT are such in capitals only.
 * @throws SearchError
 */
export function parseSearch(text: string): SearchNode {
  const terms = text.match(/"(?:[^"\\]|\\.)*"?|[()]|[^\s()"]+/g) ?? []
  if (terms.length === 0) throw new SearchError('there is no word to search for')
  if (terms.length > MAX_SEARCH_TERMS) throw new SearchError(`there are more than ${MAX_SEARCH_TERMS} words`)
  const reader = new SearchReader(terms)
  const node = reader.or()
  if (reader.term !== undefined) throw new SearchError(`“${reader.term}” is not expected there`)
  return node
}

class SearchReader {
  private at = 0

  constructor(private readonly terms: readonly string[]) {}

  get term(): string | undefined { return this.terms[this.at] }

  or(): SearchNode {
    const nodes = [this.and()]
    while (this.accept('OR')) nodes.push(this.and())
    return joined('or', nodes)
  }

  private and(): SearchNode {
    const nodes = [this.not()]
    while (this.accept('AND') || (this.term !== undefined && this.term !== ')' && this.term !== 'OR')) nodes.push(this.not())
    return joined('and', nodes)
  }

  private not(): SearchNode {
    if (this.accept('NOT')) return Object.freeze({ kind: 'not', node: this.not() })
    if (this.accept('(')) {
      const node = this.or()
      if (!this.accept(')')) throw new SearchError('a parenthesis is not closed')
      return node
    }
    return this.word()
  }

  private word(): SearchNode {
    const { term } = this
    if (term === undefined || term === ')' || term === 'AND' || term === 'OR') throw new SearchError(`a word is missing ${term === undefined ? 'at the end' : `before “${term}”`}`)
    this.at++
    if (term.startsWith('"')) return phrase(term)
    return term.startsWith('-') && term.length > 1
      ? Object.freeze({ kind: 'not', node: Object.freeze({ kind: 'word', text: term.slice(1) }) })
      : Object.freeze({ kind: 'word', text: term })
  }

  private accept(term: string): boolean {
    if (this.term !== term) return false
    this.at++
    return true
  }
}

function phrase(term: string): SearchNode {
  if (term.length < 2 || !term.endsWith('"')) throw new SearchError('a quoted phrase is not closed')
  const text = term.slice(1, -1).replace(/\\(["\\])/g, '$1')
  if (text.trim() === '') throw new SearchError('a quoted phrase is empty')
  return Object.freeze({ kind: 'phrase', text })
}

const joined = (kind: 'and' | 'or', nodes: SearchNode[]): SearchNode =>
  nodes.length === 1 ? nodes[0]! : Object.freeze({ kind, nodes: Object.freeze(nodes) })
