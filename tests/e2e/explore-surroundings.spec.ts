/** The lines around one, in the browser, against the real server. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openApp, type OpenApp } from './open-app'
import type { AppWindow } from './pages/app'
import { ExplorePage } from './pages/explore'
import { SurroundingsPanel } from './pages/surroundings'

const COUNT = 300

let opened: OpenApp
let app: AppWindow
let explore: ExplorePage
let around: SurroundingsPanel
let start: number

/** Line n, one a second; every third is of another service. */
const lineOf = (n: number) => ({
  timestamp: new Date(start + n * 1000).toISOString(), service: n % 3 === 0 ? 'gateway' : 'shop', level: n === 150 ? 'error' : 'info',
  message: `line number ${n} of the test`, tags: { host: `web-${n % 2}`, order: `o-${n}` },
})
const query = () => `?from=${new Date(start - 1000).toISOString()}&to=${new Date(start + COUNT * 1000).toISOString()}&level=error`

beforeAll(async () => {
  start = Date.now() - COUNT * 1000 - 5000
  opened = await openApp({ lines: Array.from({ length: COUNT }, (_, n) => lineOf(n)) })
})
afterAll(() => opened?.close())
beforeEach(async () => {
  app = await opened.window()
  explore = new ExplorePage(app)
  around = new SurroundingsPanel(app)
})
afterEach(async () => {
  app.expectClean()
  await app.close()
})

/** The numbers from one to another of which the test holds. */
const numbers = (from: number, to: number, test: (n: number) => boolean = () => true) => Array.from({ length: to - from }, (_, at) => from + at).filter(test)

describe('surrounding lines', () => {
  it('show what came before and after beyond the filter, keep chosen labels, and stand in the address', async () => {
    await explore.open(query())
    await explore.lines.first().click()
    await explore.panel.getByRole('button', { name: 'Surrounding lines' }).click()
    await around.until([...numbers(0, 150, n => n % 3 === 0).slice(-25), 150, ...numbers(151, COUNT, n => n % 3 === 0).slice(0, 25)])
    await expect.poll(() => around.middle.innerText()).toContain('line number 150')
    await around.toggle('service_name')
    await around.until(numbers(125, 176))
    await around.toggle('host')
    await around.until(numbers(100, 201, n => n % 2 === 0))
    await expect.poll(() => app.location.searchParams.get('panel')).toBe('around')
    await expect.poll(() => app.location.searchParams.getAll('keep')).toEqual(['host'])

    const linked = await opened.window()
    await linked.goto(app.location.pathname + app.location.search)
    await new SurroundingsPanel(linked).until(numbers(100, 201, n => n % 2 === 0))
    await linked.close()
  })

  it('go on to both ends without moving what is in sight, and jump back', async () => {
    await explore.open(`${query()}&keep=`)
    await app.page.keyboard.press('j')
    await app.page.keyboard.press('c')
    await around.until(numbers(125, 176))
    await around.scrollTo('before')
    const place = await around.placeOf(125)
    await around.extend('before')
    await around.until(numbers(100, 176))
    expect(Math.abs(await around.placeOf(125) - place)).toBeLessThanOrEqual(2)
    for (let from = 75; from >= 0; from -= 25) {
      await around.extend('before')
      await around.until(numbers(from, 176))
    }
    await app.page.getByTestId('surroundings').getByText('No earlier lines').waitFor()
    await app.page.getByTestId('back-to-line').click()
    await app.page.getByTestId('back-to-line').waitFor({ state: 'detached' })
    await expect.poll(() => around.focusedText()).toContain('line number 150')
  })

  it('are walked through by keys; Enter opens one, back returns', async () => {
    await explore.open(`${query()}&keep=`)
    await app.page.keyboard.press('j')
    await app.page.keyboard.press('c')
    await around.until(numbers(125, 176))
    await around.middle.getByRole('button').focus()
    await app.page.keyboard.press('ArrowUp')
    await app.page.keyboard.press('ArrowUp')
    await expect.poll(() => around.focusedText()).toContain('line number 148')
    await app.page.keyboard.press('Enter')
    await around.until(numbers(123, 174))
    await expect.poll(() => around.middle.innerText()).toContain('line number 148')
    await app.page.goBack()
    await around.until(numbers(125, 176))
  })

  it('say what failed, and try again', async () => {
    await app.page.route('**/api/v1/context', route => route.fulfill({ status: 503, contentType: 'application/json', body: '{"error":{"code":"unavailable","message":"The engine is starting."}}' }))
    await explore.open(`${query()}&keep=`)
    await app.page.keyboard.press('j')
    await app.page.keyboard.press('c')
    await app.page.getByTestId('surroundings').getByText('The engine is starting.').waitFor()
    await app.page.unroute('**/api/v1/context')
    await app.page.getByTestId('surroundings').getByRole('button', { name: 'Try again' }).click()
    await around.until(numbers(125, 176))
    app.complaints.length = 0
  })
})
