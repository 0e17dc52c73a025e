/** A tail that breaks off and goes on, while lines come: no gap, no repeat; over a restart of the server too. */
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { signUp, type Account } from '../../fixtures/account'
import { startServer, type TestServer } from '../../fixtures/server'
import { SteadyLoad } from '../../fixtures/steady-load'
import { SseTail } from '../../fixtures/tail'
import { waitUntil } from '../../fixtures/wait'

let server: TestServer
let account: Account

beforeAll(async () => {
  // Not one that goes when a server stops
  server = await startServer({ dataDir: await mkdtemp(join(tmpdir(), 'cordwood-tail-')) })
  account = await signUp(server.url)
})
afterAll(async () => {
  const dataDir = server?.dataDir
  await server?.stop()
  if (dataDir) rmSync(dataDir, { recursive: true, force: true })
})

const open = (lastEventId?: string) => SseTail.open(server.url, { 'x-api-key': account.key, ...lastEventId ? { 'last-event-id': lastEventId } : {} }, { query: '{service_name="load"}', limit: '0' })

it('has every line once, in the order of arrival', async () => {
  let tail = await open()
  await waitUntil('the tail is open', () => tail.lastEventId !== '')
  const load = new SteadyLoad('line', () => `${server.url}/ingest`, account.key)
  const got: { id: string, line: string }[] = []
  for (const round of [1, 2, 3, 4, 5, 6]) {
    const before = tail.lines.length
    await waitUntil('lines come', () => tail.lines.length > before + 20)
    await tail.close()
    got.push(...tail.lines)
    const position = tail.lastEventId
    if (round === 3) {
      await server.stop()
      server = await startServer({ dataDir: server.dataDir })
    }
    if (round === 5) {
      await server.kill()
      server = await startServer({ dataDir: server.dataDir })
    }
    tail = await open(position)
  }
  const acknowledged = await load.end()
  const last = acknowledged.at(-1)!
  await waitUntil('the last line shows', () => tail.messages.includes(last))
  await tail.close()
  got.push(...tail.lines)
  expect(tail.skipped).toEqual([])
  const lines = got.map(({ line }) => line)
  expect(new Set(got.map(({ id }) => id)).size).toBe(got.length)
  // What a kill kept from being acknowledged may be stored, or not.
  const known = new Set(acknowledged)
  expect(lines.filter(line => known.has(line))).toEqual(acknowledged)
  console.info(`${got.length} lines over five breaks, a restart and a kill among them`)
}, 240_000)
