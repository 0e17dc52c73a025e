import { readFile } from 'node:fs/promises'
import { beforeEach, describe, expect, it } from 'vitest'
import { templatesOf } from '../../utils/sql-templates'
import type { AppWindow } from './pages/app'
import { linesOfThree } from './pages/data'
import { QueriesPage } from './pages/queries'
import { withApp } from './with-app'

const BY_SERVICE = 'SELECT ServiceName AS service, count() AS lines FROM {source} WHERE Timestamp >= {from} AND Timestamp < {to} GROUP BY service ORDER BY service'
/** Reads nothing, and does not come to an end within the time that a statement has. */
const ENDLESS = 'WITH range(30000) AS many SELECT sum(a * b) FROM (SELECT arrayJoin(many) AS a) AS x CROSS JOIN (SELECT arrayJoin(many) AS b) AS y CROSS JOIN (SELECT arrayJoin(range(30000)) AS c) AS z'

let app: AppWindow
let queries: QueriesPage

const now = withApp(linesOfThree)
beforeEach(() => {
  app = now.app
  queries = new QueriesPage(app)
})

describe('a statement', () => {
  it('is run from the keyboard, ordered by a click, and stands in the address', async () => {
    await queries.open()
    await queries.run(BY_SERVICE)
    await queries.untilCount('3 rows')
    await expect.poll(() => queries.column(1)).toEqual(['checkout', 'gateway', 'payments'])
    await queries.sortBy('lines')
    await expect.poll(() => queries.column(2)).toEqual(['50', '100', '150'])
    await queries.sortBy('lines')
    await expect.poll(() => queries.column(2)).toEqual(['150', '100', '50'])
    await expect.poll(() => queries.pane.getByTestId('result-cost').innerText()).toMatch(/300 rows, .+ read in/)
    await app.page.waitForURL(url => url.searchParams.get('sql') === BY_SERVICE)

    const linked = await now.opened.window()
    const other = new QueriesPage(linked)
    await other.open(app.location.search)
    await expect.poll(() => other.editor.innerText()).toBe(BY_SERVICE)
    await linked.close()
  })

  it('that is wrong says where, and leads there', async () => {
    await queries.open()
    await queries.run('SELECT Body\nFORM app')
    await queries.failure.getByText(/at line 2, column/).waitFor()
    await expect.poll(() => queries.mark.innerText()).toBe('app')
    await queries.failure.getByRole('button', { name: 'Show the place' }).click()
    await expect.poll(() => queries.editor.evaluate(element => element === document.activeElement)).toBe(true)
    await queries.run('SELECT nothing_of_this_name FROM app')
    await queries.failure.getByText(/nothing_of_this_name/).waitFor()
    await expect.poll(() => queries.mark.innerText()).toBe('nothing_of_this_name')
    // The mark goes when the text changes there.
    await queries.mark.click()
    await app.page.keyboard.type('x')
    await queries.mark.waitFor({ state: 'detached' })
    await queries.run('SELECT Body FROM app WHERE 0')
    await queries.pane.getByTestId('no-rows').waitFor()
    app.complaints.length = 0
  })

  it('is explained without being run: how much it would read, and in which steps', async () => {
    await app.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await queries.open()
    await queries.write(BY_SERVICE)
    await queries.explain()
    await expect.poll(() => queries.plan.getByTestId('plan-estimate').innerText()).toMatch(/^At most 300 rows of app, from \d blocks? in \d parts?$/)
    const steps = await queries.plan.getByTestId('plan-step').allInnerTexts()
    expect(steps.find(step => step.includes('Read app'))).toMatch(/blocks are read \(100 %\)[^]*primary key[^]*Timestamp/)
    expect(steps.at(-1)).toContain('Sort')
    await queries.plan.getByRole('button', { name: 'Copy plan' }).click()
    await queries.plan.getByText('Copied').waitFor()
    await expect.poll(() => app.page.evaluate(() => navigator.clipboard.readText())).toContain('Read app [ReadFromMergeTree]')
    await queries.plan.getByRole('button', { name: 'Close the plan' }).click()
    await queries.pane.getByTestId('not-run').waitFor()
    await queries.write('SELECT Body FROM nowhere')
    await queries.pane.getByRole('button', { name: 'Explain' }).click()
    await queries.failure.getByText('There is no plan for this statement').waitFor()
    await expect.poll(() => queries.mark.innerText()).toBe('nowhere')
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
  })

  it('is completed from the real columns, and by a click on one', async () => {
    await queries.open()
    await queries.write('SELECT Severit')
    await app.page.keyboard.press('Control+Space')
    await app.page.locator('.cm-tooltip-autocomplete').getByText('SeverityNumber').waitFor()
    await app.page.keyboard.press('Escape')
    await queries.write('')
    await app.page.getByTestId('schema').getByRole('button', { name: 'ServiceName' }).click()
    await expect.poll(() => queries.editor.innerText()).toBe('ServiceName')
  })
})

