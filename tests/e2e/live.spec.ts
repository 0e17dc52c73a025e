/** Live tail in Explore: against a server that lines are sent to meanwhile. */
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { signUp } from '../fixtures/account'
import { launchBrowser } from '../fixtures/browser'
import { startServer, type TestServer } from '../fixtures/server'
import { AppWindow } from './pages/app'
import { send, untilReadable } from './pages/data'
import { ExplorePage } from './pages/explore'
import { LivePage } from './pages/live'

const EMAIL = 'ada@example.com'
const BEFORE = 300
let server: TestServer
let browser: Browser
let first: AppWindow
let app: AppWindow
let live: LivePage
let key: string

const say = (...messages: string[]) => send(server.url, key, messages.map(message => ({ service: 'shop', level: 'info', message })))
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n)

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()])
  key = (await signUp(server.url, EMAIL)).key
  const now = Date.now()
  await send(server.url, key, numbers(1, BEFORE).map(n => ({ timestamp: new Date(now - (BEFORE - n + 1) * 1000).toISOString(), service: 'past', level: 'info', message: `past ${n} of many` })))
  await untilReadable(server.url, key, BEFORE)
  first = await AppWindow.open(browser, server.url)
  await first.logIn(EMAIL)
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})
beforeEach(async () => {
  app = await AppWindow.open(browser, server.url, { cookiesOf: first })
  live = new LivePage(app)
})
afterEach(async () => {
  app.expectClean()
  await app.close()
})

describe('live tail', () => {
  it('begins by its key, shows what comes on top, and leads back to the list', async () => {
    const explore = new ExplorePage(app)
    await explore.open('?query={service_name="shop"}')
    await app.page.keyboard.press('l')
    await live.untilStatus('Live')
    await expect.poll(() => app.location.searchParams.get('live')).toBe('1')
    await app.page.getByTestId('live-waiting').waitFor()
    await say('hello from far away')
    await live.untilShown('hello from far away')
    await send(server.url, key, [{ service: 'other', level: 'info', message: 'not asked for' }])
    await say('and a second one')
    await live.untilShown('and a second one')
    await expect.poll(() => live.messages(/hello from|second one|not asked/)).toEqual(['second one', 'hello from'])
    await app.page.keyboard.press('l')
    await live.status.waitFor({ state: 'detached' })
    await expect.poll(() => app.location.searchParams.has('live')).toBe(false)
    await live.untilShown('and a second one')
  })

  it('begins with the newest lines before, and goes back further by scrolling, without gap or repeat', async () => {
    await live.open('&query={service_name="past"}')
    await live.untilShown(`past ${BEFORE} of`)
    const seen = await new ExplorePage(app).readAll()
    const order = [...seen.entries()].sort(([a], [b]) => a - b).map(([, text]) => Number(/past (\d+)/.exec(text)?.[1]))
    expect(order).toEqual(numbers(1, BEFORE).reverse())
  })

  it('pauses by the space bar, counts what comes meanwhile, and goes on', async () => {
    await live.open('&query={service_name="shop"}|="pausing"')
    await say('before pausing')
    await live.untilShown('before pausing')
    await app.page.keyboard.press('Space')
    await live.untilStatus('Paused')
    await say('pausing 1', 'pausing 2')
    await live.newLines.getByText('2 new lines').waitFor()
    await expect.poll(() => live.messages(/pausing \d/)).toEqual([])
    await live.newLines.click()
    await live.untilStatus('Live')
    await expect.poll(() => live.messages(/pausing \d/)).toEqual(['pausing 2', 'pausing 1'])
    await say('pausing 3')
    await live.untilShown('pausing 3')
  })

  it('stays at the line that is read: while the list is scrolled, and while a line is open', async () => {
    await live.open('&query={service_name=~"past|shop"}')
    await live.untilShown(`past ${BEFORE} of`)
    const list = app.page.getByTestId('log-list')
    await list.evaluate(element => element.scrollTop = 1500)
    await live.untilStatus('Held while you read')
    const before = await live.messages(/past \d+/)
    await say('held back 1')
    await live.newLines.getByText('1 new line').waitFor()
    await expect.poll(() => live.messages(/past \d+/)).toEqual(before)
    await live.newLines.click()
    await live.untilShown('held back 1')
    await live.untilStatus('Live')
    await live.lines.getByText('held back 1').click()
    await live.untilStatus('Held while you read')
    await app.page.getByTestId('record-message').getByText('held back 1').waitFor()
    await app.page.keyboard.press('Escape')
    await live.untilStatus('Live')
  })

  it('tells repeats as one with their number, and marks words of one’s own', async () => {
    await live.open('&query={service_name="shop"}|="retry"')
    await say(...numbers(1, 5).map(n => `retry ${n} of the job`), 'no retry is left')
    await live.untilShown('no retry is left')
    await app.page.getByLabel('Repeats').click()
    await app.page.getByRole('option', { name: 'Same pattern once' }).click()
    await expect.poll(() => live.lines.count()).toBe(2)
    await expect.poll(() => app.page.getByTestId('line-times').innerText()).toBe('×5')
    await app.page.getByLabel('Words to mark').fill('JOB left')
    await expect.poll(async () => (await live.lines.locator('mark').allInnerTexts()).sort()).toEqual(['job', 'left', 'retry', 'retry'])
  })
})

describe('a connection that breaks', () => {
  it('is made anew, with no gap and no repeat', async () => {
    await live.open('&query={service_name="shop"}|="wire"')
    await say('wire 1')
    await live.untilShown('wire 1')
    await app.context.setOffline(true)
    await live.untilStatus('Reconnecting…')
    await say('wire 2', 'wire 3')
    await app.context.setOffline(false)
    await live.untilStatus('Live')
    await live.untilShown('wire 3')
    await say('wire 4')
    await live.untilShown('wire 4')
    await expect.poll(() => live.messages(/wire \d/)).toEqual(['wire 4', 'wire 3', 'wire 2', 'wire 1'])
    // The browser itself notes that there was no network.
    app.complaints.splice(0, app.complaints.length, ...app.complaints.filter(complaint => !complaint.includes('ERR_INTERNET_DISCONNECTED')))
  })
})

describe('what can’t be followed', () => {
  it('offers the lines of a query of numbers', async () => {
    await app.goto(`/explore?live=1&query=${encodeURIComponent('sum(rate({service_name="past"} |= "of many" [5m]))')}`)
    await live.refused.getByText('Numbers can’t be followed live').waitFor()
    await live.refused.getByRole('button', { name: 'Follow its lines' }).click()
    await live.untilStatus('Live')
    await live.untilShown(`past ${BEFORE} of`)
  })

  it('says why the server refuses, and leads back', async () => {
    await app.goto(`/explore?live=1&query=${encodeURIComponent('{service_name=')}`)
    await live.refused.getByText('This can’t be followed live').waitFor()
    await live.refused.getByRole('button', { name: 'Back to the list' }).click()
    await live.refused.waitFor({ state: 'detached' })
    app.complaints.splice(0, app.complaints.length, ...app.complaints.filter(complaint => !complaint.includes('status of 400')))
  })
})
