import { mkdirSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { signUp, type Account } from '../../tests/fixtures/account.ts'
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
const OTHER_SOURCE = 'jobs'

async function send(url: string, headers: Record<string, string>, lines: object[]): Promise<void> {
  const answer = await fetch(`${url}/ingest`, { method: 'POST', headers, body: JSON.stringify(lines) })
  if (!answer.ok) throw new Error(`the logs were refused: ${await answer.text()}`)
}

/** Makes a second source, for the picture of several. */
async function addSource(url: string, { projectId, cookie }: Account): Promise<void> {
  const answer = await fetch(`${url}/api/v1/projects/${projectId}/sources`, { method: 'POST', headers: { cookie, 'origin': url, 'content-type': 'application/json' }, body: JSON.stringify({ name: OTHER_SOURCE }) })
  if (!answer.ok) throw new Error(`the source was refused: ${await answer.text()}`)
}

/** Sends the made-up logs of the last day, and waits until all can be read. */
async function fill(url: string, key: string, end: number): Promise<void> {
  const headers = { 'x-api-key': key, 'content-type': 'application/json' }
  const lines = [
    ...demoLines({ count: LINES, start: end - DAY_MS, end }),
    { timestamp: new Date(end - 60_000).toISOString(), service: 'huge', level: 'warn', message: `a line of 300 kB: ${'all work and no play makes a dull log. '.repeat(7700)}` },
  ]
  for (let start = 0; start < lines.length; start += BATCH) await send(url, headers, lines.slice(start, start + BATCH))
  await send(url, { ...headers, 'x-source': OTHER_SOURCE }, demoLines({ count: BATCH, start: end - DAY_MS, end }))
  const asked = JSON.stringify({ source: ['app', OTHER_SOURCE], start: end - 2 * DAY_MS, end: end + DAY_MS })
  await waitUntil('all lines can be read', async () => {
    const histogram = await fetch(`${url}/api/v1/histogram`, { method: 'POST', headers, body: asked })
    return histogram.ok && (await histogram.json() as { total: number }).total > LINES + BATCH
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
    const account = await signUp(server.url, EMAIL)
    const { key, projectId } = account
    await addSource(server.url, account)
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
