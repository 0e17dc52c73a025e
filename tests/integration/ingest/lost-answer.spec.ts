/**
 * ClickHouse took an insert and its answer is lost on the way: the insert is repeated without the rows that are there.
 * A proxy of the test's own stands before a real engine and cuts the connection in place of the answer.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startEngine, type EngineHandle } from '~~/server/domain/engine'
import { silentLogger } from '~~/server/domain/kernel/logger'
import { signUp } from '../../fixtures/account'
import { queryAll } from '../../fixtures/query'
import { startServer, type TestServer } from '../../fixtures/server'
import { metric, waitUntil } from '../../fixtures/wait'

const dataDir = mkdtempSync(join(tmpdir(), 'cordwood-lost-'))
let engine: EngineHandle
let proxy: Server
let server: TestServer
/** Answers of inserts that are still to be lost, and those that were. */
let toLose = 0
let lost = 0

beforeAll(async () => {
  engine = startEngine({ dataDir, logger: silentLogger, entry: resolve(import.meta.dirname, '../../../engine/main.ts') })
  await engine.whenReady()
  const target = new URL(engine.url)
  proxy = createServer((incoming, outgoing) => {
    const isInsert = /query=INSERT/i.test(incoming.url ?? '')
    const forwarded = request({ host: target.hostname, port: target.port, path: incoming.url, method: incoming.method, headers: incoming.headers }, (answer) => {
      if (isInsert && toLose > 0) {
        toLose--
        lost++
        // The engine has answered, so the rows are in the table; the client never hears of it.
        answer.resume().once('end', () => incoming.socket.destroy())
        return
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    forwarded.once('error', () => outgoing.destroy())
    incoming.pipe(forwarded)
  })
  await new Promise<void>(done => proxy.listen(0, '127.0.0.1', done))
  server = await startServer({ env: {
    CLICKHOUSE_URL: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, CLICKHOUSE_USER: engine.username, CLICKHOUSE_PASSWORD: engine.password,
  } })
})
afterAll(async () => {
  await server?.stop()
  proxy?.close()
  await engine?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

it('has every line once after answers of inserts were lost', async () => {
  const { key } = await signUp(server.url)
  toLose = 3
  const ids: string[] = []
  for (let batch = 0; batch < 5; batch++) {
    const lines = Array.from({ length: 500 }, (_, i) => `${batch}-${i}`)
    const answer = await fetch(`${server.url}/ingest`, {
      method: 'POST', headers: { 'x-api-key': key }, body: lines.map(id => JSON.stringify({ message: id })).join('\n'),
    })
    expect(answer.status).toBe(200)
    ids.push(...lines)
  }
  await waitUntil('the spool is empty', async () => await metric(server.url, 'cordwood_spool_segments') === 0)
  expect(lost).toBe(3)
  const stored = await queryAll(server.url, key, { start: Date.now() - 3_600_000, end: Date.now() + 60_000 })
  expect(stored.map(record => record.message).sort()).toEqual(ids.sort())
})
