import { describe, expect, it } from 'vitest'
import { lineStatement } from '~~/server/domain/query/logql/context'

describe('the line in the middle', () => {
  it('is found by its identity, which is bound', () => {
    const { sql, params } = lineStatement('source_1', { segment: '7', ordinal: '8' })
    expect(sql).toMatch(/FROM \{table:Identifier\}\nWHERE Segment = \{segment:UInt64\} AND Ordinal = \{ordinal:UInt32\}\nLIMIT 1$/)
    expect(params).toEqual({ table: 'source_1', segment: '7', ordinal: '8' })
  })
})
