import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import type { H3Event } from 'h3'
import type { Platform } from '~~/server/utils/platform'
import { QueryTurns } from '~~/server/utils/query-turns'
import { beginReading, cutWhenStuck } from '~~/server/utils/reading'
import { RunningQueries } from '~~/server/utils/running-queries'

const STUCK_MS = 300

let server: Server
let client: Socket

/** One request to a server that answers with `answer`. */
async function open(answer: (res: ServerResponse) => void, stuckMs = STUCK_MS): Promise<ServerResponse> {
  let found: ServerResponse | undefined
  server = createServer((_, res) => {
    found = res
    cutWhenStuck(res, stuckMs)
    answer(res)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  client.on('error', () => {})
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  await expect.poll(() => found).toBeDefined()
  return found as ServerResponse
}

/** As fast as the client takes it, without an end. */
function endless(res: ServerResponse): void {
  const more = () => {
    while (!res.destroyed && res.write('x'.repeat(65_536))) { /* the next */ }
  }
  res.on('drain', more)
  more()
}

afterEach(() => {
  client.destroy()
  server.close()
})

describe('cutWhenStuck', () => {
  it('ends the connection of a client that does not read', async () => {
    const res = await open(endless)
    client.pause()
    await expect.poll(() => res.destroyed).toBe(true)
  })

  it('lets a client read as slowly as it likes', async () => {
    // Client and server are one process: while it is held up, neither gets on.
    const stuckMs = 1000
    const res = await open(endless, stuckMs)
    let bytes = 0
    client.on('data', (chunk) => {
      bytes += chunk.length
      client.pause()
      setTimeout(() => client.resume(), 5)
    })
    await sleep(stuckMs * 3)
    expect(res.destroyed).toBe(false)
    expect(bytes).toBeGreaterThan(0)
  })

  it('waits for an answer that takes its time', async () => {
    const res = await open(() => {})
    client.resume()
    await sleep(STUCK_MS * 3)
    expect(res.destroyed).toBe(false)
    endless(res)
    client.pause()
    await expect.poll(() => res.destroyed).toBe(true)
  })
})

describe('beginReading', () => {
  const reader = { kind: 'key', keyId: 'k', projectId: 'p' } as const
  const id = '3b241101-e2bb-4255-8caf-4136c566a962'
  const begin = (res: ServerResponse, queryTurns: QueryTurns, runningQueries: RunningQueries) =>
    beginReading({ node: { res }, context: { platform: { queryTurns, runningQueries } as Platform } } as unknown as H3Event, reader, id)

  it('takes a turn until the client leaves', async () => {
    const [turns, running] = [new QueryTurns({ each: 1, all: 1 }), new RunningQueries()]
    const res = await open(() => {})
    const signal = begin(res, turns, running)
    expect(() => turns.take(reader)).toThrow(expect.objectContaining({ code: 'rate_limited' }))
    client.destroy()
    await expect.poll(() => signal.aborted).toBe(true)
    expect(() => turns.take(reader)).not.toThrow()
  })

  it('takes none for a client that has left already', async () => {
    const [turns, running] = [new QueryTurns({ each: 1, all: 1 }), new RunningQueries()]
    const res = await open(() => {})
    client.destroy()
    await expect.poll(() => res.closed).toBe(true)
    expect(begin(res, turns, running).aborted).toBe(true)
    expect(() => turns.take(reader)).not.toThrow()
    expect(() => running.begin(reader, id)).not.toThrow()
  })
})
