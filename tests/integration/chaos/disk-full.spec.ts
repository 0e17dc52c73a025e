/**
 * The disk runs full under load, a tmpfs of some megabytes: that of all data, or the engine's alone (the spool's alone:
 * ingest/disk-full.spec.ts). When it is larger again, lines are taken again without a restart, and what was acknowledged is there once. Mounting needs root;
 * elsewhere the tests are skipped aloud.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { signUp } from '../../fixtures/account'
import { engineClient } from '../../fixtures/engine-process'
import { outcomeOf, startLoad } from '../../fixtures/load'
import { startServer, type TestServer } from '../../fixtures/server'
import { metric, waitUntil } from '../../fixtures/wait'
import { expectExactlyOnce, linesComeIn, PATIENCE_MS, SECONDS, SPOOL_MB, spoolIsEmpty, tableOf } from './support'

const SMALL = 'size=48m'
const LARGE = 'size=1g'

let dataDir = ''
let server: TestServer | undefined
const mounted: string[] = []

function mount(folder: string): void {
  mkdirSync(folder, { recursive: true })
  execFileSync('mount', ['-t', 'tmpfs', '-o', SMALL, 'tmpfs', folder], { stdio: 'ignore' })
  mounted.push(folder)
}

const enlarge = (folder: string) => execFileSync('mount', ['-o', `remount,${LARGE}`, folder])

/** Whether this is root, and may mount. */
function mayMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'cordwood-mount-'))
  try {
    mount(folder)
    return true
  }
  catch {
    console.warn('SKIPPED: mounting a small disk for the tests of a full one needs root')
    return false
  }
  finally {
    unmountAll()
    rmSync(folder, { recursive: true })
  }
}

function unmountAll(): void {
  for (const folder of mounted.splice(0)) execFileSync('umount', [folder])
}

describe.skipIf(!mayMount())('a disk that runs full under load', () => {
  afterEach(async () => {
    await server?.stop()
    unmountAll()
    rmSync(dataDir, { recursive: true, force: true })
  })

  it.each<[string, string]>([
    ['of all data', '.'],
    ['of the engine alone', 'engine'],
  ])('%s: 503 with a reason, then everything once and no restart', async (_what, place) => {
    dataDir = mkdtempSync(join(tmpdir(), 'cordwood-full-'))
    const disk = join(dataDir, place)
    mount(disk)
    server = await startServer({ dataDir, env: { CORDWOOD_SPOOL_MAX_MB: String(place === 'engine' ? SPOOL_MB : 1000) } })
    const account = await signUp(server.url)
    const load = startLoad(server.url, account.key, { pauseMs: 0, linesPerRequest: 500 })

    await waitUntil('lines are refused', () => load.refused() > 10, PATIENCE_MS)
    await sleep(SECONDS * 1000)
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
    enlarge(disk)
    await linesComeIn(load)
    await load.stop()
    await spoolIsEmpty(server)

    const client = engineClient(server.engineUrl, join(dataDir, 'engine'))
    expectExactlyOnce(load, await outcomeOf(load, client, tableOf(account)), server)
    await client.close()
    expect(await metric(server.url, 'cordwood_quarantined_segments_total')).toBe(0)
  }, PATIENCE_MS * 3)
})
