import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openApp, type OpenApp } from './open-app'
import type { AppWindow } from './pages/app'
import { send } from './pages/data'
import { ExplorePage } from './pages/explore'

const COUNT = 3000
const services = ['gateway', 'checkout', 'payments']
const levelsOf = ['info', 'info', 'info', 'warn', 'error'] as const

let opened: OpenApp
let app: AppWindow
let explore: ExplorePage
let start: number

/** Line n of the test data: one a second, so that every count can be told. */
const lineOf = (n: number) => ({
  timestamp: new Date(start + n * 1000).toISOString(),
  service: services[n % 3]!, level: levelsOf[n % 5]!, message: `line number ${n} of the test`,
  tags: { region: n % 2 ? 'eu' : 'us', http: { status: n % 10 === 4 ? 500 : 200 } },
})

beforeAll(async () => {
  start = Date.now() - COUNT * 1000 - 5000
  opened = await openApp({ lines: Array.from({ length: COUNT }, (_, n) => lineOf(n)) })
})
afterAll(() => opened?.close())
beforeEach(async () => {
  app = await opened.window()
  explore = new ExplorePage(app)
})
afterEach(async () => {
  app.expectClean()
  await app.close()
})

/** An absolute range around all the data, which does not move while a test runs. */
const range = () => `from=${new Date(start - 1000).toISOString()}&to=${new Date(start + COUNT * 1000 + 1000).toISOString()}`

describe('filters', () => {
  it('narrow the list and stand in the address; back takes them off again', async () => {
    await explore.open(`?${range()}`)
    await explore.untilTotal(COUNT)
    await explore.pick('service', 'checkout')
    await explore.untilTotal(COUNT / 3)
    await explore.pick('level', 'Error')
    await explore.untilTotal(COUNT / 15)
    await explore.pickTag('http_status', '500')
    await explore.untilTotal(COUNT / 30)
    await expect.poll(() => app.location.searchParams.get('query')).toBe('{service_name="checkout", detected_level="error"} | http_status="500"')
    await expect.poll(() => explore.chips.count()).toBe(3)

    await app.page.goBack()
    await explore.untilTotal(COUNT / 15)
    await expect.poll(() => explore.chips.count()).toBe(2)
    await app.page.goForward()
    await explore.untilTotal(COUNT / 30)

    const linked = await opened.window()
    await linked.goto(app.location.pathname + app.location.search)
    await new ExplorePage(linked).untilTotal(COUNT / 30)
    await linked.close()

    await app.page.getByRole('button', { name: 'Clear the query' }).click()
    await explore.untilTotal(COUNT)
    await expect.poll(() => app.location.searchParams.has('query')).toBe(false)
  })

  it('take a query from the keyboard, and mark the matches', async () => {
    await explore.open(`?${range()}`)
    await app.page.keyboard.press('/')
    await app.page.keyboard.type('{} | search "NUMBER 1234"')
    await app.page.keyboard.press('Enter')
    await explore.untilTotal(1)
    await expect.poll(() => explore.lines.first().locator('mark').allInnerTexts()).toEqual(['number', '1234'])
    await expect.poll(() => app.location.searchParams.get('query')).toBe('{} | search "NUMBER 1234"')
  })

  it('say where a query is mistaken', async () => {
    await explore.open(`?${range()}&query=${encodeURIComponent('{service_name="a"} | jsn')}`)
    await app.page.getByTestId('query-failure').getByText(/Did you mean json/).waitFor()
    // Once is enough, and to ask the same again does not help.
    await app.page.getByText('No chart, as the query can’t be run.').waitFor()
    await app.page.getByText('No fields, as the query can’t be run.').waitFor()
    await expect.poll(() => app.page.getByRole('button', { name: 'Try again' }).count()).toBe(0)
    app.complaints.length = 0
  })

  it('are read from an address of before', async () => {
    await explore.open(`?${range()}&q=NUMBER%201&service=checkout&level=error&tag.region=eu`)
    await explore.settled()
    await expect.poll(() => explore.chips.count()).toBe(4)
    await expect.poll(() => explore.total()).toBeGreaterThan(0)
  })

  it('toggle a level by the legend, whose totals stay', async () => {
    await explore.open(`?${range()}`)
    await explore.untilTotal(COUNT)
    await app.page.getByTestId('legend-warn').click()
    await explore.untilTotal(COUNT / 5)
    await expect.poll(() => app.page.getByTestId('legend-error').innerText()).toContain(String(COUNT / 5))
    await app.page.getByTestId('legend-warn').click()
    await explore.untilTotal(COUNT)
  })
})

