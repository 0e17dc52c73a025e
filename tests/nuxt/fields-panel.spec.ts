import { registerEndpoint } from '@nuxt/test-utils/runtime'
import { readBody, setResponseStatus } from 'h3'
import { beforeEach, describe, expect, it } from 'vitest'
import HistogramPanel from '~/components/explore/HistogramPanel.vue'
import FieldsPanel from '~/components/explore/fields/FieldsPanel.vue'
import { USUAL_COLUMNS } from '~/utils/list-columns'
import { mountInApp, mountWith, until } from './support'

const field = (name: string, kind: string, type = 'string', coverage = 1) => ({ name, kind, type, coverage, count: 100 * coverage, distinct: 12 })
const FIELDS = [field('service_name', 'column'), field('host_name', 'resource'), field('status', 'attribute', 'number', 0.5), field('region', 'attribute')]
let asked: Record<string, unknown>[] = []
let failing: 503 | 400 | false = false

registerEndpoint('/api/v1/me', () => ({ user: { id: '1', email: 'ada@example.com', name: '', role: 'admin', createdAt: '2026-11-22T10:00:00Z' } }))
registerEndpoint('/api/v1/projects', () => ({ projects: [] }))
registerEndpoint('/api/v1/fields', {
  method: 'POST',
  handler: (event) => {
    if (failing) {
      setResponseStatus(event, failing)
      return { error: { code: 'unavailable', message: 'The engine is starting.' } }
    }
    return { fields: FIELDS, lines: 100, scannedRows: 100, elapsedMs: 1 }
  },
})
registerEndpoint('/api/v1/fields/values', {
  method: 'POST',
  handler: async (event) => {
    asked.push(await readBody(event))
    return { values: [{ value: '200', count: 40 }, { value: '500', count: 10 }], distinct: 12, lines: 100, missing: 50, scannedRows: 100, elapsedMs: 1 }
  },
})

const question = { query: '{} | status="200"', start: '2026-11-22T10:00:00Z', end: '2026-11-22T11:00:00Z' }
const props = { question, query: question.query, columns: [...USUAL_COLUMNS, { name: 'region' }], pinned: ['region'] }
const mounted = async () => {
  const panel = await mountInApp(FieldsPanel, { props })
  await until(() => expect(panel.findAll('[data-field]')).toHaveLength(failing ? 0 : FIELDS.length))
  return panel
}
const names = (panel: Awaited<ReturnType<typeof mounted>>) => panel.findAll('[data-field]').map(row => row.attributes('data-field'))
const labelled = (panel: Awaited<ReturnType<typeof mounted>>, label: string) => panel.find(`[aria-label="${label}"]`)

beforeEach(() => {
  asked = []
  failing = false
})

