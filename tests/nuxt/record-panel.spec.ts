import { describe, expect, it } from 'vitest'
import type { LogRow } from '#shared/schemas/query'
import RecordDetail from '~/components/explore/detail/RecordDetail.vue'
import { emptyState } from '~/utils/explore-state'
import { marksOf } from '~/utils/line-marks'
import { USUAL_COLUMNS } from '~/utils/list-columns'
import { mountInApp } from './support'

const record: LogRow = {
  id: 'seg.7', timestamp: '2026-11-22T10:00:00.123456789Z', service: 'checkout', level: 'error', severityText: 'ERROR', severityNumber: 17,
  message: 'payment failed for order o-1', traceId: '', spanId: '', traceFlags: 0, eventName: '',
  scope: { name: '', version: '', attributes: {} }, resource: { host: { name: 'web-1' } },
  attributes: { http: { status: 500 }, retry: false, nothing: null, list: [1, 2] },
}
const props = {
  record, parsed: { took: '12ms' }, loading: false, marks: marksOf('{} |~ "(?i)ORDER"'), columns: [...USUAL_COLUMNS, { name: 'host_name' }],
  state: { ...emptyState(), query: '{} | http.status="500"' }, position: 1, count: 3,
}

describe('RecordDetail', () => {
  it('shows every field flattened, and marks what is looked for', async () => {
    const panel = await mountInApp(RecordDetail, { props })
    const names = panel.findAll('[data-field]').map(row => row.attributes('data-field'))
    expect(names).toEqual(expect.arrayContaining(['took', 'http.status', 'retry', 'nothing', 'list', 'host.name', 'timestamp', 'level', 'service', 'id']))
    expect(panel.find('[data-field=timestamp]').text()).toContain('2026-11-22T10:00:00.123456789Z')
    expect(panel.find('mark').text()).toBe('order')
  })
  it('filters for a value, and says when a filter is on', async () => {
    const panel = await mountInApp(RecordDetail, { props })
    const status = panel.find('[data-field="http.status"] button[aria-pressed]')
    expect(status.attributes('aria-pressed')).toBe('true')
    await status.trigger('click')
    await panel.find('[data-field="host.name"] button[aria-pressed]').trigger('click')
    await panel.find('[data-field=service] button[aria-pressed]').trigger('click')
    expect(panel.emitted('filter')).toEqual([['http.status', '500'], ['host.name', 'web-1'], ['service_name', 'checkout']].map(([label, value]) => [{ label, operator: '=', value }]))
  })
  it('offers no filter where equality makes no sense', async () => {
    const panel = await mountInApp(RecordDetail, { props })
    for (const name of ['list', 'nothing', 'timestamp', 'id']) {
      expect(panel.find(`[data-field="${name}"] button[aria-pressed]`).exists()).toBe(false)
    }
  })
  it('filters a value out, and puts a field into a column or takes it away', async () => {
    const panel = await mountInApp(RecordDetail, { props })
    const press = (field: string, label: RegExp) => panel.find(`[data-field="${field}"]`).findAll('button').find(button => label.test(button.attributes('aria-label') ?? ''))!.trigger('click')
    await press('http.status', /^Filter out/)
    await press('http.status', /as column$/)
    await press('host.name', /^Remove the column/)
    expect(panel.emitted('filter')).toEqual([[{ label: 'http.status', operator: '!=', value: '500' }]])
    expect(panel.emitted('column')).toEqual([['http_status'], ['host_name']])
  })
  it('shows every line of the trace', async () => {
    const panel = await mountInApp(RecordDetail, { props: { ...props, record: { ...record, traceId: 'ab'.repeat(16) } } })
    await panel.findAll('button').find(button => button.text() === 'All lines of this trace')!.trigger('click')
    expect(panel.emitted('trace')).toEqual([['ab'.repeat(16)]])
  })
  it('finds fields by name and value', async () => {
    const panel = await mountInApp(RecordDetail, { props })
    await panel.find('[aria-label="Find in names and values"]').setValue('WEB-1')
    expect(panel.findAll('[data-field]').map(row => row.attributes('data-field'))).toEqual(['host.name'])
  })
  it('shows JSON as a tree that opens and closes, without losing digits', async () => {
    const message = '{"id":12345678901234567890,"a":{"b":[1,{"c":"x"}]}}'
    const panel = await mountInApp(RecordDetail, { props: { ...props, record: { ...record, message } } })
    const tree = () => panel.find('[data-testid=record-message]').text()
    expect(tree()).toContain('id: 12345678901234567890')
    expect(tree()).not.toContain('c: "x"')
    const closed = panel.findAll('[data-testid=record-message] button[aria-expanded=false]')
    await closed[0]!.trigger('click')
    expect(tree()).toContain('0: 1')
    await panel.findAll('button').find(button => button.text() === 'Raw')!.trigger('click')
    expect(tree()).toBe(message)
  })
  it('filters for a value inside a line of JSON, but not for one of a list or for null', async () => {
    const message = '{"request":{"method":"POST"},"took":5,"tags":["a"],"none":null}'
    const panel = await mountInApp(RecordDetail, { props: { ...props, record: { ...record, message } } })
    const labels = () => panel.findAll('[data-testid=record-message] button[aria-label]').map(button => button.attributes('aria-label'))
    expect(labels()).toEqual(['Filter for request.method = POST', 'Filter out request.method = POST', 'Filter for took = 5', 'Filter out took = 5'])
    await panel.find('[aria-label="Filter for request.method = POST"]').trigger('click')
    await panel.find('[aria-label="Filter out took = 5"]').trigger('click')
    expect(panel.emitted('json')).toEqual([[{ path: ['request', 'method'], operator: '=', value: 'POST' }], [{ path: ['took'], operator: '!=', value: '5' }]])
  })
  it('shows the whole record as a tree', async () => {
    let panel = await mountInApp(RecordDetail, { props })
    await panel.findAll('button').find(button => button.text() === 'JSON')!.trigger('click')
    expect(panel.emitted('patch')).toEqual([[{ panel: 'json' }, { replace: true }]])
    panel = await mountInApp(RecordDetail, { props: { ...props, state: { ...props.state, panel: 'json' } } })
    expect(panel.find('[data-testid=record-json]').text()).toMatch(/id: "seg\.7".*severityNumber: 17.*nothing: null/s)
  })
  it('moves and closes', async () => {
    const panel = await mountInApp(RecordDetail, { props })
    await panel.find('[aria-label="Next line"]').trigger('click')
    await panel.find('[aria-label="Previous line"]').trigger('click')
    await panel.find('[aria-label="Close"]').trigger('click')
    expect(panel.emitted('move')).toEqual([[1], [-1]])
    expect(panel.emitted('close')).toHaveLength(1)
  })
  it('says why a record cannot be opened', async () => {
    const panel = await mountInApp(RecordDetail, { props: { ...props, record: undefined, error: new Error('It has expired.') } })
    expect(panel.find('[role=alert]').text()).toContain('It has expired.')
  })
})
