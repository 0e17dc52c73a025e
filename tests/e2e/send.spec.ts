import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Account } from '../fixtures/account'
import type { TestServer } from '../fixtures/server'
import { openApp, type OpenApp } from './open-app'
import type { AppWindow } from './pages/app'
import { send } from './pages/data'
import { SendGuide } from './pages/send'

let opened: OpenApp
let server: TestServer
let account: Account
let app: AppWindow
let guide: SendGuide

beforeAll(async () => {
  opened = await openApp();
  ({ server, account, member: app } = opened)
  const answer = await fetch(`${server.url}/api/v1/projects/${account.projectId}/sources`, {
    method: 'POST', headers: { 'cookie': account.cookie, 'content-type': 'application/json' }, body: '{"name":"nginx"}',
  })
  expect(answer.status).toBe(201)
  guide = new SendGuide(app)
  await app.goto('/project')
})
afterAll(() => opened?.close())

describe('the ways to send, on the project’s page', () => {
  it('stand in for a key that this tab does not know, until it makes one', async () => {
    await guide.choose('curl', 'One line')
    await expect.poll(() => guide.text.innerText()).toContain('X-API-Key: YOUR_API_KEY')
    await app.page.getByRole('button', { name: 'Make a key' }).click()
    const key = await guide.apiKey()
    expect(key).toMatch(/^cw_/)
    await expect.poll(() => guide.text.innerText()).toContain(`X-API-Key: ${key}`)
    // It is in the list of keys at once.
    await app.page.getByRole('button', { name: /^Delete the key made / }).waitFor()
  })

  it('are found by typing, and chosen by Enter and the arrow keys', async () => {
    expect((await guide.senders()).length).toBeGreaterThan(12)
    await guide.search.fill('k8s')
    await expect.poll(() => guide.senders()).toEqual(['Kubernetes'])
    await guide.search.press('Enter')
    await app.page.getByRole('heading', { name: 'Kubernetes', exact: true }).waitFor()
    await guide.search.fill('xyzzy')
    await app.page.getByText('Nothing is called so').waitFor()
    await guide.search.press('Escape')
    await app.page.getByRole('radio', { name: 'Docker' }).focus()
    await app.page.keyboard.press('ArrowRight')
    await app.page.getByRole('heading', { name: 'Kubernetes', exact: true }).waitFor()
  })

  it('show every sender’s text filled in, and nothing is left to fill but what is the reader’s', async () => {
    for (const sender of await guide.senders()) {
      await guide.choose(sender)
      const text = await guide.copied()
      expect(text, sender).not.toMatch(/CORDWOOD_(?!SYSLOG=)/)
      expect(text, sender).not.toContain('YOUR_API_KEY')
      // What is shown is what is copied, with colours or without.
      await expect.poll(() => guide.text.innerText(), { message: sender }).toBe(text)
    }
  })

  it('name the source that was chosen, and the table where one writes past Cordwood', async () => {
    await app.page.getByRole('combobox', { name: 'Source' }).click()
    await app.page.getByRole('option', { name: 'nginx' }).click()
    await guide.choose('Vector', 'HTTP')
    await expect.poll(() => guide.copied()).toContain('X-Source: "nginx"')
    await guide.choose('Vector', 'Past Cordwood')
    await app.page.getByText(/table: "source_\w{27}"/).waitFor()
    await expect.poll(() => guide.text.innerText()).toContain('YOUR_CLICKHOUSE_ADDRESS')
    await guide.choose('Docker', 'daemon.json')
    await app.page.getByText('Goes to the default source').waitFor()
  })

  it('wait for a line, and turn green when the command that was copied has been run', async () => {
    await guide.choose('curl', 'One line')
    await guide.waiting.getByText('nginx').waitFor()
    const command = spawn('bash', ['-c', await guide.copied()], { stdio: 'ignore' })
    expect((await once(command, 'exit'))[0]).toBe(0)
    await guide.arrived.waitFor()
    await expect.poll(() => guide.newest.innerText()).toContain('hello from curl')
  })

  it('show a huge line in part: it is to be known again', async () => {
    await send(server.url, account.key, [{ service: 'huge', level: 'info', message: `huge ${'line '.repeat(10_000)}` }])
    await app.goto('/welcome')
    await expect.poll(() => guide.newest.innerText()).toContain('huge line')
    await expect.poll(async () => (await guide.newest.boundingBox())!.height).toBeLessThan(300)
  })

  it('begin with the one that the address names', async () => {
    await app.goto('/welcome?send=agent-loki')
    await app.page.getByRole('tab', { name: 'Loki', selected: true }).waitFor()
    await expect.poll(() => guide.text.innerText()).toContain('type: loki')
    app.expectClean()
  })
})

describe.each([[false, 1280], [true, 375]])('in the dark: %s, at %i pixels', (dark, width) => {
  it('nobody is shut out, and nothing sticks out', async () => {
    const view = await opened.window({ dark, width })
    await view.goto('/project')
    const here = new SendGuide(view)
    for (const [sender, way] of [['Vector', 'OpenTelemetry'], ['Python', undefined], ['Go', undefined], ['rsyslog', undefined], ['Docker', undefined]] as const) {
      await here.choose(sender, way)
      await here.text.waitFor()
      await view.page.waitForFunction(() => document.querySelectorAll('[data-testid=command] span').length > 1)
      await view.expectAccessible()
    }
    view.expectClean()
    await view.close()
  })
})
