/** The list, its columns, the fields beside it and the panel with a line, in the browser, against the real server. */
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { signUp } from '../fixtures/account'
import { launchBrowser } from '../fixtures/browser'
import { startServer, type TestServer } from '../fixtures/server'
import { AppWindow } from './pages/app'
import { send, untilReadable } from './pages/data'
import { ExplorePage } from './pages/explore'
import { StatisticsPart } from './pages/statistics'
import { FieldsSidebar } from './pages/fields'
import { LogListPart } from './pages/log-list'

const COUNT = 400
const EMAIL = 'ada@example.com'
const TRACE = 'ab'.repeat(16)
const ESCAPE = '\u001B'

let server: TestServer
let browser: Browser
let first: AppWindow
let app: AppWindow
let explore: ExplorePage
let fields: FieldsSidebar
let list: LogListPart
let start: number

/** Line n, one a second: every fifth an error, half of them with a status. */
const lineOf = (n: number) => ({
  timestamp: new Date(start + n * 1000).toISOString(), service: n % 4 === 0 ? 'gateway' : 'shop', level: n % 5 === 0 ? 'error' : 'info',
  message: `request ${n} served in ${n % 70} ms`, tags: { region: n % 2 ? 'eu' : 'us', ...(n % 2 === 0 && { http: { status: n % 10 === 0 ? 500 : 200 } }) },
})
const special = () => [
  { level: 'warn', message: '{"event":"retry","order":{"id":"o-17","total":19.87}}' },
  { level: 'error', message: 'TypeError: broken\n    at pay (/srv/pay.js:4:1)\n    at checkout (/srv/shop.js:9:2)' },
  { level: 'info', message: `colours ${ESCAPE}[31mred${ESCAPE}[0m <b>not bold</b>` },
  { level: 'info', message: `huge ${'x'.repeat(100_000)}` },
].map((line, n) => ({ ...line, timestamp: new Date(start + (COUNT + n) * 1000).toISOString(), service: 'special', tags: { trace_id: TRACE, detail: '{"deep":{"er":1}}' } }))

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()])
  start = Date.now() - COUNT * 1000 - 20_000
  const { key } = await signUp(server.url, EMAIL)
  await send(server.url, key, [...Array.from({ length: COUNT }, (_, n) => lineOf(n)), ...special()])
  await untilReadable(server.url, key, COUNT + 4)
  first = await AppWindow.open(browser, server.url)
  await first.logIn(EMAIL)
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})
beforeEach(async () => {
  app = await AppWindow.open(browser, server.url, { cookiesOf: first, width: 1440 })
  explore = new ExplorePage(app)
  fields = new FieldsSidebar(app)
  list = new LogListPart(app)
})
afterEach(async () => {
  app.expectClean()
  await app.close()
})

const open = (query = '') =>
  explore.open(`?from=${new Date(start - 1000).toISOString()}&to=${new Date(start + (COUNT + 10) * 1000).toISOString()}&query=${encodeURIComponent(query)}`)
const query = () => app.location.searchParams.get('query')

