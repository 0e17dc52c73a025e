import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { signUp } from '../fixtures/account'
import { launchBrowser } from '../fixtures/browser'
import { startServer, type TestServer } from '../fixtures/server'
import { AppWindow } from './pages/app'
import { send, untilReadable } from './pages/data'
import { QuestionToolsPage } from './pages/question-tools'

const EMAIL = 'ada@example.com'
const PASSWORD = 'open sesame please'
const COUNT = 300
const QUERY = '{service_name="checkout"}'
let server: TestServer
let browser: Browser
let first: AppWindow
let app: AppWindow
let guest: AppWindow
let tools: QuestionToolsPage
let projectPath: string

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()])
  const { key, projectId } = await signUp(server.url, EMAIL)
  projectPath = `/api/v1/projects/${projectId}`
  const start = Date.now() - COUNT * 1000 - 5000
  await send(server.url, key, Array.from({ length: COUNT }, (_, n) => ({ timestamp: new Date(start + n * 1000).toISOString(), service: n % 3 ? 'gateway' : 'checkout', level: 'info', message: `line number ${n}` })))
  await untilReadable(server.url, key, COUNT)
  first = await AppWindow.open(browser, server.url)
  await first.logIn(EMAIL)
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})
beforeEach(async () => {
  app = await AppWindow.open(browser, server.url, { cookiesOf: first })
  guest = await AppWindow.open(browser, server.url)
  tools = new QuestionToolsPage(app)
  await app.goto(`/explore?query=${encodeURIComponent(QUERY)}`)
  await app.page.getByTestId('log-line').first().waitFor()
})
afterEach(async () => {
  app.expectClean()
  guest.expectClean()
  await app.close()
  await guest.close()
})

const allow = async (publicShares: boolean) => expect((await app.context.request.patch(projectPath, { data: { publicShares } })).ok()).toBe(true)

it('a result is shared with members, and says to others that they have to log in', async () => {
  const path = await tools.shareResult('The outage')
  await app.goto(path)
  await app.page.getByRole('heading', { name: 'The outage' }).waitFor()
  await app.page.getByText(QUERY, { exact: true }).waitFor()
  await expect.poll(() => app.page.getByTestId('shared-row').count()).toBe(COUNT / 3)
  await app.page.getByTestId('histogram-chart').waitFor()
  await app.page.getByText(`${COUNT / 3} rows`, { exact: true }).waitFor()
  await app.page.getByRole('button', { name: 'Show its labels' }).first().click()
  await app.page.getByTestId('shared-fields').getByText('checkout').waitFor()
  await app.page.getByRole('button', { name: 'Hide its labels' }).click()
  await app.page.getByTestId('shared-fields').waitFor({ state: 'detached' })
  await app.page.getByRole('link', { name: 'Ask again in Explore' }).click()
  await app.page.getByTestId('log-line').first().waitFor()
  await app.page.waitForURL(url => url.pathname === '/explore' && url.searchParams.get('query') === QUERY && url.searchParams.has('from'))
  await guest.goto(path)
  await guest.page.getByText('This result is for members').waitFor()
  await guest.page.getByRole('link', { name: 'Log in' }).click()
  await guest.untilPath('/login')
  await expect.poll(() => guest.location.searchParams.get('next')).toBe(path)
})

it('numbers are shared over the range, and looked at as a chart or as rows', async () => {
  await app.goto(`/explore?view=statistics&query=${encodeURIComponent('sum by (service_name) (count_over_time({}[1m]))')}`)
  await app.page.getByTestId('statistics').getByTestId('chart').waitFor()
  const path = await tools.shareResult('Lines a minute')
  await app.goto(path)
  const result = app.page.getByTestId('shared-result')
  await result.getByTestId('chart').getByText('gateway').first().waitFor()
  await result.getByText('times of Europe/Berlin').waitFor()
  await result.getByRole('button', { name: 'Table' }).click()
  await expect.poll(() => result.getByTestId('shared-row').count()).toBeGreaterThan(2)
})

