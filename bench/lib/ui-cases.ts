import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core'
import { scriptsUntil, weightOf } from '../../tests/fixtures/first-load.ts'
import type { BenchPlatform } from './platform.ts'
import type { Fill } from './query-fill.ts'
import { watchFrames, whenRowsChange } from './ui-page.ts'
import { measureTail } from './ui-tail.ts'

export interface UiBench {
  readonly browser: Browser
  readonly platform: BenchPlatform
  readonly user: { readonly email: string, readonly password: string }
  readonly filled: Fill
}

/** A figure, and the one to keep to where there is one: at most, or at least. */
export interface Measured { readonly name: string, readonly value: number, readonly unit: string, readonly bar?: number, readonly atLeast?: boolean }

const RUNS = 7
/** Pixels a frame: all rows in sight are new ones. */
const SCROLLED = 1200
const ROWS = '[data-testid=log-line]'

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!

async function openContext({ browser, platform, user }: UiBench): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL: platform.server.url, viewport: { width: 1440, height: 900 } })
  context.setDefaultTimeout(180_000)
  const answer = await context.request.post('/api/v1/auth/login', { data: user })
  if (!answer.ok()) throw new Error(`log-in was refused: ${await answer.text()}`)
  return context
}

const rangeOf = ({ start, end }: Fill) => `from=${new Date(start).toISOString()}&to=${new Date(end).toISOString()}`

async function openExplore(context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(path)
  await page.locator(ROWS).first().waitFor()
  return page
}

/** From the address to the first rows, with nothing in the browser's cache; and the scripts that this takes. */
export async function firstLoad(bench: UiBench): Promise<Measured[]> {
  const path = `/explore?${rangeOf(bench.filled)}`
  const times: number[] = []
  for (let run = 0; run < RUNS; run++) {
    const context = await openContext(bench)
    const page = await context.newPage()
    const started = performance.now()
    await page.goto(path, { waitUntil: 'commit' })
    await page.locator(ROWS).first().waitFor()
    times.push(performance.now() - started)
    await context.close()
  }
  const context = await openContext(bench)
  const scripts = await scriptsUntil(await context.newPage(), path, ROWS)
  await context.close()
  return [
    { name: 'first load to first rows', value: median(times), unit: 'ms', bar: 2000 },
    { name: 'scripts until then, compressed', value: weightOf(scripts) / 1000, unit: 'kB', bar: 350 },
  ]
}

/** From a click that changes the query to other rows in sight: in a page at rest, and while what the query before asked is still counted. */
export async function newQueries(bench: UiBench): Promise<Measured[]> {
  const context = await openContext(bench)
  const page = await openExplore(context, `/explore?${rangeOf(bench.filled)}`)
  await page.getByTestId('legend-error').waitFor()
  const times = { rest: [] as number[], busy: [] as number[] }
  for (const kind of ['rest', 'busy'] as const) {
    for (const level of ['error', 'warn', 'info', 'debug', 'error', 'warn', 'info', 'debug']) {
      // The fields take longest of all that is counted.
      const counted = kind === 'rest' && page.waitForResponse(answer => answer.url().endsWith('/api/v1/fields'))
      times[kind].push(await page.evaluate(whenRowsChange, `[data-testid=legend-${level}]`))
      await counted
    }
  }
  await context.close()
  // The first one also makes the page warm.
  return [
    { name: 'a new query to first rows', value: median(times.rest.slice(1)), unit: 'ms', bar: 300 },
    { name: 'the same at once behind another', value: median(times.busy), unit: 'ms' },
  ]
}

/** Scrolls to the end of what is loaded until so many lines are; then up and down through them. */
export async function scrolling(bench: UiBench, loaded: number): Promise<Measured[]> {
  const context = await openContext(bench)
  const page = await openExplore(context, `/explore?${rangeOf(bench.filled)}`)
  const devtools = await context.newCDPSession(page)
  // Durations are then CPU time of the main thread, which another program on the machine hardly changes.
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' })
  const list = page.getByTestId('log-list')
  const before = await heap(devtools)
  await list.evaluate(async (element, wanted) => {
    const height = element.querySelector('[role=option]')!.getBoundingClientRect().height
    while (element.scrollHeight < wanted * height) {
      element.scrollTop = element.scrollHeight
      await new Promise(wake => setTimeout(wake, 15))
    }
  }, loaded)
  const after = await heap(devtools)
  const busyBefore = await metric(devtools, 'TaskDuration')
  const frames = await list.evaluate(watchFrames, { pixels: SCROLLED, milliseconds: 10_000 })
  const busy = await metric(devtools, 'TaskDuration') - busyBefore
  await context.close()
  return [
    { name: `frames a second through ${loaded.toLocaleString('en')} lines`, value: frames.perSecond, unit: 'fps', bar: 50, atLeast: true },
    { name: `main thread, CPU a frame of ${SCROLLED.toLocaleString('en')} px`, value: busy * 1000 / frames.count, unit: 'ms' },
    { name: 'longest frame meanwhile', value: frames.longest, unit: 'ms' },
    { name: 'memory of the page with them', value: after, unit: 'MB' },
    { name: 'memory with the first page', value: before, unit: 'MB' },
  ]
}

/** JavaScript’s heap after a collection, in MB. */
async function heap(devtools: CDPSession): Promise<number> {
  await devtools.send('HeapProfiler.collectGarbage')
  return await metric(devtools, 'JSHeapUsedSize') / 1e6
}

async function metric(devtools: CDPSession, name: string): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics')
  return metrics.find(found => found.name === name)?.value ?? Number.NaN
}

const TAILED = { rate: 1000, seconds: 20, warmSeconds: 8 }

/** The main thread while a thousand lines a second come in. */
export async function tailing(bench: UiBench): Promise<Measured[]> {
  const { server: { url }, key } = bench.platform
  const context = await openContext(bench)
  const page = await context.newPage()
  await page.goto('/explore?live=1')
  await page.getByTestId('live-status').getByText('Live').waitFor()
  const cost = await measureTail(page, { url, key, ...TAILED })
  await context.close()
  return [
    { name: 'live tail: lines shown a second, of 1,000 sent', value: cost.linesPerSecond, unit: 'lines' },
    { name: 'live tail: main thread busy', value: cost.mainThread * 100, unit: '%', bar: 50 },
    { name: 'live tail: frames a second', value: cost.framesPerSecond, unit: 'fps' },
    { name: 'live tail: memory of the page', value: cost.heapMb.after, unit: 'MB' },
  ]
}
