import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { signUp } from '../fixtures/account'
import { launchBrowser } from '../fixtures/browser'
import { startServer, type TestServer } from '../fixtures/server'
import { AppWindow } from './pages/app'
import { AskBar } from './pages/ask'
import { send, untilReadable } from './pages/data'
import { ExplorePage } from './pages/explore'

const COUNT = 300
const EMAIL = 'grace@example.com'
const services = ['gateway', 'checkout', 'payments']

let server: TestServer
let browser: Browser
let first: AppWindow
let app: AppWindow
let explore: ExplorePage
let ask: AskBar
let start: number

/** Line n, one a second: every third of a service, every fifth an error, all of them JSON with a status. */
const lineOf = (n: number) => ({
  timestamp: new Date(start + n * 1000).toISOString(),
  service: services[n % 3]!, level: n % 5 === 4 ? 'error' : 'info', tags: { region: n % 2 ? 'eu' : 'us' },
  message: JSON.stringify({ text: n % 10 === 0 ? 'request timeout' : 'request done', status: n % 5 === 4 ? 500 : 200, took: n }),
})

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()])
  start = Math.floor(Date.now() / 1000) * 1000 - COUNT * 1000 - 60_000
  const { key } = await signUp(server.url, EMAIL)
  await send(server.url, key, Array.from({ length: COUNT }, (_, n) => lineOf(n)))
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
  explore = new ExplorePage(app)
  ask = new AskBar(app)
})
afterEach(async () => {
  app.expectClean()
  await app.close()
})

const range = () => `from=${new Date(start - 1000).toISOString()}&to=${new Date(start + COUNT * 1000 + 1000).toISOString()}`
const query = () => app.location.searchParams.get('query')
const open = (more = '') => explore.open(`?${range()}${more}`)

describe('the builder', () => {
  it('adds a field with a value of the data, changes it, and takes it off', async () => {
    await open()
    await app.page.keyboard.press('/')
    await ask.choose('service', /service_name/)
    await ask.suggestions.filter({ hasText: 'checkout' }).waitFor()
    await expect.poll(() => ask.suggestions.filter({ hasText: 'checkout' }).innerText()).toContain(String(COUNT / 3))
    await ask.choose('check', 'checkout')
    await explore.untilTotal(COUNT / 3)
    expect(query()).toBe('{service_name="checkout"}')

    const form = await ask.change(0)
    await form.getByRole('option', { name: /gateway/ }).click()
    await explore.untilTotal(2 * COUNT / 3)
    expect(query()).toBe('{service_name=~"checkout|gateway"}')
    await app.page.keyboard.press('Escape')

    await app.page.getByRole('button', { name: /^Remove service_name/ }).click()
    await explore.untilTotal(COUNT)
  })

  it('takes words, comparisons and LogQL from the keyboard alone, and Backspace takes the last step off', async () => {
    await open()
    await app.page.keyboard.press('/')
    for (const typed of ['timeout', '| json', 'status=500', 'region!=us']) {
      await app.page.keyboard.type(typed)
      await app.page.keyboard.press('Enter')
    }
    await app.page.waitForFunction(() => document.querySelectorAll('[data-testid=step-chip]').length === 4)
    await expect.poll(() => ask.steps()).toEqual(['words timeout', 'parse json', 'status = 500', 'region != us'])
    expect(query()).toBe('{} | search "timeout" | json | status="500" | region!="us"')
    for (let n = 0; n < 3; n++) {
      // Once to the chip, once to take it off.
      await app.page.keyboard.press('Backspace')
      await app.page.keyboard.press('Backspace')
      await app.page.waitForFunction(left => document.querySelectorAll('[data-testid=step-chip]').length === left, 3 - n)
    }
    await explore.untilTotal(COUNT / 10)
  })

  it('offers the fields that a parser finds, and makes numbers of them', async () => {
    await open(`&query=${encodeURIComponent('{} | json')}`)
    await ask.input.click()
    await ask.choose('average', 'A number of each line')
    await ask.choose('took', 'took')
    await expect.poll(() => ask.steps()).toEqual(['parse json', 'number from took', 'avg_over_time [5m] by ()'])
    await ask.choose('greatest', 'The greatest series')
    expect(query()).toContain('topk(10,avg_over_time({} | json | unwrap took[5m]) by ())')
  })

  it('offers what lines have, not what the server reads beside it', async () => {
    await open(`&query=${encodeURIComponent('{} | json | line_format "{{.text}}"')}`)
    await app.page.locator('[data-field=took]').waitFor()
    await expect.poll(() => app.page.locator('[data-field=pattern_hash]').count()).toBe(0)
  })

  it('says why a change is none, and leaves the query', async () => {
    await open(`&query=${encodeURIComponent('{} |~ "time.*"')}`)
    const form = await ask.change(0)
    await form.getByLabel('Text').fill('time(')
    await form.getByRole('button', { name: 'Apply' }).click()
    await form.getByRole('alert').waitFor()
    expect(query()).toBe('{} |~ "time.*"')
  })
})

