/**
 * The embedded engine is away under load: killed again each time it is back. Lines are acknowledged until the spool's
 * bound, then refused; when the engine may stay, everything that was acknowledged is there once.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { signUp, type Account } from '../../fixtures/account'
import { engineClient, enginePid } from '../../fixtures/engine-process'
import { outcomeOf, startLoad } from '../../fixtures/load'
import { startServer, type TestServer } from '../../fixtures/server'
import { metric, waitUntil } from '../../fixtures/wait'
import { circuitShows, expectExactlyOnce, insertCircuit, linesComeIn, PATIENCE_MS, SECONDS, SPOOL_MB, spoolIsEmpty, tableOf } from './support'

let server: TestServer
let account: Account
beforeAll(async () => {
  server = await startServer({ env: { CORDWOOD_SPOOL_MAX_MB: String(SPOOL_MB) } })
  account = await signUp(server.url)
})
afterAll(() => server?.stop())

/** Kills the engine, and each one that is started in its place, until told to let be. */
function keepEngineDown(): () => Promise<void> {
  let down = true
  const killing = (async () => {
    for (; down; await sleep(20)) {
      const pid = enginePid(server.pid)
      if (pid !== undefined) process.kill(pid, 'SIGKILL')
    }
  })()
  return async () => {
    down = false
    await killing
  }
}

it(`goes through ${SECONDS} s without an engine: acknowledged up to the spool's bound, then 503, and everything once`, async () => {
  // So slowly that the spool isn't at its bound before the circuit opens, be the machine ever so busy.
  const trickle = startLoad(server.url, account.key, { service: 'trickle', senders: 1, pauseMs: 100 })
  await waitUntil('lines are stored', async () => (await metric(server.url, 'cordwood_flush_rows_total') ?? 0) > 5000)

  const letBe = keepEngineDown()
  const outage = sleep(SECONDS * 1000)
  await waitUntil('the circuit opens', () => circuitShows(server, 'open'), PATIENCE_MS)
  await waitUntil('the source says so', async () => await insertCircuit(server, account) !== 'closed')
  await linesComeIn(trickle)
  expect(trickle.refused()).toBe(0)

  const load = startLoad(server.url, account.key)
  await waitUntil('the spool is at its bound', () => load.refused() > 0, PATIENCE_MS)
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  expect((await fetch(`${server.url}/ready`)).status).toBe(503)
  await outage
  const bytes = await metric(server.url, 'cordwood_spool_bytes')
  expect(bytes).toBeLessThanOrEqual(SPOOL_MB * 1024 * 1024)
  await letBe()

  await waitUntil('the circuit closes', () => circuitShows(server, 'closed'), PATIENCE_MS)
  await linesComeIn(load)
  await Promise.all([load.stop(), trickle.stop()])
  await spoolIsEmpty(server)
  expect(await insertCircuit(server, account)).toBe('closed')
  const client = engineClient(server.engineUrl, `${server.dataDir}/engine`)
  for (const each of [trickle, load]) expectExactlyOnce(each, await outcomeOf(each, client, tableOf(account)), server)
  await client.close()
}, PATIENCE_MS * 3)
