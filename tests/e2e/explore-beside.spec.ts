/** Two questions side by side in Explore. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openApp, type OpenApp } from './open-app'
import type { AppWindow } from './pages/app'
import { send } from './pages/data'
import { ExplorePage } from './pages/explore'
import { SidePart } from './pages/sides'

const COUNT = 600
const services = ['gateway', 'checkout', 'payments']
let opened: OpenApp
let app: AppWindow
let left: SidePart
let right: SidePart
let start: number

/** A window of its own for each test. */
async function inWindow(options?: Parameters<OpenApp['window']>[0]): Promise<void> {
  app = await opened.window(options)
  left = new SidePart(app, 'left')
  right = new SidePart(app, 'right')
}
const own = () => app.location.searchParams
/** The right question’s part of the address. */
const beside = () => new URLSearchParams(own().get('beside') ?? undefined)
/** An absolute range around all lines, which does not move while a test runs. */
const range = () => `from=${new Date(start - 1000).toISOString()}&to=${new Date(start + COUNT * 1000 + 1000).toISOString()}`
const CHECKOUT = `{service_name="checkout"}`
async function openBoth(more = ''): Promise<void> {
  await app.goto(`/explore?${range()}&beside=${encodeURIComponent(`${range()}&query=${encodeURIComponent(CHECKOUT)}`)}${more}`)
  await expect.poll(() => left.total()).toBe(COUNT)
  await expect.poll(() => right.total()).toBe(COUNT / 3)
}

beforeAll(async () => {
  start = Date.now() - COUNT * 1000 - 5000
  opened = await openApp({ lines: Array.from({ length: COUNT }, (_, n) => ({ timestamp: new Date(start + n * 1000).toISOString(), service: services[n % 3]!, level: 'info', message: `line number ${n} of the test` })) })
})
afterAll(() => opened?.close())
beforeEach(() => inWindow())
afterEach(async () => {
  app.expectClean()
  await app.close()
})

describe('another question beside', () => {
  it('is opened as the same one, asked differently, kept by the address, and gone by going back', async () => {
    const explore = new ExplorePage(app)
    await explore.open(`?${range()}`)
    await explore.untilTotal(COUNT)
    expect(own().has('beside')).toBe(false)
    await app.page.getByTestId('open-beside').click()
    await expect.poll(() => right.total()).toBe(COUNT)
    await expect.poll(() => right.isActive()).toBe(true)
    await right.ask('number 599 of')
    await expect.poll(() => right.total()).toBe(1)
    await expect.poll(() => right.lines.count()).toBe(1)
    await expect.poll(() => left.total()).toBe(COUNT)
    await expect.poll(() => [own().has('query'), beside().get('query')]).toEqual([false, '{} | search "number 599 of"'])
    await app.page.reload()
    await expect.poll(() => right.lines.count()).toBe(1)
    await expect.poll(() => left.total()).toBe(COUNT)
    await app.page.goBack()
    await expect.poll(() => right.total()).toBe(COUNT)
    await app.page.goBack()
    await right.region.waitFor({ state: 'detached' })
    await expect.poll(() => own().has('beside')).toBe(false)
    await explore.untilTotal(COUNT)
  })

  it('is an empty one, where the address can’t be read', async () => {
    await app.goto(`/explore?query=${encodeURIComponent(CHECKOUT)}&beside=${encodeURIComponent('%%%&constructor=1&range=never&query=&keep=\0')}`)
    await expect.poll(() => right.total()).toBe(COUNT)
    await expect.poll(() => left.total()).toBe(COUNT / 3)
  })

  it('has a time of its own, or that of both', async () => {
    await openBoth()
    await right.dragChart(0.2, 0.4)
    await expect.poll(() => right.total()).toBeLessThan(COUNT / 6)
    await expect.poll(() => left.total()).toBe(COUNT)
    expect(own().get('from')).not.toBe(beside().get('from'))
    await left.press('Same time in both')
    await expect.poll(() => right.total()).toBe(COUNT / 3)
    await expect.poll(() => [own().get('together'), beside().has('from')]).toEqual(['1', false])
    await right.dragChart(0.2, 0.4)
    await expect.poll(() => left.total()).toBeLessThan(COUNT / 2)
    await expect.poll(async () => Math.abs(await left.total() / 3 - await right.total())).toBeLessThanOrEqual(1)
    await right.press('Same time in both')
    await expect.poll(() => [own().get('together'), beside().get('from')]).toEqual([null, own().get('from')])
  })

  it('takes the place of the one that is closed, as it is', async () => {
    await openBoth()
    await right.lines.first().click()
    await right.panel.getByTestId('record-message').waitFor()
    await right.region.evaluate(element => element.setAttribute('data-seen', '1'))
    await left.press('Close the left question')
    await left.region.waitFor({ state: 'detached' })
    await expect.poll(() => [own().get('query'), own().has('beside'), own().has('record')]).toEqual([CHECKOUT, false, true])
    await expect.poll(() => app.page.locator('[data-side=left][data-seen]').count()).toBe(1)
    await app.page.getByTestId('record-message').waitFor()
    await app.page.goBack()
    await expect.poll(() => left.total()).toBe(COUNT)
    await right.press('Close the right question')
    await right.region.waitFor({ state: 'detached' })
    await expect.poll(() => [own().has('query'), own().has('beside')]).toEqual([false, false])
  })

  it('leaves the addresses of lines alone', async () => {
    await app.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await openBoth()
    await right.lines.first().click()
    await right.panel.getByRole('button', { name: 'Copy link to this line' }).click()
    const copied = await app.page.evaluate(() => navigator.clipboard.readText())
    const { searchParams } = new URL(copied)
    expect([searchParams.get('query'), searchParams.get('record'), searchParams.has('beside')]).toEqual([CHECKOUT, beside().get('record'), false])
  })
})

