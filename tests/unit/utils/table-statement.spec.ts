import { describe, expect, it } from 'vitest'
import { readCreateTable, suggestMapping } from '~~/server/domain/storage'
import { EXAMPLE_STATEMENT, positionOf, wordEnd } from '~~/utils/table-statement'

describe('the example', () => {
  it('is taken as it is, and its names say what they are', () => {
    const { columns, notes } = readCreateTable(EXAMPLE_STATEMENT)
    expect(notes).toEqual([])
    expect(suggestMapping(columns)).toEqual({ time: 'time', body: 'message', severity: 'level', service: 'service', rest: 'labels', fields: {} })
  })
})

describe('the place that an objection names', () => {
  const text = 'CREATE TABLE t (\n  a Strng\n)'
  it('is where the word stands', () => {
    const position = positionOf('line 2, column 5: Strng is not a type', text)!
    expect(text.slice(position, wordEnd(text, position))).toBe('Strng')
  })

  it('is what the checker says it is', () => {
    for (const [broken, word] of [[EXAMPLE_STATEMENT.replace('UInt16', 'Uint16'), 'Uint16'], [EXAMPLE_STATEMENT.replace('MergeTree', 'Memory'), 'Memory'], [`${EXAMPLE_STATEMENT} #`, '#']] as const) {
      let objection = ''
      try {
        readCreateTable(broken)
      }
      catch (error) {
        objection = (error as Error).message
      }
      const position = positionOf(objection, broken)!
      expect(broken.slice(position, wordEnd(broken, position))).toBe(word)
    }
  })

  it('may be the end, or none', () => {
    expect(positionOf('line 3, column 2: expected ORDER BY, found the end', text)).toBe(text.length)
    expect(wordEnd(text, text.length)).toBe(text.length)
    expect(positionOf('line 9, column 9: …', text)).toBeUndefined()
    expect(positionOf('ClickHouse refuses the table', text)).toBeUndefined()
  })
})
