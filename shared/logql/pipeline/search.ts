import type { SearchNode, SearchStage } from '../ast'
import type { StageRunner } from './stage'

/** What ClickHouse's splitByNonAlpha parts texts at: every ASCII character that is no letter or digit. */
const SEPARATORS = /[\0-/:-@[-`{-\x7F]+/

/** The words of a text as the text index has them: lower case is ASCII’s only, as ClickHouse’s `lower` has it. */
export const wordsOf = (text: string) => lowerAscii(text).split(SEPARATORS).filter(word => word !== '')

const lowerAscii = (text: string) => text.replace(/[A-Z]+/g, letters => letters.toLowerCase())

/** What a search needs of a line. */
interface Searched { readonly words: readonly string[], readonly set: ReadonlySet<string> }
type SearchTest = (line: Searched) => boolean

/**
 * `| search "…"`: a word is found as a whole and in any case; a phrase is its words one behind the other. A word with
 * a separator in it (`10.0.0.1`, `http-server`) is such a phrase, so that the text index gives the same answer.
 */
export function searchRunner({ search }: SearchStage): StageRunner {
  const test = testOf(search)
  return ({ text }) => {
    const words = wordsOf(text)
    return test({ words, set: new Set(words) })
  }
}

function testOf(node: SearchNode): SearchTest {
  switch (node.kind) {
    case 'word':
    case 'phrase': return phraseTest(wordsOf(node.text))
    case 'not': {
      const test = testOf(node.node)
      return line => !test(line)
    }
    case 'and': {
      const tests = node.nodes.map(testOf)
      return line => tests.every(test => test(line))
    }
    case 'or': {
      const tests = node.nodes.map(testOf)
      return line => tests.some(test => test(line))
    }
  }
}

/** Nothing but separators is in every line. */
function phraseTest(phrase: readonly string[]): SearchTest {
  const [first] = phrase
  if (phrase.length <= 1) return ({ set }) => first === undefined || set.has(first)
  return ({ words, set }) => {
    if (!phrase.every(word => set.has(word))) return false
    for (let at = words.indexOf(first!); at >= 0; at = words.indexOf(first!, at + 1)) {
      if (phrase.every((word, i) => words[at + i] === word)) return true
    }
    return false
  }
}