describe('the LogQL editor', () => {
  it('completes labels and values out of the data, and runs by Enter', async () => {
    await open()
    await ask.show('LogQL')
    await ask.editor.click()
    await app.page.keyboard.type('{serv')
    await ask.takeCompletion('service_name')
    await ask.completions.filter({ hasText: 'payments' }).click()
    await app.page.keyboard.press('Escape')
    expect((await ask.editor.innerText()).trim()).toBe('{service_name="payments"}')
    await app.page.keyboard.press('Enter')
    await explore.untilTotal(COUNT / 3)
    expect(query()).toBe('{service_name="payments"}')
  })

  it('underlines what is wrong, says what was meant, and writes it', async () => {
    await open()
    await ask.show('LogQL')
    await ask.write('{} | jsn')
    await app.page.locator('.cm-lintRange-error').waitFor()
    await expect.poll(() => app.page.locator('.cm-lintRange-error').innerText()).toBe('jsn')
    await ask.status.getByText('Did you mean json?').waitFor()
    await app.page.locator('.cm-lintRange-error').hover()
    await app.page.getByRole('button', { name: 'Write json' }).click()
    expect((await ask.editor.innerText()).trim()).toBe('{} | json')
    await app.page.keyboard.press('Control+Enter')
    await explore.settled()
    expect(query()).toBe('{} | json')
  })

  it('searches for words that are no query, and says so; formats on demand', async () => {
    await open()
    await ask.show('LogQL')
    await ask.write('request timeout')
    await app.page.keyboard.press('Enter')
    await ask.notice.getByText('{} | search "request timeout"').waitFor()
    await explore.untilTotal(COUNT / 10)
    await ask.write('{service_name="checkout"}|="timeout"|json')
    await app.page.keyboard.press('Shift+Alt+KeyF')
    await ask.editor.getByText('{service_name="checkout"} |= "timeout" | json').waitFor()
  })
})

describe('the faces', () => {
  it('show the same question, in both directions', async () => {
    await open(`&query=${encodeURIComponent('{service_name="checkout"} |= "timeout"')}`)
    await expect.poll(() => ask.steps()).toEqual(['service_name = checkout', 'contains timeout'])
    await ask.show('LogQL')
    await ask.editor.getByText('{service_name="checkout"} |= "timeout"').waitFor()
    const lines = await explore.lines.count()
    await ask.show('SQL')
    await ask.sql.getByText('SELECT').first().waitFor()
    await expect.poll(() => app.location.searchParams.get('lang')).toBe('sql')
    await app.page.getByTestId('result-count').getByText(`${lines} rows`).waitFor()
    await ask.show('Builder')
    await explore.untilTotal(lines)
    await expect.poll(() => ask.steps()).toEqual(['service_name = checkout', 'contains timeout'])
    await expect.poll(() => app.location.searchParams.get('lang')).toBeNull()
  })

  it('say where there is no way: a part without SQL, SQL by hand, LogQL that does not read', async () => {
    await open(`&query=${encodeURIComponent('{} |> "<_>done<_>"')}`)
    await ask.show('SQL')
    await ask.notice.getByText('has no SQL').waitFor()
    await expect.poll(() => app.location.searchParams.get('lang')).toBeNull()

    await open(`&query=${encodeURIComponent('{service_name="checkout"}')}`)
    await ask.show('SQL')
    await ask.sql.fill('SELECT count() AS lines FROM {source}')
    await app.page.keyboard.press('Control+Enter')
    await app.page.getByTestId('result-count').getByText('1 row', { exact: true }).waitFor()
    await ask.show('LogQL')
    await ask.notice.getByText('Your last LogQL was {service_name="checkout"}').waitFor()
    await ask.notice.getByRole('button', { name: 'Go back to it' }).click()
    await explore.untilTotal(COUNT / 3)

    await ask.write('{service_name=')
    await ask.show('Builder')
    await app.page.getByTestId('no-steps').getByRole('button', { name: 'Mend it as LogQL' }).click()
    await ask.editor.waitFor()
  })
})

