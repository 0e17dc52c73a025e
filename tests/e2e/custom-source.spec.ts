/** Sources of users' own tables in a browser: made of a statement or of a table that is there, mapped anew, read, replayed. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { ClickHouseClient } from '@clickhouse/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEngine, type EngineHandle } from '~~/server/domain/engine'
import { silentLogger } from '~~/server/domain/kernel/logger'
import { createStorageClients } from '~~/server/domain/storage'
import { signUp, type Account } from '../fixtures/account'
import { startFaultProxy, type FaultProxy } from '../fixtures/fault-proxy'
import type { TestServer } from '../fixtures/server'
import { openApp, type OpenApp } from './open-app'
import type { AppWindow } from './pages/app'
import { DeadLettersPage } from './pages/dead-letters'
import { ExplorePage } from './pages/explore'
import { MappingPart } from './pages/mapping'
import { SourcePage } from './pages/source'
import { SourceFormPage } from './pages/source-form'

const NOBODY = 'http://127.0.0.1:1'
const dataDir = mkdtempSync(join(tmpdir(), 'cordwood-custom-'))
let engine: EngineHandle
let db: ClickHouseClient
let close: () => Promise<void>
let proxy: FaultProxy
let opened: OpenApp
let server: TestServer
let account: Account
let admin: AppWindow
let form: SourceFormPage
let mapping: MappingPart

beforeAll(async () => {
  engine = startEngine({ dataDir, logger: silentLogger, entry: resolve(import.meta.dirname, '../../engine/main.ts') })
  await engine.whenReady()
  const clients = createStorageClients({ url: engine.url, user: engine.username, password: engine.password, database: 'shop' })
  db = clients.writer
  close = clients.close
  proxy = await startFaultProxy(engine.url, 'cut')
  const env = { CLICKHOUSE_URL: proxy.url, CLICKHOUSE_USER: engine.username, CLICKHOUSE_PASSWORD: engine.password }
  opened = await openApp({ env });
  ({ server, account, member: admin } = opened)
  await signUp(server.url, 'bob@example.com')
  form = new SourceFormPage(admin)
  mapping = new MappingPart(admin.page, form.form)
})
afterAll(async () => {
  await opened?.close()
  await proxy?.close()
  await close?.()
  await engine?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

async function send(source: string, lines: object[]): Promise<{ accepted: number, rejected: number }> {
  const body = lines.map(line => JSON.stringify(line)).join('\n')
  return await (await fetch(`${server.url}/ingest`, { method: 'POST', headers: { 'x-api-key': account.key, 'x-source': source }, body })).json() as { accepted: number, rejected: number }
}

const now = () => new Date().toISOString()

describe('the kind of a source', () => {
  it('http makes a source of access logs', async () => {
    await form.begin('nginx', 'Access logs')
    await form.create()
    await form.listed('nginx').getByText('Access logs').waitFor()
    expect(await send('nginx', [{ message: '127.0.0.1 - - [22/Nov/2026:10:00:00 +0000] "GET /a HTTP/1.1" 200 5 "-" "curl/8"' }, { message: 'no access log' }])).toMatchObject({ accepted: 1, rejected: 1 })
  })
})

describe('a table definition', () => {
  it('is asked for before there is anything to look at', async () => {
    await form.begin('requests', 'Your own table')
    await form.inspect()
    await form.form.getByText('Paste a CREATE TABLE statement').waitFor()
    await admin.expectAccessible()
  })

  it('that is wrong shows what, where it stands', async () => {
    await form.form.getByRole('button', { name: 'Start from the example' }).click()
    await form.statement.fill((await form.statement.inputValue()).replace('UInt16', 'Uint16'))
    await form.inspect()
    await form.form.getByText('line 6, column 10: Uint16 is not a type that lines can be written as').waitFor()
    await expect.poll(() => form.statement.evaluate((element: HTMLTextAreaElement) => element.value.slice(element.selectionStart, element.selectionEnd))).toBe('Uint16')
    await expect.poll(() => form.statement.getAttribute('aria-invalid')).toBe('true')
    await admin.expectAccessible()
    // As if the right word were typed in its place.
    await admin.page.keyboard.type('UInt16')
    await form.inspect()
    await form.inspected.waitFor()
  })

  it('shows its columns with what they take, to be changed', async () => {
    for (const [column, purpose] of [['time', 'Time'], ['message', 'Body'], ['level', 'Severity'], ['service', 'Service'], ['labels', 'All other attributes'], ['status', 'An attribute']] as const) {
      await expect.poll(() => mapping.purpose(column).innerText()).toBe(purpose)
    }
    await form.delivery.getByText('exactly once').waitFor()
    await mapping.choose('time', 'Nothing')
    await form.inspected.getByRole('alert').getByText('Choose the column that takes the time').waitFor()
    await expect.poll(() => form.form.getByRole('button', { name: 'Create source' }).isDisabled()).toBe(true)
    await admin.expectAccessible()
    await mapping.choose('time', 'Time')
    await mapping.takeAttribute('status', 'code')
    await admin.expectAccessible()
  })

  it('that is changed is looked at anew', async () => {
    await form.statement.fill((await form.statement.inputValue()).replace('labels', 'tags'))
    await form.inspected.waitFor({ state: 'detached' })
    await form.inspect()
    await mapping.purpose('tags').waitFor()
    await expect.poll(() => mapping.attribute('status').inputValue()).toBe('status')
    await mapping.takeAttribute('status', 'code')
  })

  it('makes a source whose lines are read as those of any other', async () => {
    await form.create()
    await form.listed('requests').getByText('Your own table').waitFor()
    expect(await send('requests', [
      { timestamp: now(), message: 'first of all', level: 'error', service: 'shop', code: 503, region: 'eu' },
      { timestamp: now(), message: 'and a second', level: 'info', service: 'shop', code: 200, duration_ms: 1.5 },
    ])).toMatchObject({ accepted: 2, rejected: 0 })
    const explore = new ExplorePage(admin)
    await explore.open('?source=requests&range=1h')
    await explore.lines.nth(1).waitFor()
    await admin.page.getByTestId('histogram').waitFor()
    await explore.open('?source=requests&range=1h&level=error&tag.status=503')
    await explore.lines.filter({ hasText: 'first of all' }).waitFor()
    await expect.poll(() => explore.lines.count()).toBe(1)
    await explore.lines.first().click()
    await admin.page.getByTestId('record-message').getByText('first of all').waitFor()
    for (const [name, value] of [['status', '503'], ['region', 'eu']] as const) await explore.panel.getByText(name, { exact: true }).or(explore.panel.getByText(value, { exact: true })).first().waitFor()
    await admin.expectAccessible()
  })
})

describe('a table that is there already', () => {
  it('there is none', async () => {
    await form.begin('orders', 'Your own table')
    await form.useExisting()
    await form.form.getByTestId('existing-empty').waitFor()
    await admin.expectAccessible()
  })

  it('is found by typing, chosen by keyboard, and says what it lacks', async () => {
    await db.command({ query: 'CREATE DATABASE shop' })
    await db.command({ query: 'CREATE TABLE shop.orders (ts DateTime, msg String, status UInt8) ENGINE = MergeTree ORDER BY ts' })
    await db.command({ query: 'CREATE TABLE shop.customers (name String) ENGINE = MergeTree ORDER BY name' })
    await form.begin('orders', 'Your own table')
    await form.useExisting()
    await form.inspect()
    await form.form.getByText('Choose a table', { exact: true }).last().waitFor()
    await form.chooseTable('customers')
    await form.inspect()
    await form.inspected.getByRole('alert').getByText('No column can take the time').waitFor()
    await admin.expectAccessible()
    await form.chooseTable('orders')
    await form.inspect()
    await form.delivery.getByText('at least once').waitFor()
    await form.delivery.getByText('The table keeps its own TTL').waitFor()
    await expect.poll(() => mapping.purpose('ts').innerText()).toBe('Time')
    await admin.expectAccessible()
    await form.create()
    expect(await send('orders', [{ timestamp: now(), message: 'bought', status: 7 }, { timestamp: now(), message: 'too much', status: 300 }])).toMatchObject({ accepted: 1, rejected: 1 })
  })

  it('can’t be that of a second source', async () => {
    await form.begin('again', 'Your own table')
    await form.useExisting()
    await form.tablePicker.click()
    await expect.poll(() => form.option(/shop\.orders/).getAttribute('data-disabled')).not.toBeNull()
    await form.option(/shop\.orders/).getByText('a source already').waitFor()
  })

  it('is for administrators', async () => {
    const app = await opened.logIn('bob@example.com')
    const theirs = new SourceFormPage(app)
    await theirs.begin('mine', 'Your own table')
    await theirs.useExisting()
    await theirs.form.getByTestId('existing-denied').waitFor()
    await app.expectAccessible()
    app.expectClean()
    await app.close()
  })
})

describe('the mapping of a source', () => {
  const idOf = async (name: string) => {
    const answer = await fetch(`${server.url}/api/v1/projects/${account.projectId}/sources`, { headers: { cookie: account.cookie } })
    return (await answer.json() as { sources: { id: string, name: string }[] }).sources.find(source => source.name === name)!.id
  }

  it('is mended from a dead letter, which is then stored', async () => {
    const inbox = new DeadLettersPage(admin)
    await inbox.open('?source=orders')
    await admin.page.getByRole('button', { name: /^Open the letter/ }).click()
    await inbox.button('Fix mapping').click()
    await inbox.dialog.getByText('Columns of orders').waitFor()
    await admin.expectAccessible()
    const modal = new MappingPart(admin.page, inbox.dialog)
    await modal.choose('status', 'Nothing')
    await modal.save()
    await inbox.dialog.getByRole('button', { name: 'Replay one dead letter' }).click()
    await admin.page.getByTestId('replay-result').getByText('1 replayed, 0 still rejected').waitFor()
    await inbox.dialog.getByText('Close', { exact: true }).last().click()
    await inbox.empty.waitFor()
    const explore = new ExplorePage(admin)
    await explore.open('?source=orders&range=1h&q=much')
    await explore.lines.filter({ hasText: 'too much' }).waitFor()
  })

  it('takes over what was altered in ClickHouse', async () => {
    await db.command({ query: 'ALTER TABLE shop.orders MODIFY COLUMN status UInt16' })
    const page = new SourcePage(admin)
    await page.open(account.projectId, await idOf('orders'))
    await page.mappingRow('status').getByText('Nothing: its default').waitFor()
    await page.section('Columns').getByRole('button', { name: 'Change mapping' }).click()
    const modal = new MappingPart(admin.page, page.dialog)
    await modal.choose('status', 'An attribute')
    await modal.takeAttribute('status', 'code')
    await modal.save()
    await page.dialog.waitFor({ state: 'detached' })
    await page.mappingRow('status').getByText('The attribute code').waitFor()
    await page.mappingRow('status').getByRole('cell', { name: 'UInt16' }).waitFor()
    expect(await send('orders', [{ timestamp: now(), message: 'dear', code: 300 }])).toMatchObject({ accepted: 1 })
  })

  it.each<[string, { dark: boolean, width: number }]>([
    ['in light', { dark: false, width: 1280 }], ['in dark', { dark: true, width: 1280 }], ['on a phone, in dark', { dark: true, width: 375 }],
  ])('has no violation %s', async (_name, options) => {
    const app = await opened.window(options)
    const page = new SourcePage(app)
    await page.open(account.projectId, await idOf('requests'))
    await page.mappingRow('status').waitFor()
    await app.expectAccessible()
    await page.section('Columns').getByRole('button', { name: 'Change mapping' }).click()
    await new MappingPart(app.page, page.dialog).purpose('status').waitFor()
    await app.expectAccessible()
    const narrow = new SourceFormPage(app)
    await narrow.begin('more', 'Your own table')
    await narrow.form.getByRole('button', { name: 'Start from the example' }).click()
    await narrow.inspect()
    await narrow.inspected.waitFor()
    await app.expectAccessible()
    app.expectClean()
    await app.close()
  })

  it('says so while ClickHouse does not answer, and goes on afterwards', async () => {
    await form.begin('late', 'Your own table')
    proxy.retarget(NOBODY)
    await form.useExisting()
    await form.form.getByText('The tables could not be loaded').waitFor()
    await admin.expectAccessible()
    proxy.retarget(engine.url)
    await form.form.getByRole('button', { name: 'Try again' }).click()
    await form.tablePicker.waitFor()
  })
})
