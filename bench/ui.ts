/**
 * `npm run bench:ui`: what the pages cost in Chromium, on the built server.
 * Options: --rate 1000 (lines a second), --seconds 30
 */
import { parseArgs } from 'node:util'
import { launchBrowser } from '../tests/fixtures/browser.ts'
import { startBenchPlatform } from './lib/platform.ts'
import { measureTail } from './lib/ui-tail.ts'

const { values: options } = parseArgs({ options: { rate: { type: 'string', default: '1000' }, seconds: { type: 'string', default: '30' } } })
const percent = (share: number) => `${Math.round(share * 100)} %`

const platform = await startBenchPlatform()
const browser = await launchBrowser()
try {
  const { server: { url }, key } = platform
  const page = await browser.newPage({ baseURL: url, viewport: { width: 1440, height: 900 } })
  await page.goto('/login')
  await page.waitForLoadState('networkidle')
  await page.getByLabel('E-mail').fill('bench@example.com')
  await page.getByLabel('Password', { exact: true }).fill('bench-bench-bench')
  await page.locator('button[type=submit]').click()
  await page.waitForURL(address => address.pathname === '/explore')
  await page.goto('/explore?live=1')
  await page.getByTestId('live-status').getByText('Live').waitFor()
  const cost = await measureTail(page, { url, key, rate: Number(options.rate), seconds: Number(options.seconds) })
  console.info(`live tail, ${options.rate} lines a second sent: ${cost.linesPerSecond} shown a second`)
  console.info(`  main thread busy ${percent(cost.mainThread)}, ${cost.longTasks} tasks over 50 ms, the longest ${Math.round(cost.longestTask)} ms, ${Math.round(cost.framesPerSecond)} frames a second`)
  console.info(`  heap ${Math.round(cost.heapMb.before)} MB, ${options.seconds} s later ${Math.round(cost.heapMb.after)} MB`)
}
finally {
  await browser.close()
  await platform.stop()
}
