import { describe, expect, it } from 'vitest'
import { groupFields, type ExploreField } from '../../../utils/field-list'

const field = (name: string, kind: ExploreField['kind'], count = 1): ExploreField => ({ name, kind, type: 'string', count, coverage: 1, distinct: 1 })
const fields = [field('zone', 'resource', 9), field('status', 'attribute'), field('level', 'column'), field('http_path', 'attribute', 5), field('user', 'parsed')]
const shape = (pinned: string[], search: string) => groupFields(fields, pinned, search).map(({ id, fields: { length }, fields: list }) => `${id} ${length}: ${list.map(({ name }) => name).join(' ')}`)

describe('groupFields', () => {
  it('goes by where fields are from, in an order that does not change with the counts', () => {
    expect(shape([], '')).toEqual(['column 1: level', 'resource 1: zone', 'attribute 2: http_path status', 'parsed 1: user'])
  })
  it('has pinned ones first, in the order of their pins, and only those that occur', () => {
    expect(shape(['user', 'gone', 'level'], '')).toEqual(['pinned 2: user level', 'resource 1: zone', 'attribute 2: http_path status'])
  })
  it('finds by words of the name', () => {
    expect(shape(['user'], 'PATH http')).toEqual(['attribute 1: http_path'])
    expect(shape([], 'nothing')).toEqual([])
  })
})
