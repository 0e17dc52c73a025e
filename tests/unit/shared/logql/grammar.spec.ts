import { describe, expect, it } from 'vitest'
import { checkQuery, LogqlError, parseQuery, printQuery, type QueryNode } from '#shared/logql'
import { MAX_SEARCH_TERMS, parseSearch } from '#shared/logql/parser/search'
import { blocksOf, GRAMMAR_PAGE, randomOf, sentenceMaker } from './sentences'

const SENTENCES = 3000
const make = sentenceMaker()

/** As the page says: behind a label of `drop` or `keep`, `!=` is that label’s and begins no line filter. */
const BELONGS_TO_LABEL = /\b(?:drop|keep)\b[^|]*!(?:=|~)[^|]*\bor\b/i

/** The query, or undefined where it breaks a condition that is no matter of grammar. */
function read(sentence: string): QueryNode | undefined {
  try {
    return parseQuery(sentence)
  }
  catch (error) {
    if (error instanceof LogqlError && (error.kind === 'semantic' || BELONGS_TO_LABEL.test(sentence))) return undefined
    throw new Error(sentence, { cause: error })
  }
}

describe('the written grammar', () => {
  it.each(['query', 'log_query', 'metric', 'range_aggregation', 'vector_aggregation'])('sentences of %s are read, and come back as they were printed', (start) => {
    let accepted = 0
    for (let seed = 0; seed < SENTENCES / 5; seed++) {
      const node = read(make(start, randomOf(seed)))
      if (node === undefined) continue
      accepted++
      const printed = printQuery(node)
      expect(parseQuery(printed), printed).toEqual(node)
      expect(printQuery(parseQuery(printed))).toBe(printed)
    }
    expect(accepted).toBeGreaterThan(SENTENCES / 25)
  })

  it('searches are read', () => {
    for (let seed = 0; seed < 500; seed++) {
      const sentence = make('search', randomOf(seed)).replace(/ # note\n /g, ' ')
      if (sentence.split(' ').length <= MAX_SEARCH_TERMS / 2) expect(parseSearch(sentence), sentence).toBeDefined()
    }
  })

  it('every example is read and can be built', () => {
    const examples = blocksOf(GRAMMAR_PAGE, 'logql').flatMap(block => block.split('\n')).filter(line => line.trim() !== '' && !line.startsWith('#'))
    expect(examples.length).toBeGreaterThan(10)
    for (const example of examples) expect(() => checkQuery(parseQuery(example)), example).not.toThrow()
  })

  it('names every stage and function', () => {
    for (const name of ['line_format', 'label_format', 'decolorize', 'unpack', 'quantile_over_time', 'approx_topk', 'label_replace', 'group_left', 'duration_seconds']) {
      expect(blocksOf(GRAMMAR_PAGE, 'ebnf')[0]).toContain(`"${name}"`)
    }
  })
})