describe('the chart', () => {
  it('zooms to what is dragged over, and out again by the button', async () => {
    await explore.open(`?${range()}`)
    await explore.untilTotal(COUNT)
    await explore.dragChart(0.4, 0.6)
    await app.page.waitForFunction(total => Number(document.querySelector('[data-testid=histogram-total]')?.textContent?.replace(/\D/g, '')) < total / 3, COUNT)
    await explore.settled()
    const from = Date.parse(app.location.searchParams.get('from')!)
    const to = Date.parse(app.location.searchParams.get('to')!)
    const width = COUNT * 1000 + 2000
    expect((to - from) / width).toBeGreaterThan(0.15)
    expect((to - from) / width).toBeLessThan(0.25)
    const inside = Array.from({ length: COUNT }, (_, n) => start + n * 1000).filter(moment => moment >= from && moment < to).length
    await expect.poll(() => explore.total()).toBe(inside)
    await app.page.getByTestId('histogram').getByRole('button', { name: 'Zoom out' }).click()
    await app.page.waitForFunction(total => Number(document.querySelector('[data-testid=histogram-total]')?.textContent?.replace(/\D/g, '')) > total, inside)
  })
})

describe('the list', () => {
  it('scrolls through everything with no gap and no repeat, newest first', async () => {
    await explore.open(`?${range()}`)
    await explore.untilTotal(COUNT)
    const seen = await explore.readAll()
    const numbers = [...seen.entries()].sort(([a], [b]) => a - b).map(([, text]) => Number(/number (\d+)/.exec(text)?.[1]))
    expect(numbers).toEqual(Array.from({ length: COUNT }, (_, place) => COUNT - 1 - place))
    await expect.poll(() => app.page.getByTestId('row-count').innerText()).toContain(COUNT.toLocaleString('en-GB'))
  })

  it('says what to do when nothing matches', async () => {
    await explore.open(`?${range()}&q=nothing-says-this`)
    await explore.empty.waitFor()
    await explore.empty.getByRole('button', { name: 'Remove all filters' }).click()
    await explore.untilTotal(COUNT)
  })

  it('leads to the newest line when the range has none', async () => {
    await explore.open('?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z')
    await explore.empty.getByRole('button', { name: 'Go to the newest line' }).click()
    await explore.lines.first().waitFor()
  })
})

