/** Several sources at once in Explore, in the browser, against the real server. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openApp, type OpenApp } from './open-app'
import type { AppWindow } from './pages/app'
import { AskBar } from './pages/ask'
import { send, untilReadable, type Line } from './pages/data'
import { ExplorePage } from './pages/explore'
import { LogListPart } from './pages/log-list'
import { QuestionToolsPage } from './pages/question-tools'
import { SourcePicker } from './pages/sources'

const COUNT = { app: 30, jobs: 20 }
/** However long it takes until both sources are there. */
const FIRST = Date.now() - 120_000
let opened: OpenApp
let app: AppWindow
let explore: ExplorePage
let picker: SourcePicker
let list: LogListPart
let ask: AskBar

/** Lines of a source, a second from each other, those of both among each other. */
const linesOf = (source: keyof typeof COUNT): Line[] => Array.from({ length: COUNT[source] }, (_, n) => ({
  timestamp: new Date(FIRST + n * 1000).toISOString(), service: 'shop', level: source === 'app' ? 'info' : 'error', message: `line ${n} of ${source}`,
}))
const sourceIn = (address: URL) => address.searchParams.getAll('source')

beforeAll(async () => {
  opened = await openApp({ lines: linesOf('app') })
  const { server, account } = opened
  for (const name of ['jobs', 'unused']) {
    const made = await fetch(`${server.url}/api/v1/projects/${account.projectId}/sources`, {
      method: 'POST', headers: { 'content-type': 'application/json', 'cookie': account.cookie, 'origin': server.url }, body: JSON.stringify({ name }),
    })
    expect(made.status).toBe(201)
  }
  await send(server.url, account.key, linesOf('jobs'), 'jobs')
  await untilReadable(server.url, account.key, COUNT.jobs, 'jobs')
})
afterAll(() => opened?.close())
beforeEach(async () => {
  await use(await opened.window({ width: 1440 }))
})
afterEach(async () => {
  app.expectClean()
  await app.close()
})

async function use(window: AppWindow): Promise<void> {
  app = window
  explore = new ExplorePage(app)
  picker = new SourcePicker(app)
  list = new LogListPart(app)
  ask = new AskBar(app)
}