describe('FieldsPanel', () => {
  it('groups the fields, pinned ones first, and says what is known of each', async () => {
    const panel = await mounted()
    expect(panel.findAll('section').map(section => section.attributes('aria-label'))).toEqual(['Pinned', 'Labels', 'Resource', 'Attributes'])
    expect(names(panel)).toEqual(['region', 'service_name', 'host_name', 'status'])
    expect(panel.find('[data-id=status]').attributes('title')).toBe('status: number, on 50 lines (50 %), 12 values')
  })
  it('asks once it is not held any more', async () => {
    const given = shallowReactive<Record<string, unknown>>({ ...props, held: true })
    const panel = await mountInApp(FieldsPanel, { props: given })
    expect(panel.find('[role=status]').exists()).toBe(true)
    await new Promise(wake => setTimeout(wake))
    expect(panel.findAll('[data-field]')).toHaveLength(0)
    given.held = false
    await until(() => expect(panel.findAll('[data-field]')).toHaveLength(FIELDS.length))
  })
  it('finds a field by its name', async () => {
    const panel = await mounted()
    await labelled(panel, 'Find a field').setValue('STAT')
    expect(names(panel)).toEqual(['status'])
    await labelled(panel, 'Find a field').setValue('nothing')
    expect(panel.text()).toContain('No field has this in its name.')
  })
  it('unfolds the values, with what else the query says of the lines, and filters by them', async () => {
    const panel = await mounted()
    await panel.find('[data-id=status]').trigger('click')
    await until(() => expect(panel.findAll('[data-value]')).toHaveLength(2))
    expect(asked).toEqual([{ ...question, query: '{}', field: 'status', limit: 8 }])
    expect(panel.find('[data-values=status]').text()).toMatch(/200\s*40\s*80 %.*500\s*10\s*20 %.*12 values, exact counts.*50 without/s)
    await labelled(panel, 'Filter for status = 500: 10 lines').trigger('click')
    await labelled(panel, 'Leave out status = 500').trigger('click')
    await labelled(panel, 'Only status = 500').trigger('click')
    expect(panel.emitted('filter')).toEqual([[{ label: 'status', operator: '=', value: '500' }], [{ label: 'status', operator: '!=', value: '500' }]])
    expect(panel.emitted('only')).toEqual([[{ label: 'status', value: '500' }]])
    expect(labelled(panel, 'Remove the filter status = 200: 40 lines').attributes('aria-pressed')).toBe('true')
    await panel.findAll('button').find(button => button.text() === 'show all')!.trigger('click')
    await until(() => expect(asked.at(-1)).toMatchObject({ limit: 100 }))
  })
  it('opens and closes by the keyboard, which walks the list', async () => {
    const panel = await mounted()
    const first = panel.find('[data-id=region]')
    await first.trigger('keydown', { key: 'ArrowRight' })
    expect(first.attributes('aria-expanded')).toBe('true')
    await first.trigger('keydown', { key: 'ArrowLeft' })
    expect(first.attributes('aria-expanded')).toBe('false')
    await first.trigger('keydown', { key: 'ArrowDown' })
    expect(panel.find('[data-id=service_name]').attributes('tabindex')).toBe('0')
    expect(first.attributes('tabindex')).toBe('-1')
  })
  it('puts a field into a column', async () => {
    const panel = await mounted()
    await labelled(panel, 'Show as column: host_name').trigger('click')
    await labelled(panel, 'Remove column: region').trigger('click')
    expect(panel.emitted('column')).toEqual([['host_name'], ['region']])
  })
  it('says what went wrong, and tries again', async () => {
    failing = 503
    const panel = await mounted()
    await until(() => expect(panel.find('[role=alert]').text()).toContain('The engine is starting.'))
    failing = false
    await panel.findAll('button').find(button => button.text() === 'Try again')!.trigger('click')
    await until(() => expect(names(panel)).toHaveLength(FIELDS.length))
  })
  it('leaves it to the list to tell of a query that does not read, and offers no second try', async () => {
    failing = 400
    const panel = await mounted()
    await until(() => expect(panel.text()).toContain('No fields, as the query can’t be run.'))
    expect(panel.find('[role=alert]').exists()).toBe(false)
    expect(panel.findAll('button').some(button => button.text() === 'Try again')).toBe(false)
  })
})

describe('what was there', () => {
  it('stays when it can’t be read anew as time goes on, and goes with another question', async () => {
    const { run, data, error } = await mountWith(useFieldList)
    await run(question)
    failing = 503
    await run({ ...question, end: '2026-11-22T11:00:05Z' })
    expect([data.value?.fields.length, error.value?.message]).toEqual([FIELDS.length, 'The engine is starting.'])
    await run({ ...question, query: '{app="other"}' })
    expect(data.value).toBeUndefined()
  })

  it('stays on the chart, which says that it is older', async () => {
    const data = { start: question.start, stepMs: 60_000, total: 7, values: [{ value: 'info', count: 7 }], other: 0, buckets: [{ time: question.start, counts: { info: 7 } }], scannedRows: 1, scannedBytes: 1, elapsedMs: 1 }
    const chart = await mountInApp(HistogramPanel, { props: { data, error: new Error('gone'), loading: false, span: { start: Date.parse(question.start), end: Date.parse(question.end) }, chosen: [], compare: false, due: true } })
    expect(chart.text()).toContain('it is older than the rest')
    expect(chart.find('[data-testid=histogram-total]').exists()).toBe(true)
  })
})
