/** Readers that don't read must not keep others from reading. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signUp, type Account } from '../fixtures/account'
import { queryPage } from '../fixtures/query'
import { startServer, type TestServer } from '../fixtures/server'
import { waitUntil } from '../fixtures/wait'

/** More than the system buffers for a connection. */
const LINES = 300
const LINE_BYTES = 64 * 1024
const READERS = 36
const EVER = { start: '2000-01-01T00:00:00Z', end: '2100-01-01T00:00:00Z' }

let server: TestServer
let alice: Account
let bob: Account
const sockets: Socket[] = []

beforeAll(async () => {
  server = await startServer()
  alice = await signUp(server.url, 'alice@example.com')
  bob = await signUp(server.url, 'bob@example.com')
  const body = `${JSON.stringify({ message: 'x'.repeat(LINE_BYTES) })}\n`.repeat(LINES)
  await fetch(`${server.url}/ingest`, { method: 'POST', headers: { 'x-api-key': alice.key }, body })
  await waitUntil('the lines can be read', async () => (await queryPage(server.url, alice.key, { ...EVER, limit: 5000 })).summary.count === LINES)
})
afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  await server?.stop()
})

/** Asks for everything; the answer's head is all that is read of it. */
async function openStuck(): Promise<string> {
  const { port, hostname } = new URL(server.url)
  const body = JSON.stringify({ ...EVER, limit: 5000 })
  const socket = connect(Number(port), hostname)
  sockets.push(socket)
  socket.on('error', () => {})
  socket.write(`POST /query HTTP/1.1\r\nHost: x\r\nX-API-Key: ${alice.key}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
  const [chunk] = await once(socket, 'data') as [Buffer]
  socket.pause()
  return chunk.toString('latin1', 0, 2000)
}

const read = (key: string) => fetch(`${server.url}/query`, {
  method: 'POST', headers: { 'content-type': 'application/json', 'x-api-key': key }, body: JSON.stringify({ ...EVER, limit: 1 }),
  signal: AbortSignal.timeout(60_000),
})

describe('readers that do not read', () => {
  it('are refused past a number, keep nobody else waiting, and are cut off', async () => {
    const heads = await Promise.all(Array.from({ length: READERS }, openStuck))
    const refused = heads.filter(head => head.startsWith('HTTP/1.1 429'))
    expect(heads.filter(head => head.startsWith('HTTP/1.1 200'))).toHaveLength(12)
    expect(refused).toHaveLength(READERS - 12)
    expect(refused[0]).toMatch(/retry-after: 1\r/i)

    expect((await read(bob.key)).status).toBe(200)
    await waitUntil('it says that it is ready', async () => (await fetch(`${server.url}/ready`)).status === 200)
    // None of them was cut off meanwhile.
    expect((await read(alice.key)).status).toBe(429)

    await waitUntil('the readers are cut off', async () => (await read(alice.key)).status === 200)
    expect(await (await fetch(`${server.url}/metrics`)).text()).toContain('cordwood_clickhouse_circuit{client="writer",state="closed"} 1')
  })
})
