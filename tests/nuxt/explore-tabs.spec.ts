import { registerEndpoint } from '@nuxt/test-utils/runtime'
import { readBody, setResponseStatus } from 'h3'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { CompareRequest, CompareResponse } from '#shared/schemas/compare'
import ChartLegend from '~/components/charts/ChartLegend.vue'
import TopList from '~/components/charts/TopList.vue'
import ChangesTab from '~/components/explore/changes/ChangesTab.vue'
import StatisticsTab from '~/components/explore/statistics/StatisticsTab.vue'
import { mountInApp, until } from './support'

const question = { query: '{service_name="shop"}', start: '2026-11-22T10:00:00.000Z', end: '2026-11-22T11:00:00.000Z' }
const shares = { selected: 60, baseline: 5, selectedShare: 0.6, baselineShare: 0.05, lift: 12, direction: 'more' as const, atLeast: 9.1, score: 1 }
const pattern = (hash: string, part: object) => ({ hash, pattern: `text <_> ${hash}`, example: '', since: null, ...shares, ...part })
const answer: CompareResponse = {
  selected: { lines: 100, sampled: { lines: 100, of: 900 } }, baseline: { lines: 100 },
  values: [{ field: 'region', value: 'eu', ...shares }, { field: 'region', value: 'us', ...shares, direction: 'less', lift: 0.5 }],
  numberFields: ['latency', 'bytes'],
  patterns: [pattern('1', {})], appeared: [pattern('2', { baseline: 0, baselineShare: 0, lift: null })], vanished: [pattern('3', { selected: 0, selectedShare: 0, lift: 0, direction: 'less' })],
  patternsSampled: false, scannedRows: 1, elapsedMs: 1,
}
let compared: CompareRequest[] = []
let respond: () => CompareResponse | undefined = () => answer
registerEndpoint('/api/v1/compare', {
  method: 'POST',
  handler: async (event) => {
    compared.push(await readBody<CompareRequest>(event))
    const answered = respond()
    if (answered) return answered
    setResponseStatus(event, 503)
    return { error: { code: 'unavailable', message: 'The engine is starting.' } }
  },
})
registerEndpoint('/api/v1/fields', { method: 'POST', handler: () => ({ fields: [{ name: 'took', kind: 'attribute', type: 'duration', count: 1, coverage: 1, distinct: 1 }], lines: 1, scannedRows: 1, elapsedMs: 1 }) })

beforeEach(() => {
  compared = []
  respond = () => answer
})
afterEach(() => vi.unstubAllGlobals())

describe('What changed', () => {
  const mounted = () => mountInApp(ChangesTab, { props: { question, asked: 1 } })
  type View = Awaited<ReturnType<typeof mounted>>
  const rows = (view: View, list: string) => view.get(`[data-testid=changed-${list}]`).findAll('[data-testid=difference]')
  const button = (view: View, name: string) => view.findAll('button').find(each => each.text() === name)!

  it('compares with the time before, and says what that means', async () => {
    const view = await mounted()
    await until(() => expect(rows(view, 'values')).toHaveLength(2))
    expect(compared).toMatchObject([{ selected: question, baseline: { query: question.query, start: '2026-11-22T09:00:00.000Z', end: question.start } }])
    expect(rows(view, 'values')[0]!.text()).toContain('12 × as often')
    expect(rows(view, 'values')[0]!.get('[data-testid=difference-lift]').attributes('title')).toContain('at least 9.1 times as often')
    expect(rows(view, 'patterns').map(row => row.text().match(/New|Gone/)?.[0])).toEqual(['New', undefined, 'Gone'])
    expect(view.get('[data-testid=changes-summary]').text()).toBe('900 lines, compared with 100')
    expect(view.findAll('[data-testid=sampled]')).toHaveLength(1)
    expect(rows(view, 'values')[0]!.element.closest('section')!.textContent).toContain('Of latency, bytes, with many different numbers')
  })

  it('shows one direction alone, and filters by a click', async () => {
    const view = await mounted()
    await until(() => expect(rows(view, 'values')).toHaveLength(2))
    await button(view, 'Less often').trigger('click')
    expect([rows(view, 'values').length, rows(view, 'patterns').length]).toEqual([1, 1])
    await button(view, 'More often').trigger('click')
    for (const each of [...rows(view, 'values')[0]!.findAll('button'), ...rows(view, 'patterns')[0]!.findAll('button')]) await each.trigger('click')
    expect(view.emitted('filter')).toEqual([
      [{ label: 'region', operator: '=', value: 'eu' }], [{ label: 'region', operator: '!=', value: 'eu' }],
      [{ label: 'pattern_hash', operator: '=', value: '2' }], [{ label: 'pattern_hash', operator: '!=', value: '2' }],
    ])
    await button(view, 'All patterns').trigger('click')
    expect(view.emitted('patterns')).toHaveLength(1)
  })

  it('says which side has no lines, that nothing differs, and what failed', async () => {
    respond = () => ({ ...answer, baseline: { lines: 0 } })
    const none = await mounted()
    await until(() => expect(none.get('[data-testid=tab-note]').text()).toContain('no lines to compare with'))
    respond = () => ({ ...answer, values: [], numberFields: [], patterns: [], appeared: [], vanished: [] })
    const same = await mounted()
    await until(() => expect(same.text()).toContain('No field differs by more than chance.'))
    expect(same.text()).not.toContain('with many different numbers')
    respond = () => undefined
    const failed = await mounted()
    await until(() => expect(failed.text()).toContain('The engine is starting.'))
  })
})

