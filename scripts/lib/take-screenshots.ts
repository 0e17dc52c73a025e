import { mkdirSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { signUp } from '../../tests/fixtures/account.ts'
import { launchBrowser } from '../../tests/fixtures/browser.ts'
import { startServer } from '../../tests/fixtures/server.ts'
import { waitUntil } from '../../tests/fixtures/wait.ts'
import { demoLines } from '../demo-data.mjs'
import { at } from './paths.mjs'

const LINES = 4000
const HOUR_MS = 3_600_000

/** Sends the made-up logs of the last hour, and waits until all can be read. */
async function fill(url: string, key: string): Promise<void> {
  const end = Date.now()
  const headers = { 'x-api-key': key, 'content-type': 'application/json' }
  const lines = demoLines({ count: LINES, start: end - HOUR_MS, end })
  const answer = await fetch(`${url}/ingest`, { method: 'POST', headers, body: JSON.stringify(lines) })
  if (!answer.ok) throw new Error(`the logs were refused: ${await answer.text()}`)
  const range = JSON.stringify({ start: end - 2 * HOUR_MS, end: end + HOUR_MS })
  await waitUntil('all lines can be read', async () => {
    const histogram = await fetch(`${url}/api/v1/histogram`, { method: 'POST', headers, body: range })
    return histogram.ok && (await histogram.json() as { total: number }).total >= LINES
  })
}

/** Gives the browser a session and opens Explore with its lines. */
async function logIn(page: Page, url: string, email: string): Promise<void> {
  const answer = await page.context().request.post(`${url}/api/v1/auth/login`, { data: { email, password: 'correct horse battery' } })
  if (!answer.ok()) throw new Error(`log-in was refused: ${await answer.text()}`)
  await page.goto(`${url}/explore`)
  await page.getByText('checkout').first().waitFor()
}

async function main(): Promise<void> {
  mkdirSync(at('docs', 'images'), { recursive: true })
  const server = await startServer()
  const browser = await launchBrowser()
  try {
    const email = 'ada@example.com'
    const { key } = await signUp(server.url, email)
    await fill(server.url, key)
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' })
    const page = await context.newPage()
    await logIn(page, server.url, email)
    await page.waitForLoadState('networkidle')
    await page.screenshot({ path: at('docs', 'images', 'explore.png') })
    console.log('docs/images/explore.png')
  }
  finally {
    await browser.close()
    await server.stop()
  }
}

await main()