describe('keys and commands', () => {
  it('mean the question that was pointed at last; one key leads to the other', async () => {
    await openBoth()
    const { keyboard } = app.page
    const wrapped = () => [own().has('wrap'), beside().has('wrap')]
    await expect.poll(() => left.isActive()).toBe(true)
    await keyboard.press('w')
    await expect.poll(wrapped).toEqual([true, false])
    await keyboard.press('b')
    await expect.poll(() => right.isActive()).toBe(true)
    await expect.poll(() => left.isActive()).toBe(false)
    await keyboard.press('w')
    await expect.poll(wrapped).toEqual([true, true])
    await keyboard.press('ArrowDown')
    await keyboard.press('Enter')
    await right.panel.waitFor()
    await expect.poll(() => left.panel.count()).toBe(0)
    await left.lines.first().click()
    await left.panel.waitFor()
    await keyboard.press('Escape')
    await left.panel.waitFor({ state: 'detached' })
    await expect.poll(() => right.panel.count()).toBe(1)
    await keyboard.press('/')
    await expect.poll(() => left.search.evaluate(element => element === document.activeElement)).toBe(true)
  })

  it('are each there once, in the palette and for opening', async () => {
    const explore = new ExplorePage(app)
    await explore.open(`?${range()}`)
    await app.page.keyboard.press('b')
    await expect.poll(() => right.isActive()).toBe(true)
    await app.page.keyboard.press('ControlOrMeta+k')
    const offered = (name: string) => app.page.getByTestId('command-palette').getByRole('option', { name })
    await expect.poll(() => offered('Run the query again').count()).toBe(1)
    await offered('Close the right question').click()
    await right.region.waitFor({ state: 'detached' })
  })
})

describe('each question on its own', () => {
  it('follows new lines: two tails at once', async () => {
    await app.goto(`/explore?live=1&query=${encodeURIComponent('{service_name="one"}')}&beside=${encodeURIComponent(`live=1&query=${encodeURIComponent('{service_name="two"}')}`)}`)
    await left.liveStatus.getByText('Live').waitFor()
    await right.liveStatus.getByText('Live').waitFor()
    await send(opened.server.url, opened.account.key, ['one', 'two'].map(service => ({ service, level: 'info', message: `hello from ${service}` })))
    await left.lines.getByText('hello from one').waitFor()
    await right.lines.getByText('hello from two').waitFor()
    await expect.poll(async () => [await left.lines.count(), await right.lines.count()]).toEqual([1, 1])
    await right.lines.first().click()
    await right.liveStatus.getByText('Held while you read').waitFor()
    await expect.poll(() => left.liveStatus.innerText()).toContain('Live')
  })

  it('has its fields, and a text that is selected in it', async () => {
    await app.page.setViewportSize({ width: 2100, height: 900 })
    await openBoth()
    const fields = (side: SidePart) => side.region.getByTestId('fields-sidebar').count()
    await expect.poll(async () => [await fields(left), await fields(right)]).toEqual([1, 1])
    await left.press('Hide the fields')
    await expect.poll(async () => [await fields(left), await fields(right)]).toEqual([0, 1])
    await right.lines.first().locator('[data-line-text]').dblclick({ position: { x: 60, y: 8 } })
    await app.page.getByTestId('selection-menu').getByRole('button', { name: 'Lines with it' }).click()
    await expect.poll(() => [own().has('query'), beside().get('query') !== CHECKOUT]).toEqual([false, true])
  })

  it('is as wide as the reader wants, by keys and by dragging', async () => {
    await openBoth()
    await expect.poll(async () => [await left.width(), await right.width()]).toEqual([640, 640])
    const divider = app.page.getByRole('separator', { name: 'Width of the left question' })
    await divider.press('ArrowRight')
    await expect.poll(() => left.width()).toBe(666)
    const box = (await divider.boundingBox())!
    await app.page.mouse.move(box.x + box.width / 2, box.y + 300)
    await app.page.mouse.down()
    await app.page.mouse.move(50, box.y + 300, { steps: 5 })
    await app.page.mouse.up()
    await expect.poll(() => left.width()).toBe(320)
    await app.page.reload()
    await expect.poll(() => right.width()).toBe(960)
  })
})

describe('in every window', () => {
  it.each([[1280, 'a laptop'], [768, 'a tablet'], [375, 'a phone']])('axe finds nothing, and nothing sticks out: %d px, %s', async (width) => {
    await app.close()
    await inWindow({ width, dark: true })
    await openBoth('&together=1')
    for (const colours of ['dark', 'light'] as const) {
      await app.showIn(colours)
      await app.expectAccessible()
    }
    if (width < 640) return
    await left.lines.first().click()
    await left.panel.getByTestId('record-message').waitFor()
    await right.lines.first().click()
    await right.panel.getByTestId('record-message').waitFor()
    await app.expectAccessible()
  })

  it('on a phone one is in sight, and the head of the other leads to it', async () => {
    await app.page.setViewportSize({ width: 375, height: 812 })
    await openBoth()
    await expect.poll(async () => [await left.lines.first().isVisible(), await right.lines.first().isVisible()]).toEqual([true, false])
    await expect.poll(() => right.head.innerText()).toContain(CHECKOUT)
    await right.head.click()
    await expect.poll(async () => [await left.lines.first().isVisible(), await right.lines.first().isVisible()]).toEqual([false, true])
  })
})
