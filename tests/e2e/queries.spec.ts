import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { signUp } from '../fixtures/account'
import { launchBrowser } from '../fixtures/browser'
import { startServer, type TestServer } from '../fixtures/server'
import { templatesOf } from '../../utils/sql-templates'
import { AccountPages } from './pages/account'
import { AppWindow } from './pages/app'
import { send, untilReadable } from './pages/data'
import { QueriesPage } from './pages/queries'

const COUNT = 300
const EMAIL = 'ada@example.com'
const services = ['gateway', 'checkout', 'payments']
const BY_SERVICE = 'SELECT ServiceName AS service, count() AS lines FROM {source} WHERE Timestamp >= {from} AND Timestamp < {to} GROUP BY service ORDER BY service'
/** Reads nothing, and does not come to an end within the time that a statement has. */
const ENDLESS = 'WITH range(30000) AS many SELECT sum(a * b) FROM (SELECT arrayJoin(many) AS a) AS x CROSS JOIN (SELECT arrayJoin(many) AS b) AS y CROSS JOIN (SELECT arrayJoin(range(30000)) AS c) AS z'

let server: TestServer
let browser: Browser
let first: AppWindow
let app: AppWindow
let queries: QueriesPage
let projectId: string

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()])
  const start = Date.now() - COUNT * 1000 - 5000
  const account = await signUp(server.url, EMAIL)
  const { key } = account
  projectId = account.projectId
  // Three, two and one of six: 150, 100 and 50 lines.
  await send(server.url, key, Array.from({ length: COUNT }, (_, n) => ({
    timestamp: new Date(start + n * 1000).toISOString(), service: services[[0, 0, 0, 1, 1, 2][n % 6]!]!, level: 'info', message: `line number ${n}`,
  })))
  await untilReadable(server.url, key, COUNT)
  first = await AppWindow.open(browser, server.url)
  await first.goto('/login')
  await new AccountPages(first).logIn(EMAIL)
  await first.untilPath('/explore')
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})
beforeEach(async () => {
  app = await AppWindow.open(browser, server.url, { cookiesOf: first })
  queries = new QueriesPage(app)
})
afterEach(async () => {
  app.expectClean()
  await app.close()
})

describe('a statement', () => {
  it('is run from the keyboard, ordered by a click, and stands in the address', async () => {
    await queries.open()
    await queries.run(BY_SERVICE)
    await queries.untilCount('3 rows')
    expect(await queries.column(1)).toEqual(['checkout', 'gateway', 'payments'])
    await queries.sortBy('lines')
    expect(await queries.column(2)).toEqual(['50', '100', '150'])
    await queries.sortBy('lines')
    expect(await queries.column(2)).toEqual(['150', '100', '50'])
    expect(await queries.pane.getByTestId('result-cost').innerText()).toMatch(/300 rows, .+ read in/)
    await app.page.waitForURL(url => url.searchParams.get('sql') === BY_SERVICE)

    const linked = await AppWindow.open(browser, server.url, { cookiesOf: first })
    const other = new QueriesPage(linked)
    await other.open(app.location.search)
    expect(await other.editor.innerText()).toBe(BY_SERVICE)
    await linked.close()
  })

  it('that is wrong says where, and leads there', async () => {
    await queries.open()
    await queries.run('SELECT Body\nFORM app')
    await queries.failure.getByText(/at line 2, column/).waitFor()
    await queries.failure.getByRole('button', { name: 'Show the place' }).click()
    expect(await queries.editor.evaluate(element => element === document.activeElement)).toBe(true)
    await queries.run('SELECT nothing_of_this_name FROM app')
    await queries.failure.getByText(/nothing_of_this_name/).waitFor()
    await queries.run('SELECT Body FROM app WHERE 0')
    await queries.pane.getByTestId('no-rows').waitFor()
    app.complaints.length = 0
  })

  it('that runs long is cancelled on the server too', async () => {
    await queries.open()
    const asked = app.page.waitForRequest(request => request.url().endsWith('/api/v1/query') && (request.postData() ?? '').includes('CROSS JOIN'))
    await queries.run(ENDLESS)
    await asked
    const cancelled = app.page.waitForResponse(response => response.url().endsWith('/api/v1/query/cancel'))
    await queries.pane.getByText('Running… ', { exact: false }).waitFor()
    await queries.pane.getByRole('button', { name: 'Cancel' }).click()
    expect((await cancelled).ok()).toBe(true)
    await queries.pane.getByText('The query was cancelled before its first row.').waitFor()
    await queries.run('SELECT 1 AS one')
    await queries.untilCount('1 row')
    // The browser itself notes that the cancelled query was answered so.
    app.complaints.length = 0
  })

  it('is completed from the real columns, and by a click on one', async () => {
    await queries.open()
    await queries.write('SELECT Severit')
    await app.page.keyboard.press('Control+Space')
    await app.page.locator('.cm-tooltip-autocomplete').getByText('SeverityNumber').waitFor()
    await app.page.keyboard.press('Escape')
    await queries.write('')
    await app.page.getByTestId('schema').getByRole('button', { name: 'ServiceName' }).click()
    expect(await queries.editor.innerText()).toBe('ServiceName')
  })
})

