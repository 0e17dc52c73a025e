/** The page of a source in a browser: what it took today, its connection while ClickHouse is away, its settings. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEngine, type EngineHandle } from '~~/server/domain/engine'
import { silentLogger } from '~~/server/domain/kernel/logger'
import type { Account } from '../fixtures/account'
import { startFaultProxy, type FaultProxy } from '../fixtures/fault-proxy'
import type { TestServer } from '../fixtures/server'
import { openApp, type OpenApp } from './open-app'
import type { AppWindow } from './pages/app'
import { SourcePage } from './pages/source'

const NOBODY = 'http://127.0.0.1:1'
const dataDir = mkdtempSync(join(tmpdir(), 'cordwood-source-'))
let engine: EngineHandle
let proxy: FaultProxy
let opened: OpenApp
let server: TestServer
let account: Account
let member: AppWindow
let page: SourcePage

beforeAll(async () => {
  engine = startEngine({ dataDir, logger: silentLogger, entry: resolve(import.meta.dirname, '../../engine/main.ts') })
  await engine.whenReady()
  proxy = await startFaultProxy(engine.url, 'cut')
  const env = { CLICKHOUSE_URL: proxy.url, CLICKHOUSE_USER: engine.username, CLICKHOUSE_PASSWORD: engine.password }
  opened = await openApp({ env });
  ({ server, account, member } = opened)
  page = new SourcePage(member)
})
afterAll(async () => {
  await opened?.close()
  await proxy?.close()
  await engine?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

async function send(lines: number): Promise<number> {
  const body = Array.from({ length: lines }, (_, i) => `{"message":"line ${i}"}`).join('\n')
  const { status } = await fetch(`${server.url}/ingest`, { method: 'POST', headers: { 'x-api-key': account.key }, body })
  return status
}

describe('the page of a source', () => {
  it('is reached from the project, and counts along while it is open', async () => {
    await member.goto('/project')
    await member.page.getByRole('link', { name: 'app', exact: true }).click()
    await member.untilPath(`/projects/${account.projectId}/sources/${account.sourceId}`)
    await page.lines.getByText('0', { exact: true }).waitFor()
    await page.section('ClickHouse').getByText('Connected').first().waitFor()
    expect(await send(1200)).toBe(200)
    await page.lines.getByText('1,200', { exact: true }).waitFor()
    await expect.poll(() => page.bytes.innerText()).toMatch(/^\d+ kB$/)
    await page.section('Table').getByText('PARTITION BY').waitFor()
  })

  it('sets a quota, shows its use, and says when it is used up', async () => {
    await page.open(account.projectId, account.sourceId)
    await page.quota.fill('0.03')
    await page.chooseUnit('MB')
    await page.save()
    await page.saved.waitFor()
    await page.quotaShare.getByText(/^\d\d % of the daily quota of 30 kB$/).waitFor()
    expect(await send(300)).toBe(200)
    await page.usedUp.waitFor()
    expect(await send(1)).toBe(429)
    await page.quota.fill('')
    await page.save()
    await page.usedUp.waitFor({ state: 'detached' })
    expect(await send(1)).toBe(200)
  })

  it('asks before a shorter retention deletes lines', async () => {
    await page.retention.fill('7')
    await page.save()
    await page.dialog.getByText('Lines that arrived more than 7 days ago will be deleted').waitFor()
    await page.dialog.getByRole('button', { name: 'Leave it as it is' }).click()
    await page.dialog.waitFor({ state: 'hidden' })
    await page.save()
    await page.dialog.getByRole('button', { name: 'Delete older lines' }).click()
    await page.dialog.waitFor({ state: 'hidden' })
    await member.goto('/project')
    await member.page.getByText('kept for 7 days').waitFor()
  })

  it('tells in words when ClickHouse is away, what waits, and when it is back', async () => {
    await page.open(account.projectId, account.sourceId)
    await page.spool.getByText('Nothing waits for ClickHouse').waitFor()
    proxy.retarget(NOBODY)
    expect(await send(500)).toBe(200)
    await page.section('ClickHouse').getByText('Not answering').first().waitFor()
    await page.section('ClickHouse').getByText('Lines are still acknowledged and wait on disk').waitFor()
    await page.spool.getByText(/^[\d.]+ kB in 1 segment wait for ClickHouse, the oldest for [\d.]+ s/).waitFor()
    proxy.retarget(engine.url)
    await page.spool.getByText('Nothing waits for ClickHouse').waitFor()
    await page.section('ClickHouse').getByText('ClickHouse takes lines as they come').waitFor()
  })

  it.each<[string, { dark: boolean, width: number }]>([
    ['in light', { dark: false, width: 1280 }], ['in dark', { dark: true, width: 1280 }], ['on a phone, in dark', { dark: true, width: 375 }],
  ])('has no violation %s', async (_name, options) => {
    const app = await opened.window(options)
    const source = new SourcePage(app)
    await source.open(account.projectId, account.sourceId)
    await source.section('Table').getByText('PARTITION BY').waitFor()
    await app.expectAccessible()
    await source.retention.fill('1')
    await source.save()
    await source.dialog.waitFor()
    await app.expectAccessible()
    app.expectClean()
    await app.close()
  })

  it('explains itself for a source that is not there', async () => {
    await page.open(account.projectId, '0'.repeat(27))
    await page.missing.getByText('You can’t see this source').waitFor()
    await member.expectAccessible()
    await page.missing.getByRole('link').click()
    await member.untilPath('/project')
    expect(member.complaints.filter(text => !text.includes('404'))).toEqual([])
  })
})
