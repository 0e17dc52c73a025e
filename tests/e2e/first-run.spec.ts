import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PASSWORD } from '../fixtures/account'
import { launchBrowser } from '../fixtures/browser'
import { startServer, type TestServer } from '../fixtures/server'
import { AccountPages } from './pages/account'
import { AppWindow } from './pages/app'
import { ExplorePage } from './pages/explore'
import { SendGuide } from './pages/send'

let server: TestServer
let browser: Browser
let app: AppWindow
beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()])
  app = await AppWindow.open(browser, server.url)
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

describe('the first run', () => {
  it('leads a stranger to make the administrator', async () => {
    await app.goto('/')
    await app.untilPath('/signup')
    await app.page.getByRole('heading', { name: 'Create the administrator' }).waitFor()
  })

  it('signs up, and shows commands that work as they stand', async () => {
    await new AccountPages(app).signUp('ada@example.com')
    await app.untilPath('/welcome')
    const guide = new SendGuide(app)
    const key = await guide.apiKey()
    expect(key.length).toBeGreaterThan(20)
    for (const way of ['One line', 'JSON batch', 'Plain text']) {
      await guide.choose('curl', way)
      const command = await guide.text.innerText()
      expect(command).toContain(server.url)
      expect(command).toContain(key)
    }
    await guide.choose('curl', 'One line')
    await expect.poll(() => guide.text.innerText()).toContain('{"service":"checkout","level":"info","message":"hello from curl","tags":{"region":"eu"}}')
    await guide.waiting.waitFor()
  })

  it('keeps the key for this tab', async () => {
    const guide = new SendGuide(app)
    const key = await guide.apiKey()
    await app.page.reload()
    await app.hydrated()
    await expect.poll(() => guide.apiKey()).toBe(key)
  })

  it('shows the first log as it arrives, and again in Explore', async () => {
    const guide = new SendGuide(app)
    await guide.waiting.waitFor()
    const response = await fetch(`${server.url}/ingest`, {
      method: 'POST',
      headers: { 'x-api-key': await guide.apiKey(), 'content-type': 'application/json' },
      body: '{"service":"checkout","level":"info","message":"hello from curl","tags":{"region":"eu"}}',
    })
    expect(response.status).toBe(200)
    await guide.arrived.waitFor()
    await expect.poll(() => guide.newest.innerText()).toContain('hello from curl')
    await guide.toExplore()
    const explore = new ExplorePage(app)
    await explore.settled()
    await expect.poll(() => explore.lines.count()).toBe(1)
    await expect.poll(() => explore.lines.first().innerText()).toContain('hello from curl')
  })

  it('logs out, and back in to where one wanted to go', async () => {
    const account = new AccountPages(app)
    await account.logOut()
    await app.goto('/project')
    await app.untilPath('/login')
    await account.logIn('ada@example.com', 'a wrong password')
    await app.page.getByRole('alert').waitFor()
    await account.logIn('ada@example.com', PASSWORD)
    await app.untilPath('/project')
    await app.page.getByRole('heading', { name: 'API keys' }).waitFor()
  })

  it('makes and deletes a key, and makes a source', async () => {
    const { page } = app
    await page.getByRole('button', { name: 'New key' }).click()
    await page.getByLabel('Name').fill('billing')
    await page.getByRole('button', { name: 'Create key' }).click()
    const key = await page.getByTestId('new-key').innerText()
    expect(key.length).toBeGreaterThan(20)
    await page.getByRole('button', { name: 'Delete the key billing' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete billing' }).click()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Delete the key billing' }).waitFor({ state: 'detached' })
    expect(await fetch(`${server.url}/ingest`, { method: 'POST', headers: { 'x-api-key': key, 'content-type': 'application/json' }, body: '{"message":"x"}' }).then(answer => answer.status)).toBe(401)

    await page.getByRole('button', { name: 'New source' }).click()
    await page.getByLabel('Name').fill('Not A Slug')
    await page.getByRole('button', { name: 'Create source' }).click()
    await page.getByText('Start with a letter').waitFor()
    await page.getByLabel('Name').fill('nginx')
    await page.getByText('Start with a letter').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Create source' }).click()
    await page.getByText('nginx', { exact: true }).waitFor()
  })

  it('shows how the table of a source is made', async () => {
    await app.page.getByRole('button', { name: 'Table of nginx' }).click()
    const dialog = app.page.getByRole('dialog', { name: 'Table of nginx' })
    await dialog.getByText('will be made so with its first line').waitFor()
    await expect.poll(() => dialog.getByTestId('table-definition').innerText()).toMatch(/^CREATE TABLE IF NOT EXISTS cordwood\.source_\w{27} \(/)
    await app.page.keyboard.press('Escape')
    await app.page.getByRole('button', { name: 'Table of app' }).click()
    await app.page.getByRole('dialog', { name: 'Table of app' }).getByTestId('table-definition').getByText('PARTITION BY').waitFor()
    await app.page.keyboard.press('Escape')
    await app.page.getByRole('dialog').waitFor({ state: 'hidden' })
  })

  it('keeps its own log in a source, when the administrator says so', async () => {
    const select = app.page.getByRole('combobox', { name: 'Keep it in' })
    await select.click()
    await app.page.getByRole('option', { name: 'nginx' }).click()
    await select.getByText('nginx').waitFor()
    await app.page.reload()
    await app.hydrated()
    await select.getByText('nginx').waitFor()
    const explore = new ExplorePage(app)
    // Its lines are stored a moment after they were written.
    await expect.poll(async () => {
      await app.goto('/explore?source=nginx&range=1h')
      await explore.settled()
      return explore.lines.count()
    }, { timeout: 30_000 }).toBeGreaterThan(0)
    await expect.poll(() => explore.lines.first().innerText()).toContain('cordwood')
  })

  it('never complained, but for the wrong password', () => {
    expect(app.complaints.filter(text => !text.includes('401'))).toEqual([])
  })
})