describe('an answer', () => {
  it('is scrolled through, copied and downloaded', async () => {
    await app.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await queries.open()
    await queries.run('SELECT Body, Timestamp FROM app ORDER BY Timestamp')
    await queries.untilCount('300 rows')
    await expect.poll(() => queries.rows.count()).toBeLessThan(100)
    await queries.rows.first().locator('td').nth(1).click()
    await app.page.keyboard.press('ArrowDown')
    await queries.pane.getByTestId('result-cell').getByText('line number 1', { exact: true }).waitFor()
    await queries.pane.getByRole('button', { name: 'Copy cell' }).click()
    await expect.poll(() => app.page.evaluate(() => navigator.clipboard.readText())).toBe('line number 1')
    await queries.pane.getByTestId('result-scroller').evaluate(element => element.scrollTop = element.scrollHeight)
    await queries.rows.getByText('line number 299', { exact: true }).waitFor()
    const saved = app.page.waitForEvent('download')
    await queries.pane.getByRole('button', { name: 'Download as CSV' }).click()
    const lines = (await readFile(await (await saved).path(), 'utf8')).trim().split(/\r?\n/)
    expect(lines).toHaveLength(301)
    expect(lines[0]).toBe('Body,Timestamp')
  })

  it('is copied cell by cell, as a row, a column or a whole, with every digit and in the reader’s zone', async () => {
    await app.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const copied = () => app.page.evaluate(() => navigator.clipboard.readText())
    await queries.open()
    await queries.run('SELECT arrayJoin([18446744073709551615, 7]) AS big, toDateTime64(big = 7 ? \'2026-01-01 00:00:00\' : \'2026-07-01 10:00:00.123456789\', 9) AS at, NULL AS none ORDER BY big DESC')
    await queries.untilCount('2 rows')
    // The browser of the tests is in Berlin.
    await expect.poll(() => queries.column(2)).toEqual(['2026-07-01 12:00:00.123456789', '2026-01-01 01:00:00.000000000'])
    await expect.poll(() => queries.column(1)).toEqual(['18446744073709551615', '7'])
    await queries.cell(1, 1).click()
    await app.page.keyboard.press('Control+c')
    await expect.poll(copied).toBe('18446744073709551615')
    await queries.copyAs('Row as Markdown')
    await expect.poll(copied).toContain('| 18446744073709551615 | 2026-07-01 10:00:00.123456789 |  |')
    await queries.copyAs('Column, a line each')
    await expect.poll(copied).toBe('18446744073709551615\n7')
    await queries.pane.getByRole('button', { name: 'Copy all rows' }).click()
    await app.page.getByRole('menuitem', { name: 'JSON' }).click()
    await expect.poll(copied).toContain('"big":7')
    const head = queries.pane.getByTestId('result-head').getByRole('button', { name: 'big' })
    await head.hover()
    await expect.poll(() => head.getAttribute('title')).toContain('Greatest: 18446744073709551615')
  })

  it('of ten thousand rows and more is cut off, walked to its end by the keyboard, and a column made wider by the mouse', async () => {
    await queries.open()
    await queries.run('SELECT arrayJoin(range(12000)) AS n, n % 7 AS seventh ORDER BY n')
    await queries.untilCount('The first 10,000 rows: there are more')
    await queries.cell(1, 1).click()
    await app.page.keyboard.press('Control+End')
    await queries.rows.last().getByText('9999', { exact: true }).waitFor()
    await queries.pane.getByTestId('result-cell').getByText('seventh').waitFor()
    await queries.sortBy('n')
    await queries.sortBy('n')
    await expect.poll(async () => (await queries.column(1))[0]).toBe('9999')
    const width = await queries.dragEdge('n', 120)
    expect(width.after - width.before).toBe(120)
    await expect.poll(() => queries.rows.count()).toBeLessThan(100)
  })

  it('of huge cells is shown in part, and copied whole', async () => {
    await app.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await queries.open()
    await queries.run('SELECT repeat(\'0123456789\', 100000) AS huge')
    await queries.untilCount('1 row')
    expect((await queries.cell(1, 1).innerText()).length).toBe(500)
    await queries.cell(1, 1).click()
    await queries.pane.getByText('The beginning of 1,000,000 characters').waitFor()
    await queries.pane.getByRole('button', { name: 'Copy cell' }).click()
    await expect.poll(() => app.page.evaluate(async () => (await navigator.clipboard.readText()).length)).toBe(1_000_000)
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
    await expect.poll(() => queries.tabs.count()).toBe(2)
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
    await runs.nth(1).getByText(BY_SERVICE.slice(0, 40)).waitFor()
    await expect.poll(() => runs.first().innerText()).toContain('SELECT 1 AS one')
    await expect.poll(() => runs.nth(1).innerText()).toContain('3 rows')
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
    expect((await request.post(`/api/v1/projects/${now.opened.account.projectId}/sources`, { data: { name: 'web', schema: 'http' } })).ok()).toBe(true)
    const end = Date.now()
    for (const [source, schema] of [['app', 'app'], ['web', 'http'], ['app', 'custom']] as const) {
      for (const { label, sql: query } of templatesOf(schema)) {
        const answer = await request.post('/api/v1/query', { data: { language: 'sql', source, query, start: end - 3_600_000, end } })
        expect(answer.status(), `${label}: ${await answer.text()}`).toBe(200)
      }
    }
  })
})