describe('the fields', () => {
  it('are there with exact counts under the query, and filter it: for, out, only, with and without', async () => {
    await open('{service_name!="special"}')
    await fields.unfold('region')
    await expect.poll(() => fields.value('region', 'eu').innerText()).toMatch(/eu\s*200\s*50 %/)
    await fields.value('region', 'eu').getByRole('button', { name: /^Filter for/ }).click()
    await explore.untilTotal(COUNT / 2)
    await fields.value('region', 'us').getByRole('button', { name: /^Filter for/ }).click()
    await explore.untilTotal(COUNT)
    await fields.act(fields.value('region', 'us'), /^Only/)
    await explore.untilTotal(COUNT / 2)
    await fields.act(fields.value('region', 'us'), /^Leave out/)
    await explore.untilTotal(COUNT / 2)
    expect(query()).toBe('{service_name!="special"} | region!="us"')
    await fields.act(fields.value('region', 'us'), /^No longer/)
    await explore.untilTotal(COUNT)
    await fields.menu('http_status', 'Lines that have it')
    await explore.untilTotal(COUNT / 2)
    await fields.menu('http_status', 'Lines without it')
    await explore.untilTotal(COUNT / 2)
    expect(query()).toContain('http_status=""')
  })

  it('are searched, pinned, hidden and shown again, and this browser remembers it', async () => {
    await open('{service_name!="special"}')
    await fields.menu('region', 'Pin')
    await expect.poll(() => fields.names()).toEqual(['region', 'detected_level', 'service_name', 'http_status'])
    await app.page.reload()
    await explore.settled()
    await expect.poll(() => fields.names()).toEqual(['region', 'detected_level', 'service_name', 'http_status'])
    await app.page.getByLabel('Find a field').fill('stat')
    await expect.poll(() => fields.names()).toEqual(['http_status'])
    await app.page.getByRole('button', { name: 'Hide the fields' }).click()
    await fields.root.waitFor({ state: 'detached' })
    await app.page.reload()
    await explore.settled()
    await expect.poll(() => fields.root.count()).toBe(0)
    await app.page.getByTestId('show-fields').click()
    await fields.root.waitFor()
  })

  it('are a drawer on a phone', async () => {
    await app.page.setViewportSize({ width: 375, height: 740 })
    await open()
    await app.page.getByTestId('show-fields').click()
    await app.page.getByRole('dialog').getByTestId('fields').locator('[data-field=region]').waitFor()
  })
})

describe('the columns', () => {
  it('are chosen, moved by dragging and by menu, resized and removed, and this browser remembers them', async () => {
    await open('{service_name!="special"}')
    await fields.act(fields.field('region'), /^Show as column/)
    await fields.act(fields.field('http_status'), /^Show as column/)
    await expect.poll(() => list.columns()).toEqual([':time', ':level', ':service', 'region', 'http_status', ':message'])
    await expect.poll(() => explore.lines.first().locator('[data-column=region]').innerText()).toBe('eu')
    await list.drag('http_status', ':time')
    await expect.poll(() => list.columns()).toEqual(['http_status', ':time', ':level', ':service', 'region', ':message'])
    await list.columnMenu('region', 'Move left')
    await expect.poll(() => list.columns()).toEqual(['http_status', ':time', ':level', 'region', ':service', ':message'])
    const width = await list.width('region')
    await list.resize('region', 80)
    await expect.poll(() => list.width('region')).toBe(width + 80)
    await app.page.reload()
    await explore.settled()
    await expect.poll(() => list.columns()).toEqual(['http_status', ':time', ':level', 'region', ':service', ':message'])
    await expect.poll(() => list.width('region')).toBe(width + 80)
    await list.columnMenu('region', 'Remove column')
    await list.columnMenu('http_status', 'Remove column')
    await expect.poll(() => list.columns()).toEqual([':time', ':level', ':service', ':message'])
  })

  it('tell times from now on when a time is clicked', async () => {
    await open('{service_name="special"}')
    await list.press('huge', 'times')
    await expect.poll(() => list.line('huge').locator('time').innerText()).toMatch(/ ago$/)
    await list.press('huge', 'times')
    await expect.poll(() => list.line('huge').locator('time').innerText()).toMatch(/\d\d:\d\d:\d\d/)
  })
})

