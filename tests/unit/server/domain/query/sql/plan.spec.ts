import { describe, expect, it } from 'vitest'
import { sqlPlan } from '~~/server/domain/query/sql/plan'

const sources = new Map([['cordwood.source_1', 'app']])
const index = { 'Type': 'PrimaryKey', 'Keys': ['Timestamp'], 'Condition': '(__table1.Timestamp in [1, +Inf))', 'Initial Parts': 3, 'Selected Parts': 2, 'Initial Granules': 30, 'Selected Granules': 4 }
const read = (table: string, indexes: object[] = [index]) => ({ 'Node Type': 'ReadFromMergeTree', 'Description': table, 'Indexes': indexes })
const planOf = (...reads: object[]) => sqlPlan(
  JSON.stringify([{ Plan: { 'Node Type': 'Union', 'Description': 'secret.table', 'Plans': [...reads, { 'Node Type': 'Limit', 'Plans': [read('cordwood.source_1')] }] } }]),
  [{ database: 'cordwood', table: 'source_1', parts: '2', rows: '32768', marks: '4' }, { database: 'secret', table: 'hidden', parts: 1, rows: 1, marks: 1 }],
  sources, text => text.replaceAll('cwc0', 'recent'),
)

describe('the plan of a statement', () => {
  it('is told step by step, the last first, with what the indexes leave', () => {
    const { steps, estimate } = planOf()
    expect(steps.map(({ kind, depth }) => [kind, depth])).toEqual([['Union', 0], ['Limit', 1], ['ReadFromMergeTree', 2]])
    expect(steps[2]!.read).toEqual({ source: 'app', indexes: [{
      type: 'PrimaryKey', name: null, keys: ['Timestamp'], condition: '(Timestamp in [1, +Inf))', parts: { before: 3, after: 2 }, granules: { before: 30, after: 4 },
    }] })
    expect(estimate[0]).toEqual({ source: 'app', parts: 2, rows: 32768, granules: 4 })
  })

  it('names no table and no column that is none of the sources', () => {
    const plan = planOf(read('secret.hidden', [{ ...index, Name: 'by_owner' }]))
    expect(JSON.stringify(plan)).not.toMatch(/secret|hidden|owner|source_1/)
    expect(plan.steps[1]!.read).toMatchObject({ source: null, indexes: [{ keys: [], condition: null, granules: { before: 30, after: 4 } }] })
    expect(plan.estimate[1]!.source).toBeNull()
  })

  it('has conditions in the user’s words, and not without end', () => {
    const conditionOf = (condition: string) => sqlPlan(JSON.stringify([{ Plan: read('cordwood.source_1', [{ ...index, Condition: condition }]) }]), [], sources, text => text.replaceAll('cwc0', 'recent')).steps[0]!.read!.indexes[0]!.condition
    expect(conditionOf('true')).toBeNull()
    expect(conditionOf('(cwc0.a in 3-element set)')).toBe('(recent.a in 3-element set)')
    expect(conditionOf('x'.repeat(9999))).toHaveLength(501)
  })
})
