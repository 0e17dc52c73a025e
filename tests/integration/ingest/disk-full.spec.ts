/** The spool on a full disk, a tmpfs of a few megabytes. Mounting needs root; elsewhere the test is skipped aloud. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statfsSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signUp } from '../../fixtures/account'
import { queryAll } from '../../fixtures/query'
import { startServer, type TestServer } from '../../fixtures/server'
import { metric, waitUntil } from '../../fixtures/wait'

const dataDir = mkdtempSync(join(tmpdir(), 'cordwood-full-'))
const spoolDir = join(dataDir, 'spool')
const filler = join(spoolDir, 'filler')

function mountSmallDisk(): boolean {
  mkdirSync(spoolDir)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', spoolDir], { stdio: 'ignore' })
    return true
  }
  catch {
    console.warn('SKIPPED: mounting a tmpfs for the disk-full test needs root')
    return false
  }
}

/** Leaves less than a page free. */
function fillDisk(): void {
  const { bavail, bsize } = statfsSync(spoolDir)
  try {
    writeFileSync(filler, Buffer.alloc(bavail * bsize))
  }
  catch { /* It is full, which is what we want. */ }
}

const mounted = mountSmallDisk()

describe.skipIf(!mounted)('with the spool on a full disk', () => {
  let server: TestServer
  let key: string
  beforeAll(async () => {
    server = await startServer({ dataDir })
    key = (await signUp(server.url)).key
  })
  afterAll(async () => {
    await server?.stop()
    execFileSync('umount', [spoolDir])
    rmSync(dataDir, { recursive: true, force: true })
  })

  const send = (ids: string[]) => fetch(`${server.url}/ingest`, {
    method: 'POST', headers: { 'x-api-key': key },
    body: ids.map(id => JSON.stringify({ message: id, padding: 'x'.repeat(500) })).join('\n'),
  })
  const batch = (name: string) => Array.from({ length: 100 }, (_, i) => `${name}-${i}`)

  it('answers 503 with Retry-After, works again when there is space, and loses nothing it acknowledged', async () => {
    const acknowledged = [...batch('before')]
    expect((await send(acknowledged)).status).toBe(200)

    fillDisk()
    // A commit or two may still fit behind what was written.
    let refused: Response | undefined
    for (let i = 0; i < 50 && !refused; i++) {
      const ids = batch(`full${i}`)
      const answer = await send(ids)
      if (answer.status === 200) acknowledged.push(...ids)
      else refused = answer
    }
    expect(refused?.status, server.output().slice(-3000)).toBe(503)
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await refused?.json()).toMatchObject({ error: { code: 'unavailable', message: expect.stringContaining('full') } })
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
    const ready = await fetch(`${server.url}/ready`)
    expect([ready.status, await ready.json()]).toMatchObject([503, { error: { message: expect.stringContaining('spool: its disk has too little room left: ') } }])

    unlinkSync(filler)
    const after = batch('after')
    await waitUntil('lines are taken again', async () => (await send(after)).status === 200)
    acknowledged.push(...after)
    await waitUntil('the spool is empty', async () => await metric(server.url, 'cordwood_spool_segments') === 0)

    const stored = await queryAll(server.url, key, { start: Date.now() - 3_600_000, end: Date.now() + 60_000 })
    expect(stored.map(record => record.message).sort()).toEqual(acknowledged.sort())
  })
})
