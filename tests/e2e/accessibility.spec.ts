import AxeBuilder from '@axe-core/playwright'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signUp } from '../fixtures/account'
import { launchBrowser } from '../fixtures/browser'
import { startServer, type TestServer } from '../fixtures/server'
import { demoLines } from '../../scripts/demo-data.mjs'
import { AccountPages } from './pages/account'
import { AppWindow } from './pages/app'
import { send, untilReadable } from './pages/data'
import { ExplorePage } from './pages/explore'
import { QueriesPage } from './pages/queries'

const EMAIL = 'ada@example.com'
let server: TestServer
let browser: Browser
let member: AppWindow

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()])
  const { key } = await signUp(server.url, EMAIL)
  await send(server.url, key, demoLines({ count: 1000, start: Date.now() - 3_500_000, end: Date.now() }))
  await untilReadable(server.url, key, 1000)
  member = await AppWindow.open(browser, server.url)
  await member.goto('/login')
  await new AccountPages(member).logIn(EMAIL)
  await member.untilPath('/explore')
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

async function expectAccessible(app: AppWindow): Promise<void> {
  // Colours are measured when nothing fades in any more.
  await app.page.waitForFunction(() => document.getAnimations().every(animation => animation.playState !== 'running' || animation.effect?.getTiming().iterations === Infinity))
  const { violations } = await new AxeBuilder({ page: app.page }).analyze()
  expect(violations.map(({ id, nodes }) => ({ id, targets: nodes.map(node => `${node.target.join(' ')}: ${node.failureSummary}`) }))).toEqual([])
  expect(await app.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
}

const ways: [string, { dark: boolean, width: number }][] = [
  ['in light', { dark: false, width: 1280 }], ['in dark', { dark: true, width: 1280 }], ['on a phone, in dark', { dark: true, width: 375 }],
]

describe.each(ways)('%s', (_, options) => {
  it.each(['/login', '/signup'])('%s has no violation', async (path) => {
    const app = await AppWindow.open(browser, server.url, options)
    await app.goto(path)
    await expectAccessible(app)
    app.expectClean()
    await app.close()
  })

  it.each(['/project', '/profile', '/welcome', '/docs/api'])('%s has no violation', async (path) => {
    const app = await AppWindow.open(browser, server.url, { ...options, cookiesOf: member })
    await app.goto(path)
    if (path === '/welcome') await app.page.getByTestId('first-log').waitFor()
    await expectAccessible(app)
    app.expectClean()
    await app.close()
  })

  it('Explore has no violation: list, filters, picker, panel, lines around, shortcuts, empty', async () => {
    const app = await AppWindow.open(browser, server.url, { ...options, cookiesOf: member })
    const explore = new ExplorePage(app)
    await explore.open('?range=6h&q=order&level=info&level=error')
    await expectAccessible(app)
    await app.page.getByTestId('pick-service').click()
    await app.page.getByTestId('value-list').getByText('checkout').waitFor()
    await expectAccessible(app)
    await app.page.keyboard.press('Escape')
    await explore.lines.first().click()
    await app.page.getByTestId('record-message').waitFor()
    await expectAccessible(app)
    await explore.panel.getByRole('button', { name: 'Surrounding lines' }).click()
    await app.page.getByTestId('surrounding-line').first().waitFor()
    await expectAccessible(app)
    await app.page.keyboard.press('Escape')
    await explore.panel.waitFor({ state: 'detached' })
    await app.page.keyboard.press('?')
    await app.page.getByRole('dialog').waitFor()
    await expectAccessible(app)
    await app.page.keyboard.press('Escape')
    await explore.open('?q=nothing-says-this')
    await explore.empty.waitFor()
    await expectAccessible(app)
    app.expectClean()
    await app.close()
  })

  it('Queries has no violation: editor, table, cell, chart, failure, history', async () => {
    const app = await AppWindow.open(browser, server.url, { ...options, cookiesOf: member })
    const queries = new QueriesPage(app)
    await app.goto('/queries')
    await queries.editor.waitFor()
    await expectAccessible(app)
    await queries.run('SELECT toStartOfMinute(Timestamp) AS time, ServiceName, count() AS lines FROM app GROUP BY ALL ORDER BY time')
    await queries.rows.first().locator('td').nth(2).click()
    await queries.pane.getByTestId('result-cell').waitFor()
    await expectAccessible(app)
    await queries.pane.getByRole('button', { name: 'Chart' }).click()
    await queries.pane.getByTestId('result-chart').waitFor()
    await expectAccessible(app)
    await queries.run('SELECT nothing_of_this_name FROM app')
    await queries.failure.waitFor()
    await expectAccessible(app)
    await queries.openHistory()
    await expectAccessible(app)
    // The browser itself notes that a statement was refused.
    app.complaints.splice(0, app.complaints.length, ...app.complaints.filter(complaint => !complaint.includes('status of 400')))
    app.expectClean()
    await app.close()
  })
})
