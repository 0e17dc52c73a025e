import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openApp, type OpenApp } from './open-app'
import type { AppWindow } from './pages/app'
import { ChangesPart } from './pages/changes'
import { ExplorePage } from './pages/explore'
import { PatternsPart } from './pages/patterns'
import { StatisticsPart } from './pages/statistics'

const MINUTE = 60_000
const COUNT = 360

let opened: OpenApp
let app: AppWindow
let explore: ExplorePage
let patterns: PatternsPart
let changes: ChangesPart
let statistics: StatisticsPart
let end: number

/**
 * A line every 10 s of the last hour: 120 before the last 40 minutes, 240 since. Every third line of the last 40
 * minutes is an error of the checkout in region eu, of a pattern that there was not before.
 */
function lines() {
  return Array.from({ length: COUNT }, (_, n) => {
    const isBad = n >= 120 && n % 3 === 0
    return {
      timestamp: new Date(end - (COUNT - n) * 10_000).toISOString(), service: isBad ? 'checkout' : n % 3 === 1 ? 'gateway' : 'checkout', level: isBad ? 'error' : 'info',
      message: isBad ? `payment ${n} was declined` : `request ${n} took ${n % 50} ms`, tags: { region: isBad || n % 2 === 0 ? 'eu' : 'us', took: n % 50 },
    }
  })
}

/** A range of the address: from so many minutes before the last line to so many. */
const span = (from: number, to: number) => `from=${new Date(end - from * MINUTE).toISOString()}&to=${new Date(end - to * MINUTE).toISOString()}`

beforeAll(async () => {
  end = Date.now()
  opened = await openApp({ lines: lines() })
})
afterAll(() => opened?.close())
beforeEach(async () => {
  app = await opened.window()
  explore = new ExplorePage(app)
  patterns = new PatternsPart(app)
  changes = new ChangesPart(app)
  statistics = new StatisticsPart(app)
})
afterEach(async () => {
  app.expectClean()
  await app.close()
})

describe('Lines', () => {
  it('are asked for where they are shown, and not before', async () => {
    const asked: string[] = []
    app.page.on('request', request => new URL(request.url()).pathname === '/api/v1/query' && asked.push(request.postData() ?? ''))
    await explore.open('?range=6h&view=patterns')
    await patterns.counted()
    expect(asked).toEqual([])
    await app.page.getByTestId('explore-tabs').getByRole('button', { name: 'Lines' }).click()
    await explore.lines.first().waitFor()
    expect(asked).toHaveLength(1)
    // What is known is not asked for again.
    await patterns.open()
    await app.page.getByTestId('explore-tabs').getByRole('button', { name: 'Lines' }).click()
    await explore.lines.first().waitFor()
    expect(asked).toHaveLength(1)
  })
})

describe('A fixed range', () => {
  it.each([['patterns', 'patterns'], ['changes', 'compare'], ['statistics', 'query']])('is asked again by Run in %s', async (view, path) => {
    const isAsked = (request: { url(): string }) => new URL(request.url()).pathname === `/api/v1/${path}`
    const answered = () => app.page.waitForResponse(isAsked)
    await Promise.all([answered(), explore.open(`?${span(60, 0)}&view=${view}`)])
    await app.page.waitForFunction(() => !document.querySelector('[aria-busy=true]'))
    await Promise.all([answered(), app.page.getByRole('button', { name: 'Run', exact: true }).click()])
  })
})

describe('Patterns', () => {
  it('are counted under the query, shown alone and hidden', async () => {
    await explore.open('?range=6h')
    await patterns.open()
    await expect.poll(() => app.location.searchParams.get('view')).toBe('patterns')
    await expect.poll(() => patterns.counts()).toEqual([280, 80])
    await patterns.row('payment').hover()
    await patterns.row('payment').getByRole('button', { name: 'Hide these lines' }).click()
    await patterns.row('payment').waitFor({ state: 'detached' })
    await expect.poll(() => patterns.counts()).toEqual([280])
    await app.page.goBack()
    await patterns.row('payment').hover()
    await patterns.row('payment').getByRole('button', { name: 'Show only these lines' }).click()
    await explore.untilTotal(80)
    await expect.poll(() => app.location.searchParams.get('query')).toContain('pattern_hash')
    await explore.lines.first().getByText(/payment \d+ was declined/).waitFor()
  })

  it('are new, or compared with the time before', async () => {
    await explore.open('?range=6h')
    await patterns.open()
    await patterns.row('payment').getByTestId('pattern-new').waitFor()
    await patterns.orderBy('First seen')
    await expect.poll(() => patterns.counts()).toEqual([80, 280])
    // As long ago as the range is long there were no lines.
    await patterns.row('request').getByText('none before').waitFor()
    await explore.open(`?view=patterns&${span(20, 0)}`)
    await patterns.counted()
    await patterns.row('payment').getByText(/[+×−±]/).waitFor()
    await patterns.row('payment').getByTestId('pattern-new').waitFor({ state: 'detached' })
  })

  it('are led through by the keyboard', async () => {
    await explore.open('?range=6h&view=patterns')
    await patterns.counted()
    await patterns.row('request').getByRole('button', { expanded: false }).focus()
    await app.page.keyboard.press('ArrowDown')
    await app.page.keyboard.press('Enter')
    await patterns.detail.getByText(/payment \d+ was declined/).waitFor()
    await patterns.detail.getByRole('button', { name: 'Hide' }).click()
    await patterns.row('payment').waitFor({ state: 'detached' })
  })
})

