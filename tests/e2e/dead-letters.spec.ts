/** The inbox of dead letters in a browser: reading, filtering, replaying, deleting, downloading. */
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Account } from '../fixtures/account'
import type { TestServer } from '../fixtures/server'
import { waitUntil } from '../fixtures/wait'
import { openApp, type OpenApp } from './open-app'
import type { AppWindow } from './pages/app'
import { DeadLettersPage } from './pages/dead-letters'

let opened: OpenApp
let server: TestServer
let account: Account
let member: AppWindow

beforeAll(async () => {
  opened = await openApp();
  ({ server, account, member } = opened)
})
afterAll(() => opened?.close())

async function fill(): Promise<void> {
  const headers = { 'x-api-key': account.key }
  const post = (path: string, body: BodyInit) => fetch(`${server.url}${path}`, { method: 'POST', headers, body })
  await post('/ingest', Array.from({ length: 12 }, (_, i) => `level=warn msg="sent astray ${i}" order=${i}`).join('\n'))
  await post('/ingest', '{"message": "torn off in the mid')
  await post('/v1/logs/json', Buffer.from([0xFF, 0xFE, 0x00, 0x80, 0x41, 0x42]))
  await post('/v1/logs/json', '42')
  const body = JSON.stringify({ start: 0, end: Date.now() + 86_400_000 })
  await waitUntil('the letters are there', async () => {
    const answer = await fetch(`${server.url}/api/v1/projects/${account.projectId}/dead-letters/reasons`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body })
    return answer.ok && (await answer.json() as { total: number }).total === 15
  })
}

describe('the inbox', () => {
  it('explains itself while it is empty', async () => {
    const inbox = new DeadLettersPage(member)
    await inbox.open()
    await inbox.empty.getByText('Nothing was refused').waitFor()
    await member.expectAccessible()
    await fill()
    await inbox.button('Refresh').click()
    await inbox.letters.first().waitFor()
    await expect.poll(() => inbox.letters.count()).toBe(15)
  })

  it.each<[string, { dark: boolean, width: number }]>([
    ['in light', { dark: false, width: 1280 }], ['in dark', { dark: true, width: 1280 }], ['on a phone, in dark', { dark: true, width: 375 }],
  ])('has no violation %s', async (_name, options) => {
    const app = await opened.window(options)
    const inbox = new DeadLettersPage(app)
    await inbox.open()
    await app.page.getByRole('button', { name: /^Open the letter/ }).first().click()
    await inbox.bytes.waitFor()
    // The opened row must not squeeze the others.
    expect((await inbox.letters.first().getByRole('cell').nth(options.width < 640 ? 2 : 3).boundingBox())!.width).toBeGreaterThan(200)
    await app.expectAccessible()
    await inbox.button(/^Replay/).click()
    await inbox.dialog.waitFor()
    await app.expectAccessible()
    await app.page.keyboard.press('Escape')
    app.expectClean()
    await app.close()
  })

  it('opens a letter by keyboard and shows bytes that are no text as hex', async () => {
    const inbox = new DeadLettersPage(member)
    await inbox.open('?protocol=json')
    const opener = member.page.getByRole('row').filter({ hasText: '····AB' }).getByRole('button')
    await opener.focus()
    await member.page.keyboard.press('Enter')
    await inbox.bytes.waitFor()
    await expect.poll(() => inbox.bytes.textContent()).toMatch(/^00000000 {2}ff fe 00 80 41 42 +····AB$/)
  })

  it('narrows by reason and by text, and keeps that in the address', async () => {
    const inbox = new DeadLettersPage(member)
    await inbox.open()
    await member.page.getByLabel('Search in dead letters').fill('torn off')
    await member.page.keyboard.press('Enter')
    await inbox.count.getByText('1 letter').waitFor()
    await expect.poll(() => member.location.searchParams.get('q')).toBe('torn off')
    await inbox.reasons.first().click()
    await member.page.waitForURL(url => url.searchParams.has('reason'))
    await member.page.reload()
    await inbox.count.getByText('1 letter').waitFor()
    await expect.poll(() => inbox.reasons.first().getAttribute('aria-pressed')).toBe('true')
    await inbox.button('Clear all').click()
    await inbox.count.getByText('15 letters').waitFor()
  })

  it('downloads the bytes of the selected letters', async () => {
    const inbox = new DeadLettersPage(member)
    await inbox.open('?q=torn')
    await inbox.letters.getByRole('checkbox').click()
    await inbox.count.getByText('1 selected').waitFor()
    await inbox.button('Download 1').click()
    const [download] = await Promise.all([member.page.waitForEvent('download'), member.page.getByRole('menuitem', { name: 'The bytes alone' }).click()])
    expect(await readFile(await download.path(), 'utf8')).toBe('{"message": "torn off in the mid\n')
  })

  it('replays as another protocol, and says what became of it', async () => {
    const inbox = new DeadLettersPage(member)
    await inbox.open('?q=astray')
    await inbox.button('Replay all').click()
    await inbox.dialog.getByRole('combobox').click()
    await member.page.getByRole('option', { name: 'Lines of text (raw)' }).click()
    await inbox.dialog.getByRole('button', { name: 'Replay 12 dead letters' }).click()
    await member.page.getByTestId('replay-result').getByText('12 replayed, 0 still rejected').waitFor()
    await inbox.dialog.getByText('Close', { exact: true }).last().click()
    await inbox.empty.waitFor()
  })

  it.each<[string, { dark: boolean, width: number }, days: number, said: string]>([
    ['in light', { dark: false, width: 1280 }, 29, '29 days'], ['on a phone, in dark', { dark: true, width: 375 }, 1, '1 day'],
  ])('says for how long letters are kept, and warns before fewer days delete some, %s', async (_name, options, days, said) => {
    const app = await opened.window(options)
    const inbox = new DeadLettersPage(app)
    await inbox.open()
    await inbox.openRetention()
    await inbox.setDays(100)
    await expect.poll(() => inbox.warning.count()).toBe(0)
    await inbox.setDays(days)
    await inbox.warning.waitFor()
    await app.expectAccessible()
    await inbox.dialog.getByRole('button', { name: 'Save and delete older ones' }).click()
    await app.page.getByText(`Kept for ${said}.`).waitFor()
    await app.page.reload()
    await app.page.getByText(`Kept for ${said}.`).waitFor()
    app.expectClean()
    await app.close()
  })

  it('asks before it deletes', async () => {
    const inbox = new DeadLettersPage(member)
    await inbox.open()
    await inbox.button('Delete all').click()
    await inbox.dialog.getByRole('button', { name: 'Keep them' }).click()
    await inbox.dialog.waitFor({ state: 'detached' })
    await expect.poll(() => inbox.letters.count()).toBe(3)
    await inbox.button('Delete all').click()
    await inbox.dialog.getByRole('button', { name: 'Delete 3 dead letters' }).click()
    await inbox.empty.waitFor()
    member.expectClean()
  })
})
