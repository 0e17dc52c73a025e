/** SIGTERM must end the server within seconds, whatever its clients do. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { signUp } from '../fixtures/account'
import { startServer, type TestServer } from '../fixtures/server'
import { waitUntil } from '../fixtures/wait'

let server: TestServer
const sockets: Socket[] = []

/** A connection that has sent so much. */
async function open(text: string): Promise<Socket> {
  const { port, hostname } = new URL(server.url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.write(text)
  sockets.push(socket)
  return socket
}

async function refusesConnections(): Promise<boolean> {
  const { port, hostname } = new URL(server.url)
  const socket = connect(Number(port), hostname)
  const connected = await once(socket, 'connect').then(() => true, () => false)
  socket.destroy()
  return !connected
}

beforeEach(async () => {
  server = await startServer()
})
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await server.stop()
})

it('keeps idle connections longer than proxies do', async () => {
  const idle = await open('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
  const [answer] = await once(idle, 'data') as [Buffer]
  expect(answer.toString()).toContain('Keep-Alive: timeout=75')
})

describe('a server that is told to stop', () => {
  it('waits neither for idle connections nor for a request that came in half', async () => {
    const { key } = await signUp(server.url, 'a@example.com')
    await open('')
    await open('POST /ingest HTTP/1.1\r\nHost: x\r\n')
    await open(`POST /ingest HTTP/1.1\r\nHost: x\r\nX-API-Key: ${key}\r\nContent-Length: 1000\r\n\r\n{"message":"half`)
    const idle = await open('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
    await once(idle, 'data')
    const startedAt = performance.now()
    await server.stop()
    // Nitro would wait for 30 s, which ends before the time of an idle connection.
    expect(performance.now() - startedAt).toBeLessThan(25_000)
    expect(server.output()).toContain('platform stopped')
  })

  it('answers the request that it is at', async () => {
    const { key } = await signUp(server.url, 'a@example.com')
    const body = '{"message":"whole"}'
    const socket = await open(`POST /ingest HTTP/1.1\r\nHost: x\r\nX-API-Key: ${key}\r\nExpect: 100-continue\r\nContent-Length: ${body.length}\r\n\r\n`)
    // It is at it when it says that it wants the body.
    const [wanted] = await once(socket, 'data') as [Buffer]
    expect(wanted.toString()).toMatch(/^HTTP\/1\.1 100/)
    socket.write(body.slice(0, 5))
    const stopped = server.stop()
    await waitUntil('nobody else is let in', refusesConnections)
    socket.write(body.slice(5))
    const [answer] = await once(socket, 'data') as [Buffer]
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 2/)
    await stopped
  })
})
