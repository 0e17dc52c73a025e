import { afterAll, beforeAll, describe, it } from 'vitest'
import { demoLines } from '../../scripts/demo-data.mjs'
import { openApp, type OpenApp } from './open-app'
import { AppWindow, type Colours } from './pages/app'
import { ChangesPart } from './pages/changes'
import { CommandPanels } from './pages/commands'
import { send } from './pages/data'
import { ExplorePage } from './pages/explore'
import { LivePage } from './pages/live'
import { PatternsPart } from './pages/patterns'
import { QueriesPage } from './pages/queries'
import { SavedPage } from './pages/saved'
import { StatisticsPart } from './pages/statistics'

interface Way {
  /** Of the window, in pixels. */
  width: number
  /** What each state is looked at in: first as the window was opened, then as the reader's system changes. */
  colours: [Colours, ...Colours[]]
}

/** axe finds nothing on any page, in all its states. A file for each width, since this takes long. */
export const describeAccessibility = (way: string, { width, colours }: Way) => describe(way, () => {
  const options = { width, dark: colours[0] === 'dark' }
  let opened: OpenApp
  let projectPath: string
  /** Each time from the colours in which the state came about; of the others, what depends on them. */
  const expectAccessible = async (app: AppWindow) => {
    await app.expectAccessible()
    for (const other of colours.filter(one => one !== app.colours)) {
      await app.showIn(other)
      await app.expectAccessible({ coloursOnly: true })
    }
  }
  beforeAll(async () => {
    opened = await openApp({ lines: demoLines({ count: 1000, start: Date.now() - 3_500_000, end: Date.now() }) })
    projectPath = `/api/v1/projects/${opened.account.projectId}`
  })
  afterAll(() => opened?.close())

  it.each(['/login', '/signup'])('%s has no violation', async (path) => {
    const app = await AppWindow.open(opened.browser, opened.server.url, options)
    await app.goto(path)
    await expectAccessible(app)
    app.expectClean()
    await app.close()
  })

  it.each(['/project', '/profile', '/welcome', '/docs/api'])('%s has no violation', async (path) => {
    const app = await opened.window(options)
    await app.goto(path)
    if (path === '/welcome') await app.page.getByTestId('first-log').waitFor()
    await expectAccessible(app)
    app.expectClean()
    await app.close()
  })

  it('Explore has no violation: list, filters, picker, panel, lines around, shortcuts, empty', async () => {
    const app = await opened.window(options)
    const explore = new ExplorePage(app)
    await explore.open('?range=6h&q=order&level=info&level=error')
    await expectAccessible(app)
    // A phone has no room for the pickers.
    if (width >= 640) {
      await app.page.getByTestId('pick-service').click()
      await app.page.getByTestId('value-list').getByText('checkout').waitFor()
      await expectAccessible(app)
      await app.page.keyboard.press('Escape')
    }
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

  it('Saved has no violation: empty, list, form, values, versions', async () => {
    const app = await opened.window(options)
    const saved = new SavedPage(app)
    await saved.open('?q=nothing-is-called-so')
    await saved.empty.waitFor()
    await expectAccessible(app)
    await app.context.request.post(`${projectPath}/saved-queries`, { data: {
      name: `Lines ${way}`, folder: 'Shop', tags: ['one'], description: 'Of a service', language: 'logql', query: '{service_name=~"{{services}}"}', variables: [{ name: 'services', type: 'values', label: 'service_name', default: ['checkout'] }],
    } })
    await saved.open()
    await saved.rows.first().waitFor()
    await expectAccessible(app)
    await saved.row(`Lines ${way}`).getByTestId('saved-open').click()
    await saved.dialog.getByTestId('filled').waitFor()
    await expectAccessible(app)
    await app.page.keyboard.press('Escape')
    await saved.dialog.waitFor({ state: 'detached' })
    await saved.startNew()
    await expectAccessible(app)
    await app.page.keyboard.press('Escape')
    await saved.dialog.waitFor({ state: 'detached' })
    await saved.choose(`Lines ${way}`, 'Versions')
    await app.page.getByTestId('version').first().waitFor()
    await expectAccessible(app)
    app.expectClean()
    await app.close()
  })

  it('a shared result has no violation: result, password, revoked', async () => {
    const app = await opened.window(options)
    const share = async (password?: string) => {
      const data = { title: 'The outage', language: 'logql', query: '{service_name="checkout"}', start: Date.now() - 3_600_000, end: Date.now(), password }
      return await (await app.context.request.post(`${projectPath}/shares`, { data })).json() as { share: { id: string }, token: string }
    }
    const { share: { id }, token } = await share()
    await app.goto(`/share/${token}`)
    await app.page.getByTestId('shared-row').first().waitFor()
    await expectAccessible(app)
    await app.goto(`/share/${(await share('open sesame please')).token}`)
    await app.page.getByTestId('share-password').waitFor()
    await expectAccessible(app)
    await app.context.request.delete(`${projectPath}/shares/${id}`)
    await app.goto(`/share/${token}`)
    await app.page.getByTestId('share-ended').waitFor()
    await expectAccessible(app)
    app.expectClean()
    await app.close()
  })

  it('Live tail has no violation: following, paused, repeats, nothing yet, refused; nor has the palette', async () => {
    const app = await opened.window(options)
    const live = new LivePage(app)
    await live.open('&query={}|="order"')
    await live.lines.first().waitFor()
    await expectAccessible(app)
    await app.page.getByLabel('Repeats').click()
    await app.page.getByRole('option', { name: 'Same pattern once' }).click()
    await app.page.getByTestId('line-times').first().waitFor()
    await app.page.getByTestId('live-bar').getByRole('button', { name: 'Pause' }).click()
    await live.untilStatus('Paused')
    await send(opened.server.url, opened.account.key, [{ service: 'shop', level: 'info', message: 'one more order' }])
    await live.newLines.waitFor()
    await expectAccessible(app)
    await app.page.keyboard.press('Control+k')
    await new CommandPanels(app).palette.waitFor()
    await expectAccessible(app)
    await app.page.keyboard.press('Escape')
    await live.open('&query={service_name="nobody"}')
    await app.page.getByTestId('live-waiting').waitFor()
    await expectAccessible(app)
    await app.goto('/explore?live=1&query=rate({service_name="shop"}[5m])')
    await live.refused.waitFor()
    await expectAccessible(app)
    app.expectClean()
    await app.close()
  })

  it('Explore’s other tabs have no violation: patterns, what changed, statistics', async () => {
    const app = await opened.window(options)
    const patterns = new PatternsPart(app)
    const changes = new ChangesPart(app)
    const statistics = new StatisticsPart(app)
    await app.goto('/explore?range=6h&view=patterns')
    await patterns.counted()
    await expectAccessible(app)
    await patterns.rows.first().getByRole('button', { expanded: false }).click()
    await patterns.detail.waitFor()
    await expectAccessible(app)
    await changes.open()
    await changes.compare('errors with the other lines')
    await changes.values.first().waitFor()
    await expectAccessible(app)
    await statistics.open()
    for (const kind of ['Lines', 'Stacked bars', 'Top list', 'Number'] as const) {
      await statistics.chart.showAs(kind)
      await statistics.chart.drawn()
      await expectAccessible(app)
    }
    app.expectClean()
    await app.close()
  })

  it('Queries has no violation: editor, table, cell, chart, failure, history', async () => {
    const app = await opened.window(options)
    const queries = new QueriesPage(app)
    await app.goto('/queries')
    await queries.editor.waitFor()
    await expectAccessible(app)
    await queries.run('SELECT toStartOfMinute(Timestamp) AS time, ServiceName, count() AS lines FROM app GROUP BY ALL ORDER BY time')
    await queries.rows.first().locator('td').nth(2).click()
    await queries.pane.getByTestId('result-cell').waitFor()
    await expectAccessible(app)
    for (const kind of ['Lines', 'Stacked bars', 'Stacked areas', 'Distribution', 'Top list', 'Number'] as const) {
      await queries.chart.showAs(kind)
      await queries.chart.drawn()
      await expectAccessible(app)
    }
    await queries.explain()
    await expectAccessible(app)
    await queries.run('SELECT nothing_of_this_name FROM app')
    await queries.failure.waitFor()
    await queries.mark.waitFor()
    await expectAccessible(app)
    await queries.openHistory()
    await expectAccessible(app)
    // The browser itself notes that a statement was refused.
    app.complaints.splice(0, app.complaints.length, ...app.complaints.filter(complaint => !complaint.includes('status of 400')))
    app.expectClean()
    await app.close()
  })
})
