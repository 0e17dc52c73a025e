/** A tail that breaks off and goes on, while lines come: no gap, no repeat; over a restart of the server too. */
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { signUp, type Account } from '../../fixtures/account'
import { startServer, type TestServer } from '../../fixtures/server'
import { SteadyLoad } from '../../fixtures/steady-load'
import { fetchSkipped, SseTail, type SkippedMessage } from '../../fixtures/tail'
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

const query = '{service_name="load"}'
const open = (lastEventId?: string) => SseTail.open(server.url, { 'x-api-key': account.key, ...lastEventId ? { 'last-event-id': lastEventId } : {} }, { query, limit: '0' })

it('has every line once, in the order of arrival', async () => {
  let tail = await open()
  await waitUntil('the tail is open', () => tail.lastEventId !== '')
  const load = new SteadyLoad('line', () => `${server.url}/ingest`, account.key)
  const got: { id: string, line: string }[] = []
  const skipped: SkippedMessage[] = []
  for (const round of [1, 2, 3, 4, 5, 6]) {
    const before = tail.lines.length
    await waitUntil('lines come', () => tail.lines.length > before + 20)
    await tail.close()
    got.push(...tail.lines)
    skipped.push(...tail.skipped)
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
  // A busy machine may be too slow for the load: what it skips it tells, and none of it twice.
  const missed = await fetchSkipped(server.url, account.key, { query }, [...skipped, ...tail.skipped])
  const all = [...got, ...missed]
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
  // What a kill kept from being acknowledged may be stored, or not.
  const known = new Set(acknowledged)
  const numberOf = ({ line }: { line: string }) => Number(line.split(' ').at(-1))
  const byNumber = (a: { line: string }, b: { line: string }) => numberOf(a) - numberOf(b)
  expect(all.toSorted(byNumber).map(({ line }) => line).filter(line => known.has(line))).toEqual(acknowledged)
  expect(got).toEqual(got.toSorted(byNumber))
  console.info(`${all.length} lines, ${missed.length} of them skipped and fetched, over five breaks, a restart and a kill among them`)
})