describe('the lines', () => {
  it('show colours, and JSON, stack traces and huge lines unfold in place', async () => {
    await open('{service_name="special"}')
    await expect.poll(() => list.line('colours').locator('.ansi-red-fg').innerText()).toBe('red')
    await expect.poll(() => list.line('colours').getByTestId('line-message').innerText()).toBe('colours red <b>not bold</b>')
    await list.press('TypeError', 'expand')
    await list.line('at checkout').waitFor()
    await list.press('retry', 'expand')
    await expect.poll(() => list.line('retry').getByTestId('line-message').innerText()).toContain('  "order": {\n    "id": "o-17",')
    expect((await list.line('huge').innerText()).length).toBeLessThan(2000)
    await list.press('huge', 'expand')
    await expect.poll(async () => (await list.line('huge').innerText()).length).toBeGreaterThan(100_000)
    await list.press('huge', 'expand')
    // By keyboard: the newest line is the huge one.
    await app.page.keyboard.press('j')
    await app.page.keyboard.press('x')
    await expect.poll(async () => (await list.line('huge').innerText()).length).toBeGreaterThan(100_000)
  })

  it('say how many rows they have more, in sight beside a panel too', async () => {
    await app.page.setViewportSize({ width: 1280, height: 800 })
    await open('{service_name="special"} |= "broken"')
    const hint = list.line('broken').getByText('+2 rows')
    await hint.waitFor()
    await list.line('broken').click()
    await app.page.getByTestId('record-message').waitFor()
    // What the reader would hit there: the hint itself, and nothing that covers it or cuts it off.
    await expect.poll(() => hint.evaluate((element) => {
      const { right, top, height } = element.getBoundingClientRect()
      return document.elementFromPoint(right - 2, top + height / 2) === element
    })).toBe(true)
    await hint.click()
    await expect.poll(() => list.line('broken').getByTestId('line-message').innerText()).toContain('at checkout')
  })

  it('begin with the line of a link: older ones are below, newer ones above', async () => {
    await open('{service_name!="special"}')
    await app.page.keyboard.press('j')
    const at = String(BigInt(start + 200_000) * 1_000_000n)
    await app.goto(`${app.location.pathname}${app.location.search}&at=${at}`)
    await explore.settled()
    await list.line('request 200 served').waitFor()
    await list.line('request 199 served').waitFor()
    await expect.poll(async () => {
      await list.root.evaluate(element => element.scrollTop = 0)
      return list.line(`request ${COUNT - 1} served`).count()
    }).toBe(1)
  })

  it('become others in place while one scrolls, but not those that text is selected in', async () => {
    await open('{service_name!="special"}')
    await list.line(`request ${COUNT - 1} served`).waitFor()
    const scrollTo = (top: number) => list.root.evaluate((element, to) => element.scrollTop = to, top)
    await list.markElements()
    await scrollTo(3000)
    await list.line(`request ${COUNT - 1 - 140} served`).waitFor()
    await expect.poll(() => list.marked()).toBeGreaterThan(0)
    await expect.poll(() => list.line(`request ${COUNT - 1 - 140} served`).getByTestId('line-message').innerText()).toBe(`request ${COUNT - 141} served in ${(COUNT - 141) % 70} ms`)

    await list.line(`request ${COUNT - 1 - 140} served`).getByTestId('line-message').selectText()
    await list.markElements()
    await scrollTo(0)
    await list.line(`request ${COUNT - 1} served`).waitFor()
    await expect.poll(() => list.marked()).toBe(0)
    await expect.poll(() => app.page.evaluate(() => getSelection()?.toString() ?? '')).not.toContain('request')
  })

  it('are one row where they are similar, until it is unfolded', async () => {
    await open('{service_name="gateway", detected_level="info"}')
    const shown = await explore.lines.count()
    await app.page.getByRole('button', { name: 'Similar' }).click()
    await expect.poll(() => explore.lines.count()).toBe(1)
    await expect.poll(() => explore.lines.first().innerText()).toContain(`×${COUNT / 5}`)
    await list.press('request', 'fold')
    await expect.poll(() => explore.lines.count()).toBeGreaterThanOrEqual(shown)
  })
})

describe('nothing', () => {
  it('tells which filter took the lines away, and takes it off', async () => {
    await open('{service_name="gateway"} |= "nothing says this" | http_status="500"')
    const misses = app.page.getByTestId('near-misses').getByRole('button')
    await misses.first().waitFor()
    await expect.poll(() => misses.allInnerTexts()).toEqual([expect.stringMatching(/^contains nothing says this\s+\d+ lines$/)])
    await misses.first().click()
    await explore.lines.first().waitFor()
    expect(query()).toBe('{service_name="gateway"} | http_status="500"')
  })
})

