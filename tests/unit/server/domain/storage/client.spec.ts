import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createStorageClients, type StorageClients } from '~~/server/domain/storage/client'

/** Answers at once, but `SELECT slow` after longer than the client's own timers would run. */
const SLOW_MS = 3_000

let server: Server
let clients: StorageClients
let connections: number

beforeEach(async () => {
  connections = 0
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => body += chunk.toString())
    request.on('end', () => setTimeout(() => response.end('{"n":1}\n'), body.includes('slow') ? SLOW_MS : 0))
  })
  server.on('connection', () => connections++)
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  clients = createStorageClients({ url, user: 'u', password: 'p', database: 'd' })
})
afterEach(async () => {
  await clients.close()
  server.closeAllConnections()
  await new Promise(done => server.close(done))
})

const ask = async (query: string, abort_signal?: AbortSignal) =>
  (await clients.reader.query({ query, format: 'JSONEachRow', ...abort_signal && { abort_signal } })).json()

describe('the client for reading', () => {
  it('does not end a query because another was given up before it had its connection', async () => {
    await ask('SELECT fast')
    const left = new AbortController()
    const givenUp = ask('SELECT given up', left.signal)
    left.abort()
    await expect(givenUp).rejects.toThrow(/abort/i)
    // On the connection that the first one left, and the second was about to have.
    expect(await ask('SELECT slow')).toEqual([{ n: 1 }])
  })

  it('keeps its connection from one query to the next', async () => {
    for (let n = 0; n < 3; n++) await ask('SELECT fast')
    expect(connections).toBe(1)
  })
})