describe('the detail panel', () => {
  it('opens from the keyboard, moves, filters for a value, and closes', async () => {
    await explore.open(`?${range()}`)
    await explore.untilTotal(COUNT)
    await app.page.keyboard.press('j')
    await app.page.keyboard.press('Enter')
    await explore.panel.waitFor()
    await app.page.getByTestId('record-message').getByText(`line number ${COUNT - 1} of`).waitFor()
    await app.page.keyboard.press('j')
    await app.page.getByTestId('record-message').getByText(`line number ${COUNT - 2} of`).waitFor()
    await app.page.keyboard.press('k')
    await app.page.getByTestId('record-message').getByText(`line number ${COUNT - 1} of`).waitFor()
    await explore.panel.locator('[data-field="http.status"]').hover()
    await explore.panel.getByRole('button', { name: /^Filter for http.status/ }).click()
    await explore.chips.first().waitFor()
    await expect.poll(() => app.location.searchParams.get('query')).toMatch(/^\{\} \| http\.status="\d+"$/)
    await app.page.keyboard.press('Escape')
    await explore.panel.waitFor({ state: 'detached' })
    await expect.poll(() => app.location.searchParams.has('record')).toBe(false)
  })

  it('opens again from its address, also when the line is not in the list; back closes it', async () => {
    await explore.open(`?${range()}`)
    await explore.untilTotal(COUNT)
    await explore.lines.first().click()
    await explore.panel.waitFor()
    await app.page.waitForURL(url => url.searchParams.has('record'))
    const record = app.location.searchParams.get('record')!
    await app.page.goBack()
    await explore.panel.waitFor({ state: 'detached' })
    await explore.open(`?range=5m&q=nothing-says-this&record=${encodeURIComponent(record)}`)
    await app.page.getByTestId('record-message').getByText(`line number ${COUNT - 1} of`).waitFor()
  })

  it('has a bar of two rows on a phone, with a menu for the rest', async () => {
    await app.page.setViewportSize({ width: 375, height: 740 })
    await explore.open(`?${range()}`)
    const tops = await Promise.all(['pick-sources', 'live-toggle', 'bar-menu'].map(async id => (await app.page.getByTestId(id).boundingBox())!.y))
    expect(new Set(tops).size).toBe(1)
    const [ask, chart] = await Promise.all(['ask', 'histogram'].map(async id => (await app.page.getByTestId(id).boundingBox())!))
    expect(tops[0]).toBeGreaterThanOrEqual(ask!.y + ask!.height)
    await expect.poll(() => app.page.getByTestId('faces').isVisible()).toBe(false)
    expect(chart!.y).toBeLessThan(tops[0]! + 48)
    await app.page.getByTestId('bar-menu').click()
    await app.page.getByRole('menuitemcheckbox', { name: 'LogQL' }).click()
    await app.page.getByTestId('logql-editor').waitFor()
  })

  it('is a sheet on a phone, and nothing sticks out', async () => {
    await app.page.setViewportSize({ width: 375, height: 740 })
    await explore.open(`?${range()}`)
    await explore.untilTotal(COUNT)
    await expect.poll(() => app.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375)
    await explore.lines.first().click()
    await app.page.getByRole('dialog').getByTestId('record-message').waitFor()
    await app.page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
    await app.page.getByRole('dialog').waitFor({ state: 'detached' })
  })
})

describe('failures', () => {
  it('shows in place what went wrong, and tries again', async () => {
    await app.page.route('**/api/v1/query', route => route.fulfill({ status: 503, contentType: 'application/json', body: '{"error":{"code":"unavailable","message":"The engine is starting."}}' }))
    await explore.open(`?${range()}`)
    await app.page.getByTestId('query-failure').getByText('The engine is starting.').waitFor()
    await app.page.unroute('**/api/v1/query')
    await app.page.getByRole('button', { name: 'Try again' }).click()
    await explore.lines.first().waitFor()
    app.complaints.length = 0
  })

  it('denies a project that is not one’s own', async () => {
    await explore.open('?project=2abcdefghijklmnopqrstuvwxy1')
    await app.page.getByTestId('denied').waitFor()
    await app.page.getByRole('button', { name: 'Show my own project' }).click()
    await explore.settled()
    await expect.poll(() => app.location.searchParams.has('project')).toBe(false)
  })
})

describe('sharing and refreshing', () => {
  it('copies a link that opens the same line for somebody else', async () => {
    await app.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await explore.open('?range=24h')
    await explore.lines.nth(2).click()
    const message = await app.page.getByTestId('record-message').innerText()
    await explore.panel.getByRole('button', { name: 'Copy link to this line' }).click()
    await explore.panel.getByRole('button', { name: 'Copied' }).waitFor()
    const link = new URL(await app.page.evaluate(() => navigator.clipboard.readText()))
    expect(link.origin).toBe(opened.server.url)
    expect(link.searchParams.has('from')).toBe(true)
    const other = await opened.window()
    await other.goto(link.pathname + link.search)
    await other.page.getByTestId('record-message').getByText(message).waitFor()
    await other.close()
  })

  it('shows new lines by itself when asked to, and keeps the range relative', async () => {
    await explore.open('?range=5m&refresh=5s')
    await send(opened.server.url, opened.account.key, [{ service: 'gateway', level: 'info', message: 'a line sent while one looks' }])
    await app.page.getByTestId('log-line').getByText('a line sent while one looks').waitFor()
    await expect.poll(() => app.location.search).toBe('?range=5m&refresh=5s')
  })
})