describe('Statistics', () => {
  const cost = { scannedRows: 7, scannedBytes: 1, elapsedMs: 1 }
  const points = [['1795341600000000000', 3], ['1795341660000000000', 5]]
  const series = { series: { labels: { detected_level: 'error' }, points } }
  let asked: Record<string, unknown>[] = []
  let events: object[] = []
  beforeEach(() => {
    asked = []
    events = [{ progress: { scannedRows: 1, scannedBytes: 1, share: 0.5 } }, series, { summary: { kind: 'matrix', count: 1, cost } }]
    vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
      asked.push(JSON.parse(String(init.body)) as Record<string, unknown>)
      return new Response(events.map(event => `${JSON.stringify(event)}\n`).join(''))
    })
  })
  const mounted = (query: string) => mountInApp(StatisticsTab, { props: { question, asked: 1, query } })
  type View = Awaited<ReturnType<typeof mounted>>
  const cells = (view: View) => view.findAll('[data-testid=series-row]').map(row => row.findAll('td').map(cell => cell.text()))

  it('counts the lines of a log query by level, in steps that fit, and gives the query away', async () => {
    const view = await mounted(question.query)
    await until(() => expect(cells(view)).toEqual([['error', '5', '3', '5', '4', '8']]))
    const text = view.get('[data-testid=statistics-query]').text()
    expect(text).toContain('count_over_time({service_name="shop"}[1m])')
    expect(asked[0]).toMatchObject({ language: 'logql', query: text, step: '60s', start: Date.parse(question.start) + 60_000, end: Date.parse(question.end) })
    expect(view.get('[data-testid=statistics-status]').text()).toContain('1 series, 7 rows read')
    await view.findAll('button').find(button => button.text() === 'Use as query')!.trigger('click')
    expect(view.emitted('use')).toEqual([[text]])
    await view.get('[data-testid=series-row] button').trigger('click')
    expect(view.emitted('filter')).toEqual([[{ label: 'detected_level', operator: '=', value: 'error' }]])
  })

  it('shows the numbers of a metric query itself', async () => {
    const view = await mounted('rate({service_name="shop"}[5m])')
    await until(() => expect(cells(view)).toHaveLength(1))
    expect(asked[0]).toMatchObject({ query: 'rate({service_name="shop"}[5m])' })
    expect(view.find('[data-testid=statistics-query]').exists()).toBe(false)
    expect(view.find('[data-testid=statistics-gap]').exists()).toBe(false)
  })

  it('steps as finely as a metric query looks, or says that lines fall between', async () => {
    await mounted('rate({service_name="shop"}[10s])')
    await until(() => expect(asked[0]).toMatchObject({ step: '10s' }))
    const view = await mounted('rate({service_name="shop"}[500ms])')
    await until(() => expect(view.find('[data-testid=statistics-gap]').text()).toContain('Each number is about 500 ms of every'))
  })

  it('says that there are no numbers, what failed, and what can’t be read', async () => {
    events = [{ summary: { kind: 'matrix', count: 0, cost } }]
    const empty = await mounted(question.query)
    await until(() => expect(empty.find('[data-testid=no-numbers]').exists()).toBe(true))
    events = [{ error: { code: 'timeout', message: 'It took too long.' } }]
    const failed = await mounted(question.query)
    await until(() => expect(failed.text()).toContain('It took too long.'))
    const torn = await mountInApp(StatisticsTab, { props: { question: { ...question, query: '{a=' }, asked: 1, query: '{a=' } })
    await until(() => expect(torn.get('[data-testid=tab-note]').text()).toContain('mend it first'))
  })
})

describe('parts of charts', () => {
  it('a legend shows one alone by a click, and takes one in or out with Ctrl', async () => {
    const legend = await mountInApp(ChartLegend, { props: { series: [{ name: 'a', color: 'red' }, { name: 'b', color: 'blue' }, { name: 'c', color: 'green' }], more: 3, modelValue: [] } })
    expect(legend.text()).toContain('and 3 more')
    await legend.findAll('button')[1]!.trigger('click')
    await legend.findAll('button')[0]!.trigger('click', { ctrlKey: true })
    expect(legend.emitted('update:modelValue')).toEqual([[['b']], [['b', 'a']]])
  })

  it('a top list is ordered, and filters where it can', async () => {
    const series = [['a', 1], ['b', 5]].map(([name, value]) => ({ name, labels: name === 'b' ? { name } : {}, points: [{ time: 0, value }] }))
    const list = await mountInApp(TopList, { props: { series, statistic: 'last', colorOf: () => 'red', pickable: true } })
    expect(list.findAll('[data-testid=top-item]').map(item => item.text())).toEqual(['b5', 'a1'])
    for (const item of list.findAll('[data-testid=top-item]')) await item.trigger('click')
    expect(list.emitted('pick')).toEqual([[{ name: 'b' }]])
  })
})