it('where the project allows it anyone opens a link, by its password, until it is revoked', async () => {
  await allow(true)
  await app.page.reload()
  await app.page.getByTestId('log-line').first().waitFor()
  const path = await tools.shareResult('For the vendor', { anyone: true, password: PASSWORD })
  await guest.goto(path)
  const form = guest.page.getByTestId('share-password')
  await form.getByRole('textbox', { name: 'Password' }).fill('not this one')
  await form.getByRole('button', { name: 'Show the result' }).click()
  await form.getByText('This is not the password of the share.').waitFor()
  await form.getByRole('textbox', { name: 'Password' }).fill(PASSWORD)
  await form.getByRole('button', { name: 'Show the result' }).click()
  await guest.page.getByTestId('shared-row').first().waitFor()
  await guest.page.getByRole('link', { name: 'Ask again' }).waitFor({ state: 'detached' })
  await app.goto('/project')
  const share = app.page.getByTestId('share').filter({ hasText: 'For the vendor' })
  await share.getByText('opened once').waitFor()
  await share.getByRole('button', { name: 'Revoke' }).click()
  await app.page.getByRole('button', { name: 'Revoke it' }).click()
  await share.getByText('Revoked').waitFor()
  await guest.goto(path)
  await guest.page.getByText('This link was revoked').waitFor()
  await guest.goto(`/share/${'x'.repeat(43)}`)
  await guest.page.getByText('This link leads nowhere').waitFor()
  await allow(false)
  // The browser itself notes what was refused.
  guest.complaints.length = 0
})

it('everything that matches is exported to disk', async () => {
  await tools.start('Export')
  await tools.dialog.getByText(`${COUNT / 3} lines match.`).waitFor()
  const saved = app.page.waitForEvent('download')
  await tools.dialog.getByRole('button', { name: 'Export', exact: true }).click()
  const lines = (await readFile(await (await saved).path(), 'utf8')).trim().split(/\r?\n/)
  expect([lines.length, lines[0]]).toEqual([COUNT / 3 + 1, 'time,id,line,labels'])
  await tools.dialog.getByText(`Done: ${COUNT / 3} rows`, { exact: false }).waitFor()
})

it('what was asked is saved from there, and found in the history', async () => {
  await tools.start('Save')
  await tools.dialog.getByLabel('Name').fill('Checkout')
  await expect.poll(() => tools.dialog.getByLabel('Query', { exact: true }).inputValue()).toBe(QUERY)
  await tools.dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await app.page.getByText('“Checkout” saved').first().waitFor()
  await app.goto('/explore')
  await app.page.getByTestId('log-line').first().waitFor()
  await tools.start('History')
  const run = app.page.getByTestId('history-run').filter({ hasText: QUERY }).first()
  await run.getByRole('button', { name: 'Run again' }).click()
  await app.page.waitForURL(url => url.searchParams.get('query') === QUERY && url.searchParams.has('from'))
})

it('a run is forgotten once the history is closed; until then there is a way back', async () => {
  await tools.start('History')
  const run = app.page.getByTestId('history-run').filter({ hasText: QUERY }).first()
  const forget = () => run.getByRole('button', { name: 'Forget this run' }).click()
  await forget()
  await run.getByRole('button', { name: 'Undo' }).click()
  await run.getByRole('button', { name: 'Run again' }).waitFor()
  await forget()
  await run.getByText('Forgotten').waitFor()
  const runs = await app.page.getByTestId('history-run').count()
  const gone = app.page.waitForResponse(response => response.request().method() === 'DELETE')
  await app.page.keyboard.press('Escape')
  expect((await gone).ok()).toBe(true)
  await tools.start('History')
  await expect.poll(() => app.page.getByTestId('history-run').count()).toBe(runs - 1)
})