describe('the panel', () => {
  it('shows JSON as a tree, puts fields into columns and filters them out', async () => {
    await open('{service_name="special"}')
    await list.line('retry').click()
    await explore.panel.getByTestId('record-message').getByText('"o-17"').waitFor()
    await explore.panel.getByText('deep').waitFor()
    await explore.panel.locator('[data-field=detail]').hover()
    await explore.panel.getByRole('button', { name: 'Show detail as column' }).click()
    await expect.poll(() => list.columns()).toContain('detail')
    await explore.panel.locator('[data-field=level]').hover()
    await explore.panel.getByRole('button', { name: 'Filter out level = warn' }).click()
    await explore.untilTotal(3)
  })

  it('filters for a value inside a line of JSON', async () => {
    await open('{service_name="special"}')
    await list.line('retry').click()
    await explore.panel.getByTestId('record-message').getByText('"o-17"').hover()
    await explore.panel.getByRole('button', { name: 'Filter for order.id = o-17' }).click()
    await explore.untilTotal(1)
    expect(query()).toBe('{service_name="special"} | json | order_id="o-17"')
  })

  it('shows the numbers of a field as a chart', async () => {
    await open('{service_name="gateway"} | http_status="500"')
    await explore.lines.first().click()
    await explore.panel.locator('[data-field="http.status"]').hover()
    await explore.panel.getByRole('button', { name: 'Show http.status as chart' }).click()
    const statistics = new StatisticsPart(app)
    await statistics.counted()
    await expect.poll(() => statistics.query.innerText()).toContain('unwrap http_status')
    expect((await statistics.series()).every(([, last]) => last === '500')).toBe(true)
  })

  it('leads to all lines of a trace', async () => {
    await open('{service_name="special"} |= "TypeError"')
    await explore.lines.first().getByText('special').click()
    await explore.panel.getByRole('button', { name: 'All lines of this trace' }).click()
    await explore.untilTotal(4)
    expect(query()).toBe(`{} | trace_id="${TRACE}"`)
  })
})

describe('the chart', () => {
  it('is split by any field, whose legend filters and leaves out, and compares with the time before', async () => {
    await open('{service_name!="special"}')
    await fields.menu('region', 'Split the chart by it')
    await app.page.getByTestId('legend-eu').waitFor()
    await expect.poll(() => app.page.getByTestId('legend-us').innerText()).toMatch(/us\s*200/)
    await app.page.getByTestId('legend-eu').click()
    await explore.untilTotal(COUNT / 2)
    expect(query()).toBe('{service_name!="special"} | region="eu"')
    await app.page.getByTestId('legend-eu').click({ modifiers: ['Alt'] })
    await expect.poll(query).toBe('{service_name!="special"} | region!="eu"')
    await expect.poll(() => app.location.searchParams.get('by')).toBe('region')
    await app.page.getByRole('button', { name: 'Compare with the time before' }).click()
    await expect.poll(() => app.location.searchParams.get('compare')).toBe('1')
    // There were no lines before.
    await expect.poll(() => list.heightOfLineBefore()).toBe(0)
    await app.page.getByTestId('histogram-by').click()
    await app.page.getByTestId('legend-error').waitFor()
  })

  it('zooms to the bar that is clicked', async () => {
    await open('{service_name!="special"}')
    const box = await app.page.getByTestId('histogram-chart').boundingBox()
    const before = app.location.searchParams.get('from')
    await app.page.mouse.click(box!.x + box!.width / 2, box!.y + box!.height / 2)
    await expect.poll(() => app.location.searchParams.get('from')).not.toBe(before)
    await explore.settled()
    await expect.poll(() => explore.total()).toBeLessThan(COUNT / 4)
  })
})
