import { describe, expect, it } from 'vitest'
import { blocksOf, planText, readHint, shownSteps } from '../../../utils/sql-plan'

const index = (before: number, after: number, condition: string | null = null) =>
  ({ type: 'PrimaryKey', name: null, keys: ['Timestamp'], condition, parts: { before: 3, after: 2 }, granules: { before, after } })
const step = (kind: string, depth: number) => ({ kind, depth, read: null })
const read = (source: string | null, depth: number) => ({ kind: 'ReadFromMergeTree', depth, read: { source, indexes: [index(1000, 20, '(Timestamp in [1, +Inf))')] } })

describe('a plan for people', () => {
  const plan = {
    language: 'sql' as const, estimate: [{ source: 'app', parts: 1, rows: 8192, granules: 1 }],
    steps: [step('Expression', 0), step('Limit', 1), step('Join', 2), step('Expression', 3), read('app', 4), step('Aggregating', 3), read(null, 4), step('NewShinyStep', 1)],
  }

  it('has its steps in the order in which they are done, the sides of a join deeper', () => {
    expect(shownSteps(plan).map(({ text, level }) => [text, level])).toEqual([
      ['Read app', 2], ['Read a table behind a view', 2], ['Group the rows, and calculate for each group', 2], ['Join', 1], ['Take no more rows than LIMIT says', 1], ['New shiny step', 1],
    ])
    expect(shownSteps({ ...plan, steps: [] })).toEqual([])
    expect(shownSteps({ ...plan, steps: [step('ReadFromSystemColumns', 0)] })[0]!.text).toBe('Read what the project’s sources are')
  })

  it('is copied as text', () => {
    expect(planText(plan).split('\n').slice(0, 4)).toEqual([
      'At most 8,192 rows of app, from 1 block in 1 part', '', '    Read app [ReadFromMergeTree]', '       - Order of the table (primary key): 20 of 1,000 blocks; (Timestamp in [1, +Inf))',
    ])
    expect(planText({ ...plan, estimate: [] })).toContain('No lines are to be read')
  })

  it('says what an index leaves, and what would leave less', () => {
    expect(blocksOf([index(1000, 400), index(400, 20)])).toEqual({ before: 1000, after: 20, share: 0.02 })
    expect(blocksOf([])).toBeUndefined()
    expect(blocksOf([index(0, 0)])?.share).toBe(0)
    expect(readHint([index(1000, 20)])).toBeUndefined()
    expect(readHint([index(50, 50)])).toBeUndefined()
    expect(readHint([index(1000, 900)])).toContain('{from}')
    expect(readHint([index(1000, 900, 'x')])).toContain('shorter')
  })
})