describe('several sources', () => {
  it('are checked, shown together, and restored by the address', async () => {
    await explore.open()
    await explore.untilTotal(COUNT.app)
    await expect.poll(() => list.columns()).toEqual([':time', ':level', ':service', ':message'])
    await picker.open()
    await picker.option('jobs').getByText(/ago/).waitFor()
    await picker.option('unused').getByText('no lines yet').waitFor()
    await expect.poll(() => picker.checked()).toEqual(['app'])
    await picker.check('jobs')
    await explore.untilTotal(COUNT.app + COUNT.jobs)
    await picker.close()
    await expect.poll(() => sourceIn(app.location)).toEqual(['app', 'jobs'])
    await expect.poll(() => list.columns()).toEqual([':time', ':level', ':source', ':service', ':message'])
    await expect.poll(() => picker.ofLines()).toEqual(['app', 'jobs'])
    const seen = await explore.readAll()
    expect([...seen.values()].filter(text => text.includes('of jobs'))).toHaveLength(COUNT.jobs)
    expect(seen.size).toBe(COUNT.app + COUNT.jobs)
    await app.page.reload()
    await explore.untilTotal(COUNT.app + COUNT.jobs)
    await expect.poll(() => picker.button.innerText()).toBe('app, jobs')
    // An address with commas means the same.
    await explore.open('?source=jobs,app')
    await explore.untilTotal(COUNT.app + COUNT.jobs)
  })

  it('give way to one alone, and to all; going back is one step', async () => {
    await explore.open()
    await picker.open()
    await picker.checkAll()
    await explore.untilTotal(COUNT.app + COUNT.jobs)
    await expect.poll(() => sourceIn(app.location)).toEqual(['app', 'jobs', 'unused'])
    await picker.check('unused')
    await picker.close()
    await expect.poll(() => picker.button.innerText()).toBe('app, jobs')
    await picker.open()
    await picker.only('jobs')
    await explore.untilTotal(COUNT.jobs)
    await expect.poll(() => sourceIn(app.location)).toEqual(['jobs'])
    await expect.poll(() => picker.ofLines()).toEqual([])
    await app.page.goBack()
    await explore.untilTotal(COUNT.app + COUNT.jobs)
    await app.page.goBack()
    await explore.untilTotal(COUNT.app)
    await expect.poll(() => sourceIn(app.location)).toEqual([])
  })

  it('are led through by the keyboard', async () => {
    await explore.open()
    await app.page.keyboard.press('s')
    await picker.list.waitFor()
    await picker.option('app').getByRole('checkbox').focus()
    await app.page.keyboard.press('ArrowDown')
    await app.page.keyboard.press('Space')
    await explore.untilTotal(COUNT.app + COUNT.jobs)
    await app.page.keyboard.press('Enter')
    await explore.untilTotal(COUNT.jobs)
    await picker.list.waitFor({ state: 'detached' })
  })

  it('keep columns of their own', async () => {
    await explore.open('?source=app&source=jobs')
    await list.columnMenu(':service', 'Remove column')
    await expect.poll(() => list.columns()).toEqual([':time', ':level', ':source', ':message'])
    await explore.open('?source=jobs&source=app')
    await expect.poll(() => list.columns()).toEqual([':time', ':level', ':source', ':message'])
    await explore.open('?source=jobs')
    await expect.poll(() => list.columns()).toContain(':service')
  })

  it('are told by the panel with a line, and by the lines around it', async () => {
    // Alone: of the others only those in sight are in the page.
    await explore.open(`?source=app&source=jobs&query=${encodeURIComponent('{} |= "line 7 of"')}`)
    await list.line('line 7 of jobs').click()
    await explore.panel.locator('[data-field=source]').getByText('jobs').waitFor()
    await app.page.reload()
    await explore.panel.locator('[data-field=source]').getByText('jobs').waitFor()
    await explore.panel.getByRole('button', { name: 'Surrounding lines' }).click()
    await explore.panel.getByTestId('surrounding-line').filter({ hasText: 'line 7 of app' }).getByText('app', { exact: true }).waitFor()
  })

  it('stay chosen in SQL, which reads the first, and on the way back', async () => {
    await explore.open('?source=jobs&source=app')
    await ask.show('SQL')
    await ask.notice.getByText('It asks jobs alone').waitFor()
    await app.page.getByTestId('sql-source').getByText('{source} is jobs').waitFor()
    await app.page.getByTestId('result-row').first().waitFor()
    await expect.poll(() => sourceIn(app.location)).toEqual(['jobs', 'app'])
    await ask.show('LogQL')
    await explore.untilTotal(COUNT.app + COUNT.jobs)
  })

  it('are kept with a query', async () => {
    const tools = new QuestionToolsPage(app)
    await explore.open('?source=app&source=jobs')
    await tools.start('Save')
    await tools.dialog.getByLabel('Name').fill('Both')
    await tools.dialog.getByRole('button', { name: 'Save' }).click()
    await tools.dialog.waitFor({ state: 'detached' })
    await app.goto('/saved')
    await app.page.getByRole('link', { name: 'Both' }).click()
    await explore.untilTotal(COUNT.app + COUNT.jobs)
    await expect.poll(() => sourceIn(app.location)).toEqual(['app', 'jobs'])
  })

  it('that are not there are named, and left out on demand', async () => {
    await explore.open('?source=jobs&source=gone')
    await picker.missing.getByText('gone is not among the sources').waitFor()
    await app.expectAccessible()
    await picker.missing.getByRole('button', { name: 'Show jobs' }).click()
    await explore.untilTotal(COUNT.jobs)
    await expect.poll(() => sourceIn(app.location)).toEqual(['jobs'])
    // The browser itself notes that the first questions were refused.
    app.complaints.length = 0
  })
})

describe.each([{ dark: false }, { dark: true }])('on a phone: %o', ({ dark }) => {
  it('are chosen by touch, and named in each line', async () => {
    await app.close()
    await use(await opened.window({ dark, width: 375, height: 700 }))
    await explore.open('?source=app&source=jobs')
    await expect.poll(() => picker.ofLines()).toEqual(['app', 'jobs'])
    await picker.open()
    await app.expectAccessible()
    await picker.only('jobs')
    await explore.untilTotal(COUNT.jobs)
  })
})

// Last, as it sends more lines.
describe('live', () => {
  it('is of several sources as one', async () => {
    const { server, account } = opened
    const newest = () => [{ service: 'shop', level: 'info', message: 'new line' }]
    await explore.open('?source=jobs&source=app')
    await app.page.getByTestId('live-toggle').click()
    await app.page.getByTestId('live-status').getByText('Live').waitFor()
    await list.line('of app').first().waitFor()
    for (const source of ['app', 'jobs']) {
      await send(server.url, account.key, newest(), source)
      await list.line('new line').filter({ has: app.page.getByTestId('line-source').getByText(source) }).waitFor()
    }
    await expect.poll(() => sourceIn(app.location)).toEqual(['jobs', 'app'])
  })
})