describe('running', () => {
  it('shows the numbers of a metric query at once, and lines again for a log query', async () => {
    await open()
    await ask.show('LogQL')
    await ask.write('sum(count_over_time({service_name="checkout"}[5m]))')
    await app.page.keyboard.press('Control+Enter')
    await app.page.getByTestId('statistics').getByTestId('time-chart').waitFor()
    await expect.poll(() => app.location.searchParams.get('view')).toBe('statistics')
    await expect.poll(() => app.page.getByTestId('statistics-gap').count()).toBe(0)
    await ask.write('sum(count_over_time({service_name="checkout"}[500ms]))')
    await app.page.keyboard.press('Control+Enter')
    await app.page.getByTestId('statistics-gap').getByText('Each number is about 500 ms of every').waitFor()
    await ask.write('{service_name="checkout"}')
    await app.page.keyboard.press('Control+Enter')
    await explore.lines.first().waitFor()
    await expect.poll(() => app.location.searchParams.get('view')).toBeNull()
    await app.page.goBack()
    await app.page.getByTestId('statistics').waitFor()
  })

  it('can be cancelled, and says what it cost', async () => {
    await open()
    await ask.status.getByText(/\d+ rows, .* read in/).waitFor()
    // Held back, so that there is something to cancel.
    let release!: () => void
    const held = new Promise<void>(resolve => release = resolve)
    await app.page.route('**/api/v1/query', async (route) => {
      await held
      await route.continue().catch(() => undefined)
    })
    await app.page.keyboard.press('/')
    await app.page.keyboard.type('timeout')
    await app.page.keyboard.press('Enter')
    await app.page.getByTestId('ask').getByRole('button', { name: 'Cancel' }).click()
    await app.page.getByTestId('ask').getByRole('button', { name: 'Run' }).waitFor()
    release()
    await app.page.unroute('**/api/v1/query')
    await app.page.getByTestId('ask').getByRole('button', { name: 'Run' }).click()
    await explore.settled()
    await expect.poll(() => explore.lines.first().innerText()).toContain('timeout')
  })
})

describe('the time range', () => {
  it('is typed, pasted and remembered', async () => {
    await open()
    await ask.typeTime('now-2h')
    await app.page.waitForURL(/range=2h/)
    await ask.typeTime(String(Math.floor(start / 1000)))
    await app.page.waitForURL(/from=/)
    await expect.poll(() => Date.parse(app.location.searchParams.get('from')!)).toBe(start - 5 * 60_000)
    await ask.openTime()
    await app.page.getByTestId('time-picker').getByRole('button', { name: 'Last 2h' }).click()
    await app.page.waitForURL(/range=2h/)
    await ask.typeTime('now-1d/d')
    await app.page.getByRole('button', { name: 'Time range: Yesterday' }).waitFor()
    await app.page.getByRole('button', { name: 'Shift the time range to earlier' }).click()
    await app.page.waitForURL(/from=20/)
  })

  it('is shown in the zone that is chosen, after a reload too', async () => {
    await open()
    const time = () => explore.lines.first().locator('time').innerText()
    const before = await time()
    await ask.chooseZone('Asia/Tokyo')
    await app.page.waitForFunction(old => document.querySelector('[data-testid=log-line] time')?.textContent !== old, before)
    const tokyo = await time()
    await app.page.reload()
    await app.hydrated()
    await explore.settled()
    expect(await time()).toBe(tokyo)
  })
})

describe('a text that is selected in a line', () => {
  it('is asked for, or left out', async () => {
    await open()
    await explore.selectText('request done')
    await explore.selection.getByRole('button', { name: 'Lines without it' }).click()
    await explore.untilTotal(COUNT / 10)
    expect(query()).toBe('{} != "request done"')
    await explore.selection.waitFor({ state: 'detached' })
    await app.page.goBack()
    await explore.untilTotal(COUNT)
    await explore.selectText('request done')
    await explore.selection.getByRole('button', { name: 'Lines with it' }).click()
    await explore.untilTotal(COUNT * 9 / 10)
    expect(query()).toBe('{} |= "request done"')
  })

  it('is let go by Escape, which closes nothing else', async () => {
    await open()
    await explore.lines.first().click()
    await explore.panel.waitFor()
    await explore.selectText('text')
    await explore.selection.waitFor()
    await app.page.keyboard.press('Escape')
    await explore.selection.waitFor({ state: 'detached' })
    await expect.poll(() => explore.panel.isVisible()).toBe(true)
  })
})
