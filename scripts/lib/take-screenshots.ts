import { mkdirSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { signUp } from '../../tests/fixtures/account.ts'
import { launchBrowser } from '../../tests/fixtures/browser.ts'
import { startServer } from '../../tests/fixtures/server.ts'
import { waitUntil } from '../../tests/fixtures/wait.ts'
import { demoLines } from '../demo-data.mjs'
import { at } from './paths.mjs'
import { pictures, type Picture } from './pictures.ts'

const EMAIL = 'ada@example.com'
const LINES = 40_000
const BATCH = 5000
const DAY_MS = 86_400_000

/** Sends the made-up logs of the last day, and waits until all can be read. */
async function fill(url: string, key: string, end: number): Promise<void> {
  const headers = { 'x-api-key': key, 'content-type': 'application/json' }
  const lines = [
    ...demoLines({ count: LINES, start: end - DAY_MS, end }),
    { timestamp: new Date(end - 60_000).toISOString(), service: 'huge', level: 'warn', message: `a line of 300 kB: ${'all work and no play makes a dull log. '.repeat(7700)}` },
  ]
  for (let start = 0; start < lines.length; start += BATCH) {
    const answer = await fetch(`${url}/ingest`, { method: 'POST', headers, body: JSON.stringify(lines.slice(start, start + BATCH)) })
    if (!answer.ok) throw new Error(`the logs were refused: ${await answer.text()}`)
  }
  const range = JSON.stringify({ start: end - 2 * DAY_MS, end: end + DAY_MS })
  await waitUntil('all lines can be read', async () => {
    const histogram = await fetch(`${url}/api/v1/histogram`, { method: 'POST', headers, body: range })
    return histogram.ok && (await histogram.json() as { total: number }).total >= LINES
  })
}

async function take(browser: Browser, url: string, name: string, picture: Picture): Promise<void> {
  const context = await browser.newContext({
    baseURL: url, viewport: picture.size ?? { width: 1440, height: 900 }, deviceScaleFactor: 1.5,
    colorScheme: picture.dark ? 'dark' : 'light', locale: 'en-GB', timezoneId: 'Europe/Berlin',
  })
  if (!picture.guest) {
    const answer = await context.request.post('/api/v1/auth/login', { data: { email: EMAIL, password: 'correct horse battery' } })
    if (!answer.ok()) throw new Error(`log-in was refused: ${await answer.text()}`)
  }
  const page = await context.newPage()
  if (picture.server === 'failing') {
    const body = JSON.stringify({ error: { code: 'unavailable', message: 'The storage engine is starting. Try again in a few seconds.' } })
    await page.route('**/api/v1/query', route => route.fulfill({ status: 503, contentType: 'application/json', body }))
  }
  if (picture.server === 'silent') await page.route(/\/api\/v1\/(query|histogram|fields)$/, () => undefined)
  await page.goto(picture.path)
  await page.locator(picture.ready).first().waitFor()
  await picture.prepare?.(page)
  // A live tail never comes to rest, nor does what is not answered.
  await page.waitForLoadState('networkidle', { timeout: 5000 }).catch(() => undefined)
  await page.screenshot({ path: at('docs', 'images', `${name}.png`), animations: 'disabled' })
  await context.close()
}

async function main(wanted: string[]): Promise<void> {
  mkdirSync(at('docs', 'images'), { recursive: true })
  const server = await startServer()
  const browser = await launchBrowser()
  try {
    const { key, projectId } = await signUp(server.url, EMAIL)
    const end = Date.now()
    await fill(server.url, key, end)
    for (const [name, picture] of Object.entries(pictures({ end, key, projectId }))) {
      if (wanted.length > 0 && !wanted.includes(name)) continue
      await take(browser, server.url, name, picture)
      console.log(`docs/images/${name}.png`)
    }
  }
  finally {
    await browser.close()
    await server.stop()
  }
}

await main(process.argv.slice(2))