describe('states', () => {
  it('denies a project that is not one’s own', async () => {
    await app.goto('/queries?project=2abcdefghijklmnopqrstuvwxy1')
    await app.page.getByTestId('denied').waitFor()
    await app.page.getByRole('button', { name: 'Show my own project' }).click()
    await queries.editor.waitFor()
  })

  it('says what to do in a project without a source', async () => {
    await app.page.route('**/api/v1/projects/*/sources', route => route.fulfill({ json: { sources: [] } }))
    await app.goto('/queries')
    await app.page.getByTestId('no-sources').getByRole('link', { name: 'Open the project' }).waitFor()
  })

  it('tells where the API is away, and goes on when it is back', async () => {
    const down = { status: 503, json: { error: { code: 'unavailable', message: 'The engine is starting.' } } }
    await app.page.route('**/api/v1/query', route => route.fulfill(down))
    await app.page.route('**/api/v1/query/explain', route => route.abort())
    await app.goto('/queries')
    await app.page.getByText('The columns could not be loaded').first().waitFor()
    await queries.run('SELECT 1 AS one')
    await queries.failure.getByText('The engine is starting.').waitFor()
    await queries.pane.getByRole('button', { name: 'Explain' }).click()
    await queries.failure.getByText('There is no plan for this statement').waitFor()
    await app.page.unroute('**/api/v1/query')
    await app.page.unroute('**/api/v1/query/explain')
    await queries.failure.getByRole('button', { name: 'Try again' }).click()
    await queries.plan.getByTestId('plan-estimate').waitFor()
    await app.page.getByRole('complementary', { name: 'Sources and columns' }).getByRole('button', { name: 'Try again' }).click()
    await app.page.getByTestId('schema').first().getByText('Timestamp').first().waitFor()
    app.complaints.length = 0
  })

  it('tells on a phone, too, that the sources are away, and of columns that are still read that they are', async () => {
    await app.page.setViewportSize({ width: 375, height: 740 })
    await app.page.route('**/api/v1/projects/*/sources', route => route.fulfill({ status: 503, json: { error: { code: 'unavailable', message: 'The settings can’t be read.' } } }))
    await app.goto('/queries')
    await app.page.getByTestId('query-failure').getByText('The settings can’t be read.').waitFor()
    await app.page.unroute('**/api/v1/projects/*/sources')
    let answer!: () => void
    const held = new Promise<void>(go => answer = go)
    await app.page.route('**/api/v1/query', async route => held.then(() => route.continue()))
    await app.page.getByTestId('query-failure').getByRole('button', { name: 'Try again' }).click()
    await app.page.getByTestId('query-failure').waitFor({ state: 'detached' })
    await app.page.getByRole('button', { name: 'Sources and columns' }).click()
    const drawer = app.page.getByRole('dialog')
    await drawer.getByLabel('Find a column').waitFor()
    await expect.poll(() => drawer.getByText('No column has this in its name.').count()).toBe(0)
    answer()
    await drawer.getByRole('button', { name: 'SeverityText' }).waitFor()
    app.complaints.length = 0
  })

  it('fits a phone, with its columns in a drawer', async () => {
    await app.page.setViewportSize({ width: 375, height: 740 })
    await app.goto('/queries')
    await queries.run(BY_SERVICE)
    await queries.untilCount('3 rows')
    await expect.poll(() => app.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375)
    await queries.write('')
    await app.page.getByRole('button', { name: 'Sources and columns' }).click()
    await app.page.getByRole('dialog').getByRole('button', { name: 'SeverityText' }).click()
    await app.page.getByRole('dialog').waitFor({ state: 'detached' })
    await expect.poll(() => queries.editor.innerText()).toBe('SeverityText')
  })
})