describe('an answer', () => {
  it('is scrolled through, copied and downloaded', async () => {
    await app.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await queries.open()
    await queries.run('SELECT Body, Timestamp FROM app ORDER BY Timestamp')
    await queries.untilCount('300 rows')
    expect(await queries.rows.count()).toBeLessThan(100)
    await queries.rows.first().locator('td').nth(1).click()
    await app.page.keyboard.press('ArrowDown')
    await queries.pane.getByTestId('result-cell').getByText('line number 1', { exact: true }).waitFor()
    await queries.pane.getByRole('button', { name: 'Copy cell' }).click()
    expect(await app.page.evaluate(() => navigator.clipboard.readText())).toBe('line number 1')
    await queries.pane.getByTestId('result-scroller').evaluate(element => element.scrollTop = element.scrollHeight)
    await queries.rows.getByText('line number 299', { exact: true }).waitFor()
    const saved = app.page.waitForEvent('download')
    await queries.pane.getByRole('button', { name: 'Download as CSV' }).click()
    const lines = (await readFile(await (await saved).path(), 'utf8')).trim().split(/\r?\n/)
    expect(lines).toHaveLength(COUNT + 1)
    expect(lines[0]).toBe('Body,Timestamp')
  })

  it('is drawn where it has times and numbers', async () => {
    await queries.open()
    await queries.run(BY_SERVICE)
    await queries.untilCount('3 rows')
    await queries.pane.getByRole('button', { name: 'Chart' }).click()
    await queries.pane.getByTestId('no-chart').waitFor()
    await queries.run('SELECT toStartOfMinute(Timestamp) AS time, ServiceName, count() AS lines FROM app GROUP BY time, ServiceName ORDER BY time')
    await queries.pane.getByTestId('result-chart').getByText('gateway').waitFor()
  })
})

describe('what is kept', () => {
  it('tabs come back after a reload, each with its own answer until then', async () => {
    await queries.open()
    await queries.run('-- the first\nSELECT 1 AS one')
    await queries.untilCount('1 row')
    await app.page.getByRole('button', { name: 'New query' }).click()
    await queries.run('-- the second\nSELECT arrayJoin([1, 2]) AS two')
    await queries.untilCount('2 rows')
    await queries.tabs.getByRole('button', { name: 'the first', exact: true }).click()
    await queries.untilCount('1 row')
    await app.page.waitForURL(url => url.searchParams.get('sql')?.includes('first') === true)
    await app.page.reload()
    await queries.editor.getByText('the first').waitFor()
    expect(await queries.tabs.count()).toBe(2)
    await app.page.getByRole('button', { name: 'Close the first' }).click()
    await queries.editor.getByText('the second').waitFor()
    await app.page.getByRole('button', { name: 'Undo' }).click()
    await queries.editor.getByText('the first').waitFor()
  })

  it('runs are in the history, and run again from there', async () => {
    await queries.open()
    await queries.run(BY_SERVICE)
    await queries.untilCount('3 rows')
    await queries.run('SELECT 1 AS one')
    await queries.untilCount('1 row')
    await queries.openHistory()
    const runs = app.page.getByTestId('history-run')
    expect(await runs.count()).toBe(2)
    expect(await runs.nth(1).innerText()).toContain('3 rows')
    await runs.nth(1).getByRole('button', { name: 'Run again' }).click()
    await queries.untilCount('3 rows')
  })

  it('templates fit the source, and are answered', async () => {
    await queries.open()
    await app.page.getByRole('button', { name: 'Templates' }).click()
    await app.page.getByRole('menuitem', { name: 'Errors by service' }).click()
    await queries.editor.getByText('countIf').waitFor()
    await queries.pane.getByRole('button', { name: 'Run' }).click()
    await queries.untilCount('3 rows')
  })

  it('templates of every kind of source can be asked', async () => {
    const { request } = app.context
    expect((await request.post(`/api/v1/projects/${projectId}/sources`, { data: { name: 'web', schema: 'http' } })).ok()).toBe(true)
    const end = Date.now()
    for (const [source, schema] of [['app', 'app'], ['web', 'http'], ['app', 'custom']] as const) {
      for (const { label, sql: query } of templatesOf(schema)) {
        const answer = await request.post('/api/v1/query', { data: { language: 'sql', source, query, start: end - 3_600_000, end } })
        expect(answer.status(), `${label}: ${await answer.text()}`).toBe(200)
      }
    }
  })
})
