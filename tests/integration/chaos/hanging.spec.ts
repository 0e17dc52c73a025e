/**
 * A ClickHouse whose connections hang, or break off in place of an answer. A proxy of the test's own stands before a
 * real engine. What was on its way when the connection hung arrives late, after the server has given it up: that must
 * not store it a second time.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { signUp, type Account } from '../../fixtures/account'
import { engineClient } from '../../fixtures/engine-process'
import { outcomeOf, startLoad } from '../../fixtures/load'
import { startServer, type TestServer } from '../../fixtures/server'
import { startTcpProxy, type TcpProxy } from '../../fixtures/tcp-proxy'
import { metric, waitUntil } from '../../fixtures/wait'
import { circuitShows, expectExactlyOnce, linesComeIn, PATIENCE_MS, SECONDS, SPOOL_MB, spoolIsEmpty, startClickHouse, tableOf } from './support'

let clickhouse: Awaited<ReturnType<typeof startClickHouse>>
let proxy: TcpProxy
let server: TestServer
let account: Account
beforeAll(async () => {
  clickhouse = await startClickHouse()
  proxy = await startTcpProxy(clickhouse.engine.url)
  server = await startServer({ env: {
    CLICKHOUSE_URL: proxy.url, CLICKHOUSE_USER: clickhouse.engine.username, CLICKHOUSE_PASSWORD: clickhouse.engine.password,
    CORDWOOD_SPOOL_MAX_MB: String(SPOOL_MB),
  } })
  account = await signUp(server.url)
})
afterAll(async () => {
  await server?.stop()
  await proxy?.close()
  await clickhouse?.stop()
})

const storedRows = async () => await metric(server.url, 'cordwood_flush_rows_total') ?? 0

async function outcome(load: ReturnType<typeof startLoad>) {
  const client = engineClient(clickhouse.engine.url, clickhouse.dataDir)
  try {
    return await outcomeOf(load, client, tableOf(account))
  }
  finally {
    await client.close()
  }
}

it('stores every line once when connections break off after inserts, before their answers', async () => {
  const load = startLoad(server.url, account.key, { service: 'cut' })
  await waitUntil('lines are stored', async () => await storedRows() > 1000)
  proxy.cutAnswers(/query=INSERT/i, 4)
  await waitUntil('answers were cut', () => proxy.cuts() === 4, PATIENCE_MS)
  await load.stop()
  await spoolIsEmpty(server)
  expectExactlyOnce(load, await outcome(load), server)
}, PATIENCE_MS * 2)

it('stores every line once when connections hang until inserts time out, and what they held arrives late', async () => {
  // The table is there and no insert under way: the first ones of this load hang before ClickHouse has seen them.
  await fetch(`${server.url}/ingest`, { method: 'POST', headers: { 'x-api-key': account.key }, body: '{"message":"first"}' })
  await waitUntil('a line is stored', async () => await storedRows() > 0)
  await spoolIsEmpty(server)
  proxy.hang()
  const load = startLoad(server.url, account.key, { service: 'hanging' })
  const outage = sleep(SECONDS * 1000)
  await waitUntil('the spool is at its bound', () => load.refused() > 0, PATIENCE_MS)
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  // The first ones time out after half a minute.
  if (SECONDS > 40) await waitUntil('the circuit opens', () => circuitShows(server, 'open'), PATIENCE_MS)
  await outage
  proxy.pass()

  await waitUntil('inserts have timed out', () => server.output().includes('Timeout error'), PATIENCE_MS)
  await waitUntil('the circuit closes', () => circuitShows(server, 'closed'), PATIENCE_MS)
  await linesComeIn(load)
  await load.stop()
  await spoolIsEmpty(server)
  await proxy.release()
  expectExactlyOnce(load, await outcome(load), server)
}, PATIENCE_MS * 3)