describe('What changed', () => {
  it('puts first what came since the time before, and leads to its lines', async () => {
    await explore.open(`?${span(40, 0)}`)
    await changes.open()
    expect((await changes.names()).slice(0, 1)).toEqual(['detected_level = error'])
    await changes.values.first().getByText('only here').waitFor()
    await changes.patterns.first().getByText('New').waitFor()
    await changes.patterns.first().getByText('was declined').waitFor()
    await changes.direction('Less often')
    await expect.poll(() => changes.names()).toContain('detected_level = info')
    await expect.poll(() => changes.names()).not.toContain('detected_level = error')
    await changes.direction('More often')
    await changes.values.first().getByRole('button', { name: 'Filter for detected_level error' }).click()
    await explore.untilTotal(80)
    await expect.poll(() => app.location.searchParams.get('query')).toBe('{detected_level="error"}')
  })

  it('compares errors, or lines of a value, with the others', async () => {
    await explore.open('?range=6h')
    await changes.open()
    await app.page.getByTestId('tab-note').getByText('no lines to compare with').waitFor()
    await changes.compare('errors with the other lines')
    await app.page.getByTestId('changes-summary').getByText('80 lines, compared with 280').waitFor()
    await expect.poll(() => changes.names()).toContain('region = eu')
    await changes.compare('lines of a value with the others')
    await app.page.getByTestId('tab-note').getByText('Choose a field').waitFor()
    await app.page.getByLabel('Field to compare by').click()
    await app.page.getByRole('option', { name: 'service_name' }).click()
    await app.page.getByLabel('Value to compare by').click()
    await app.page.getByRole('option', { name: 'gateway' }).click()
    await app.page.getByTestId('changes-summary').getByText('120 lines, compared with 240').waitFor()
    await expect.poll(() => changes.names()).toContain('detected_level = error')
    expect((await changes.names()).some(name => name.startsWith('service_name'))).toBe(false)
  })

  it('compares with a range of one’s own', async () => {
    await explore.open(`?view=changes&${span(20, 0)}`)
    await changes.compared()
    await changes.compare('this range with another')
    await app.page.getByTestId('changes-summary').getByText('120 lines, compared with 120').waitFor()
    await app.page.getByLabel('Compare to').fill('2001-01-01T00:00:00')
    await app.page.getByText('The end must be later than the start.').waitFor()
    await app.page.getByRole('button', { name: 'All patterns' }).click()
    await patterns.counted()
  })
})

describe('Statistics', () => {
  it('count the lines by level, by a chosen field, or with a chosen step', async () => {
    await explore.open(`?${span(60, 0)}`)
    await statistics.open()
    await statistics.untilNames(['info', 'error'])
    expect((await statistics.series()).map(([name, , , , , sum]) => [name, Number(sum)]).sort()).toEqual([['error', 80], ['info', 280]])
    await statistics.choose('measure-by', 'service_name')
    await statistics.untilNames(['checkout', 'gateway'])
    await statistics.step('Every 10 min')
    await statistics.query.getByText('count_over_time({}[10m])').waitFor()
    await statistics.untilNames(['checkout', 'gateway'])
    for (const kind of ['Lines', 'Stacked areas', 'Distribution', 'Top list'] as const) {
      await statistics.chart.showAs(kind)
      await statistics.chart.drawn()
    }
    await statistics.chart.showAs('Top list')
    await app.page.getByTestId('top-item').filter({ hasText: 'gateway' }).click()
    await explore.untilTotal(120)
  })

  it('measure a field of numbers, its most frequent and its different values', async () => {
    await explore.open(`?${span(60, 0)}`)
    await statistics.open()
    await statistics.measure('p50, p95 and p99')
    await statistics.query.getByText('quantile_over_time(0.95').waitFor()
    await statistics.untilNames(['p50', 'p95', 'p99'])
    await statistics.measure('Most frequent values')
    await statistics.choose('measure-field', 'region')
    await statistics.untilNames(['eu', 'us'])
    expect((await statistics.series()).map(([name]) => name)).toEqual(['eu', 'us'])
    await statistics.measure('Different values')
    await statistics.query.getByText('count(sum by (region)').waitFor()
  })

  it('become the query, whose own numbers are shown then', async () => {
    await explore.open(`?${span(60, 0)}`)
    await statistics.open()
    await statistics.useQuery()
    await app.page.waitForURL(url => url.searchParams.get('query')?.startsWith('sum by (detected_level)') === true)
    await statistics.query.waitFor({ state: 'detached' })
    await statistics.untilNames(['info', 'error'])
    await explore.open(`?view=statistics&query=${encodeURIComponent('vector(1)')}`)
    await statistics.untilNames(['value'])
  })

  it('that can’t be made say why', async () => {
    await explore.open(`?view=statistics&query=${encodeURIComponent('{service_name="gateway"} | regexp "("')}`)
    await app.page.getByTestId('statistics').getByTestId('query-failure').waitFor()
    await explore.open(`?view=statistics&query=${encodeURIComponent('{service_name=')}`)
    await app.page.getByTestId('tab-note').getByText('mend it first').waitFor()
    // The browser itself notes that the queries were refused.
    app.complaints.length = 0
  })
})
