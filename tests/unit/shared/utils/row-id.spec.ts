import { expect, it } from 'vitest'
import { compareRowIds, formatRowId, parseRowId } from '#shared/utils/row-id'

it.each(['0-0', '18446744073709551615-4294967295', '7471103926473883648-12'])('%s is the id of a row', (text) => {
  expect(formatRowId(parseRowId(text)!)).toBe(text)
})

it.each(['', '1', '1-', '-1', '01-1', '1-01', '1-4294967296', '18446744073709551616-0', '1-1 ', '1-1-1', '1e3-0', 'a-b', `${'9'.repeat(100)}-0`])('%j is none', (text) => {
  expect(parseRowId(text)).toBeUndefined()
})

it('what came earlier has the lower id', () => {
  const ids = ['2-0', '10-1', '10-20', '18446744073709551615-0'].map(text => parseRowId(text)!)
  expect(ids.toReversed().sort(compareRowIds)).toEqual(ids)
  expect(compareRowIds(ids[0]!, { ...ids[0]! })).toBe(0)
})
