/** The answer to a statement as a table, and the plan of one. */
import { registerEndpoint } from '@nuxt/test-utils/runtime'
import { createError, readBody } from 'h3'
import { afterEach, describe, expect, it } from 'vitest'
import PlanPanel from '~/components/queries/PlanPanel.vue'
import ResultCell from '~/components/queries/ResultCell.vue'
import ResultTable from '~/components/queries/ResultTable.vue'
import { setTimeZone } from '~/utils/time-zone'
import { mountInApp, mountWith, until } from './support'

afterEach(() => setTimeZone(''))

describe('the table', () => {
  const columns = [{ name: 'n', type: 'UInt64' }, { name: 'at', type: 'DateTime' }]
  const rows = Array.from({ length: 10_000 }, (_, n) => [String(n), '2026-07-01 10:00:00'])
  const mount = () => mountInApp(ResultTable, { props: { columns, rows, stale: false } })

  it('makes a column wider by the keyboard, within bounds', async () => {
    const table = await mount()
    const edge = table.find('[role=separator]')
    const width = () => Number(edge.attributes('aria-valuenow'))
    const before = width()
    await edge.trigger('keydown', { key: 'ArrowRight' })
    expect(width()).toBe(before + 16)
    for (let n = 0; n < 40; n++) await edge.trigger('keydown', { key: 'ArrowLeft' })
    expect(width()).toBe(Number(edge.attributes('aria-valuemin')))
  })

  it('is walked through by the keyboard: cells, ends of a row, all rows', async () => {
    const table = await mount()
    const grid = table.find('[role=grid]')
    const press = async (key: string, more: object = {}) => {
      await grid.trigger('keydown', { key, ...more })
      return grid.attributes('aria-activedescendant')?.replace(/^.*-(\d+-\d+)$/, '$1')
    }
    expect(await press('ArrowDown')).toBe('0-0')
    expect(await press('ArrowRight')).toBe('0-1')
    expect(await press('ArrowRight')).toBe('0-1')
    expect(await press('PageDown')).toBe('20-1')
    expect(await press('Home')).toBe('20-0')
    expect(await press('End', { ctrlKey: true })).toBe('9999-1')
    expect(await press('Home', { ctrlKey: true })).toBe('0-0')
    expect(await press('Escape')).toBeUndefined()
  })

  it('tells assistive technology of all rows, and holds few of them', async () => {
    const table = await mount()
    expect(table.find('[role=grid]').attributes('aria-rowcount')).toBe('10001')
    expect(table.findAll('[data-testid=result-row]').length).toBeLessThan(100)
  })
})

describe('the chosen cell', () => {
  it('has its time in the reader’s zone and as it came, and all of a long text but what a page can’t bear', async () => {
    setTimeZone('Asia/Tokyo')
    const columns = [{ name: 'at', type: 'DateTime' }, { name: 'text', type: 'String' }]
    const row = ['2026-07-01 10:00:00', 'x'.repeat(60_000)]
    const time = await mountInApp(ResultCell, { props: { columns, rows: [row], row, index: 0 } })
    expect(time.find('pre').text()).toBe('2026-07-01 19:00:00 Asia/Tokyo\n2026-07-01 10:00:00 UTC')
    const text = await mountInApp(ResultCell, { props: { columns, rows: [row], row, index: 1 } })
    expect(text.find('pre').text()).toHaveLength(50_000)
    expect(text.text()).toContain('60,000 characters')
  })
})

describe('the plan', () => {
  const plan = {
    language: 'sql', estimate: [{ source: 'app', parts: 2, rows: 16_384, granules: 2 }],
    steps: [{ kind: 'Limit', depth: 0, read: null }, { kind: 'ReadFromMergeTree', depth: 1, read: { source: 'app', indexes: [
      { type: 'Skip', name: 'body_words', keys: [], condition: '(mode: All; tokens: ["x"])', parts: { before: 2, after: 2 }, granules: { before: 40, after: 2 } },
    ] } }],
  }

  it('says how much is read, in which steps, and by which index', async () => {
    const panel = await mountInApp(PlanPanel, { props: { plan } })
    expect(panel.find('[data-testid=plan-estimate]').text()).toBe('At most 16,384 rows of app, from 2 blocks in 2 parts')
    expect(panel.findAll('[data-testid=plan-step]').map(step => step.find('p').text())).toEqual(['Read app ReadFromMergeTree', 'Take no more rows than LIMIT says Limit'])
    expect(panel.text()).toContain('2 of 40 blocks are read (5 %)')
    expect(panel.text()).toContain('Index body_words')
  })

  it('is waited for, and says why there is none', async () => {
    expect((await mountInApp(PlanPanel)).find('[role=status]').exists()).toBe(true)
    const failed = await mountInApp(PlanPanel, { props: { error: new Error('Syntax error at line 1, column 2') } })
    expect(failed.find('[role=alert]').text()).toContain('There is no plan')
    await failed.findAll('button').find(button => button.text() === 'Show the place')!.trigger('click')
    expect(failed.emitted('go')).toEqual([[1, 2]])
  })

  it('is asked for with the statement and its range; a failure takes the place of the plan before', async () => {
    const asked: unknown[] = []
    registerEndpoint('/api/v1/query/explain', { method: 'POST', handler: async (event) => {
      asked.push(await readBody(event))
      if (asked.length > 1) throw createError({ statusCode: 400, data: { error: { code: 'bad_request', message: 'There is no table' } } })
      return plan
    } })
    const use = await mountWith(useSqlPlan)
    await use.explain({ query: 'SELECT 1', start: 0, end: 1 })
    expect(use.plan.value).toEqual(plan)
    expect(asked[0]).toEqual({ query: 'SELECT 1', start: 0, end: 1, language: 'sql' })
    await use.explain({ query: 'SELECT 2', start: 0, end: 1 })
    await until(() => expect(use.error.value).toBeDefined())
    expect(use.plan.value).toBeUndefined()
  })
})
