/** The command palette, the overview of shortcuts, and the keys. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { AppWindow } from './pages/app'
import { CommandPanels } from './pages/commands'
import { ExplorePage } from './pages/explore'
import { QueriesPage } from './pages/queries'
import { withApp } from './with-app'

let app: AppWindow
let commands: CommandPanels

const now = withApp(() => [{ service: 'gateway', level: 'info', message: 'one line' }])
beforeEach(() => {
  app = now.app
  commands = new CommandPanels(app)
})

describe('the palette', () => {
  it('leads to every page, by keyboard alone', async () => {
    await app.goto('/explore')
    await commands.run('Queries')
    await app.untilPath('/queries')
    await commands.run('Dead letters')
    await app.untilPath('/dead-letters')
    await commands.run('Profile')
    await app.untilPath('/profile')
    await commands.run('Settings of app')
    await app.page.waitForURL(/\/projects\/[^/]+\/sources\//)
  })

  it('opens while one types, too, and from its button; Escape closes it', async () => {
    await new ExplorePage(app).open()
    await app.page.keyboard.press('/')
    await app.page.keyboard.press('Control+k')
    await commands.palette.waitFor()
    await app.page.keyboard.press('Escape')
    await commands.palette.waitFor({ state: 'detached' })
    await app.page.getByRole('button', { name: 'Search commands' }).click()
    await app.page.keyboard.type('nothing is called so')
    await commands.palette.getByText('Nothing is called so.').waitFor()
  })

  it('does what Explore can do: time range, wrap, link', async () => {
    await app.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await new ExplorePage(app).open()
    await commands.run('Last 6 hours')
    await app.page.waitForURL(url => url.searchParams.get('range') === '6h')
    await commands.run('Wrap long lines')
    await app.page.waitForURL(url => url.searchParams.get('wrap') === '1')
    await commands.run('Times from now on')
    await app.page.getByTestId('log-line').getByText(/ago|now/).first().waitFor()
    await commands.run('Copy a link')
    await app.page.getByText('The link is copied').first().waitFor()
    await expect.poll(() => app.page.evaluate(() => navigator.clipboard.readText())).toBe(app.page.url())
  })

  it('leads to saved queries, asking for what they leave open, and to what was asked before; saves what is asked', async () => {
    const save = (data: object) => app.context.request.post(`/api/v1/projects/${now.opened.account.projectId}/saved-queries`, { data: { language: 'logql', ...data } })
    await save({ name: 'Gateway lines', query: '{service_name="gateway"}', folder: 'Shop' })
    await save({ name: 'Lines of one', query: '{service_name="{{service}}"}', variables: [{ name: 'service', type: 'string', default: ['gateway'] }] })
    await app.goto('/project')
    await commands.run('Gateway lines')
    await app.page.waitForURL(url => url.pathname === '/explore' && url.searchParams.get('query') === '{service_name="gateway"}')
    await app.page.getByTestId('log-line').first().waitFor()

    await commands.run('Lines of one')
    await app.page.getByTestId('filled').getByText('{service_name="gateway"}').waitFor()
    await app.page.keyboard.press('Escape')
    await app.page.getByTestId('filled').waitFor({ state: 'detached' })

    await app.goto('/project')
    await app.page.keyboard.press('Control+k')
    await commands.palette.getByRole('option').filter({ hasText: '{service_name="gateway"}' }).first().click()
    await app.page.waitForURL(url => url.pathname === '/explore' && url.searchParams.get('query') === '{service_name="gateway"}')
    await commands.run('Save this query')
    await app.page.getByRole('dialog').getByLabel('Name').waitFor()
  })

  it('switches the colours, on pages without commands of their own', async () => {
    await app.goto('/project')
    await commands.run('Switch to dark colours')
    await app.page.locator('html.dark').waitFor()
    await commands.run('Switch to light colours')
    await app.page.locator('html.light').waitFor()
  })
})

describe('shortcuts', () => {
  it('are listed on every page, with those of the page', async () => {
    await app.goto('/project')
    await app.page.keyboard.press('?')
    await commands.shortcuts.waitFor()
    await expect.poll(() => commands.shortcuts.innerText()).not.toContain('Next line')
    await app.page.keyboard.press('Escape')
    await commands.shortcuts.waitFor({ state: 'detached' })
    await new ExplorePage(app).open()
    await app.page.keyboard.press('?')
    await commands.shortcuts.getByText('Next line').first().waitFor()
  })

  it('of Queries work, each that is listed: the statement runs from outside of the editor, too', async () => {
    const queries = new QueriesPage(app)
    await queries.open()
    await queries.write('SELECT 7 * 6 AS answer')
    await queries.pane.getByRole('button', { name: 'Explain' }).focus()
    await app.page.keyboard.press('?')
    await expect.poll(() => commands.listed()).toEqual(['Open the command palette', 'Run the statement', 'Show all shortcuts'])
    await app.page.keyboard.press('Escape')
    await commands.shortcuts.waitFor({ state: 'detached' })
    await app.page.keyboard.press('Control+Enter')
    await queries.cell(1, 1).getByText('42').waitFor()
    await app.page.keyboard.press('Control+k')
    await commands.palette.waitFor()
  })

  it('of Saved work, each that is listed', async () => {
    await app.goto('/saved')
    await app.page.keyboard.press('?')
    await expect.poll(() => commands.listed()).toEqual(['Open the command palette', 'Search in saved queries', 'Show all shortcuts'])
    await app.page.keyboard.press('Escape')
    await commands.shortcuts.waitFor({ state: 'detached' })
    await app.page.keyboard.press('/')
    await app.page.keyboard.type('what?')
    await app.page.waitForURL(url => url.searchParams.get('q') === 'what?')
    await app.page.keyboard.press('Control+k')
    await commands.palette.waitFor()
  })
})
