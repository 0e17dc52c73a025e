import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { scriptsUntil, weightOf } from '../fixtures/first-load'
import { waitUntil } from '../fixtures/wait'
import { openApp, type OpenApp } from './open-app'
import type { AppWindow } from './pages/app'
import { ExplorePage } from './pages/explore'

const COUNT = 30
/** What issue 5 allows, in bytes. */
const MOST = 350_000

let opened: OpenApp
let app: AppWindow

beforeAll(async () => {
  opened = await openApp({ lines: Array.from({ length: COUNT }, (_, n) => ({ service: 'gateway', level: 'info', message: `line number ${n}` })) })
})
afterAll(() => opened?.close())
beforeEach(async () => {
  app = await opened.window()
})
afterEach(async () => {
  app.expectClean()
  await app.close()
})

/** The lines are given to the page when its chart has been counted, and at once: the worst case for what waits for the lines. */
async function holdLines({ page }: AppWindow): Promise<void> {
  await page.route('**/api/v1/query', async (route) => {
    const answer = await route.fetch()
    const lines = (await answer.text()).split('\n').filter(line => !line.startsWith('{"progress"'))
    await page.getByTestId('histogram-total').waitFor()
    await route.fulfill({ response: answer, body: lines.join('\n') })
  })
}

it('Explore needs few scripts until the first lines are there, and no chart', async () => {
  await holdLines(app)
  const scripts = await scriptsUntil(app.page, '/explore', '[data-testid=log-line]')
  expect(weightOf(scripts)).toBeGreaterThan(100_000)
  expect(weightOf(scripts), `the largest: ${scripts.slice(0, 10).map(({ file, bytes }) => `${file} ${bytes}`).join(', ')}`).toBeLessThan(MOST)
})

it('Explore draws its chart after the lines, and has what a click opens before the click', async () => {
  const loaded: string[] = []
  // As the panel’s template is compiled.
  app.page.on('response', async answer => loaded.push(await answer.text().catch(() => '')))
  await holdLines(app)
  const explore = new ExplorePage(app)
  await app.page.goto('/explore')
  await explore.lines.first().waitFor()
  await app.page.getByTestId('histogram-chart').waitFor()
  await waitUntil('the detail panel is loaded ahead', () => loaded.some(text => text.includes('"data-record-panel":')))
  await explore.lines.first().click()
  await explore.panel.waitFor()
})
