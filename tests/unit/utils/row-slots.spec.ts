import { describe, expect, it } from 'vitest'
import { RowSlots } from '../../../utils/row-slots'

describe('RowSlots', () => {
  it('leaves rows that stay in their elements, and gives those of rows that went to rows that come', () => {
    const slots = new RowSlots()
    expect(slots.place(['a', 'b', 'c', 'd'])).toEqual([0, 1, 2, 3])
    expect(slots.place(['c', 'd', 'e', 'f'])).toEqual([2, 3, 0, 1])
    expect(slots.place(['b', 'c', 'd', 'e'])).toEqual([1, 2, 3, 0])
  })
  it('moves nothing when all rows are others', () => {
    const slots = new RowSlots()
    slots.place(['a', 'b', 'c'])
    slots.place(['b', 'c', 'd'])
    expect(slots.place(['x', 'y', 'z'])).toEqual([1, 2, 0])
    expect(slots.place(['p', 'q', 'r'])).toEqual([1, 2, 0])
  })
  it('says the same of the same rows', () => {
    const slots = new RowSlots()
    slots.place(['a', 'b'])
    expect(slots.place(['b', 'c'])).toEqual(slots.place(['b', 'c']))
  })
  it('makes elements for more rows than before, and never gives one to two', () => {
    const slots = new RowSlots()
    slots.place(['a'])
    expect(slots.place(['b', 'c', 'd'])).toEqual([0, 1, 2])
    slots.place([])
    const placed = slots.place(['a', 'b', 'c', 'd', 'e'])
    expect(new Set(placed).size).toBe(5)
  })
  it('takes no element that the reader may have selected text in', () => {
    const slots = new RowSlots()
    slots.place(['a', 'b'])
    expect(slots.place(['b', 'c'], true)).toEqual([1, 2])
    expect(slots.place(['x', 'y'], true)).toEqual([3, 4])
  })
})
