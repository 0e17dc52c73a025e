import { beforeEach, describe, expect, it } from 'vitest'
import { nextTick, shallowReactive } from 'vue'
import LineMessage from '~/components/explore/list/LineMessage.vue'
import ListHead from '~/components/explore/list/ListHead.vue'
import LogLine from '~/components/explore/list/LogLine.vue'
import type { ExploreLine } from '~/utils/explore-line'
import { marksOf } from '~/utils/line-marks'
import { columnTracks, USUAL_COLUMNS } from '~/utils/list-columns'
import { mountInApp } from './support'

const columns = [...USUAL_COLUMNS.slice(0, 3), { name: 'host', width: 100 }, USUAL_COLUMNS[3]!]
const line: ExploreLine = {
  id: '1.2', time: '1795219200000000000', timestamp: '2026-11-22T10:00:00.000000000Z', message: 'payment failed', level: 'error', service: 'shop',
  stream: { service_name: 'shop', host: 'web-1' }, metadata: { order: 'o-17' }, parsed: {},
}
const usual = {
  id: 'log-line-4', line, place: 5, all: 9, columns: USUAL_COLUMNS, tracks: '', marks: marksOf('{} |= "fail"'),
  wrap: false, comfortable: false, active: false, expanded: false, similar: 0, unfolded: false, letters: 80, hinted: false,
}

beforeEach(() => localStorage.clear())

describe('ListHead', () => {
  const mounted = () => mountInApp(ListHead, { props: { columns, tracks: columnTracks(columns), times: 'absolute' } })
  const emitted = (head: Awaited<ReturnType<typeof mounted>>) => (head.emitted('columns') as [typeof columns][]).map(([next]) => next.map(({ name, width }) => width ? `${name} ${width}` : name))

  it('resizes a column by the keyboard and the pointer, and gives it its usual width again', async () => {
    const head = await mounted()
    const edge = head.find('[data-resize=host]')
    await edge.trigger('keydown', { key: 'ArrowRight' })
    await edge.trigger('dblclick')
    expect(emitted(head)).toEqual([[':time', ':level', ':service', 'host 116', ':message'], [':time', ':level', ':service', 'host', ':message']])
  })
  it('moves a column by dragging', async () => {
    const head = await mounted()
    await head.find('[data-head=host]').trigger('dragstart')
    await head.find('[data-head=":level"]').trigger('dragover', { clientX: -5 })
    await head.find('[data-head=":level"]').trigger('drop')
    expect(emitted(head)).toEqual([[':time', 'host 100', ':level', ':service', ':message']])
  })
})

describe('LogLine', () => {
  it('shows the columns in their order, and marks what the query looks for', async () => {
    const row = await mountInApp(LogLine, { props: { ...usual, columns: [{ name: 'host' }, { name: ':message' }, { name: 'nothing' }] } })
    expect(row.text()).toMatch(/host=web-1.*payment failed.*nothing=—/s)
    expect(row.find('mark').text()).toBe('fail')
  })
  it('fills what a short message leaves free with labels', async () => {
    const props = shallowReactive<Record<string, unknown>>({ ...usual })
    const row = await mountInApp(LogLine, { props })
    expect(row.text()).toContain('order=o-17')
    props.letters = 'payment failed'.length + 5
    await nextTick()
    expect(row.text()).toContain('payment failedorder')
    expect(row.text()).not.toContain('order=')
    props.letters = 10
    await nextTick()
    expect(row.text()).not.toContain('order')
  })
  it('is an option of the list, which says where it is', async () => {
    const row = await mountInApp(LogLine, { props: { ...usual, active: true } })
    const { id, role, 'aria-selected': selected, 'aria-posinset': place, 'aria-setsize': all, 'data-index': index } = row.find('[data-id]').attributes()
    expect([id, role, selected, place, all, index]).toEqual(['log-line-4', 'option', 'true', '5', '9', undefined])
  })
  it('has hints while the pointer is in it', async () => {
    const props = shallowReactive<Record<string, unknown>>({ ...usual })
    const row = await mountInApp(LogLine, { props })
    expect(row.findAll('[title]')).toHaveLength(0)
    props.hinted = true
    await nextTick()
    expect(row.find('time').attributes('title')).toBe('2026-11-22T10:00:00.000000000Z: click for relative times')
  })
  it('becomes another line in place: its elements stay, and nothing of the line before', async () => {
    const props = shallowReactive<Record<string, unknown>>({ ...usual })
    const row = await mountInApp(LogLine, { props })
    const elements = () => [...row.element.querySelectorAll('*')].filter(element => element.tagName !== 'MARK')
    const before = elements()
    props.line = { ...line, id: '1.3', message: 'a failure', level: 'warn', service: 'till', metadata: { order: 'o-18' } }
    await nextTick()
    expect(elements()).toEqual(before)
    expect(row.text()).toMatch(/warn.*till.*a failure.*order=o-18/s)
    expect(row.find('mark').text()).toBe('fail')
    expect(row.find('[data-id]').attributes('data-id')).toBe('1.3')
  })
  it('tells times from now on where that is wanted', async () => {
    const row = await mountInApp(LogLine, { props: { ...usual, now: Date.parse('2026-11-22T12:05:00Z') } })
    expect(row.find('time').text()).toBe('2h 5m ago')
  })
})

describe('LineMessage', () => {
  const props = { marks: [], wrap: false, expanded: false, similar: 0, unfolded: false }
  const text = async (change: object) => (await mountInApp(LineMessage, { props: { ...props, ...change } })).text()

  it('shows the first row of a stack trace, and how many there are more', async () => {
    const trace = 'Error: x\n  at a\n  at b'
    expect(await text({ text: trace })).toBe('Error: x+2 rows')
    expect(await text({ text: trace, expanded: true })).toBe(trace)
  })
  it('unfolds JSON', async () => {
    expect(await text({ text: '{"a":{"b":1}}', expanded: true })).toBe('{\n  "a": {\n    "b": 1\n  }\n}')
  })
  it('cuts a huge line until all of it is asked for', async () => {
    const huge = 'x'.repeat(100_000)
    expect(await text({ text: huge })).toBe(`${'x'.repeat(600)}show all 100 kB`)
    expect(await text({ text: huge, wrap: true })).toBe(`${'x'.repeat(2000)}show all 100 kB`)
    expect(await text({ text: huge, expanded: true })).toBe(huge)
  })
  it('has its text, and nothing else, where it may be selected to filter by it', async () => {
    for (const change of [{}, { marks: marksOf('{} |= "Error"') }, { expanded: true }]) {
      const message = await mountInApp(LineMessage, { props: { ...props, similar: 3, text: 'Error: x\n  at a', ...change } })
      expect(message.find('[data-line-text]').text()).toBe('expanded' in change ? 'Error: x\n  at a' : 'Error: x')
    }
  })
  it('counts similar lines', async () => {
    expect(await text({ text: 'again', similar: 1234 })).toMatch(/^×1,235\s*again$/)
  })
  it('is never taken for markup', async () => {
    const message = await mountInApp(LineMessage, { props: { ...props, text: '\u001B[31m<img src=x onerror=alert(1)>' } })
    expect(message.find('img').exists()).toBe(false)
    expect(message.text()).toBe('<img src=x onerror=alert(1)>')
  })
})
