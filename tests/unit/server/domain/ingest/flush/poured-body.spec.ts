import { createServer, request, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { PouredBody } from '../../../../../../server/domain/ingest/flush/poured-body'
import { waitUntil } from '../../../../../fixtures/wait'

const PIECES = 60
const PIECE_BYTES = 200_000
const stops: (() => void)[] = []
afterEach(() => stops.splice(0).forEach(stop => stop()))

/** Pieces that all stand in the same memory, each of a letter of its own. */
function setUp(pieces = PIECES) {
  const state = { made: 0, ended: false }
  const memory = Buffer.alloc(PIECE_BYTES)
  async function* make() {
    try {
      for (; state.made < pieces; state.made++) yield memory.fill(65 + state.made % 26)
    }
    finally {
      state.ended = true
    }
  }
  return { state, body: new PouredBody(make()) }
}

async function listen(take: (incoming: IncomingMessage) => void): Promise<number> {
  const server = createServer((incoming, answer) => {
    take(incoming)
    incoming.once('end', () => answer.end())
  }).listen(0, '127.0.0.1')
  stops.push(() => {
    server.closeAllConnections()
    server.close()
  })
  await new Promise(done => server.once('listening', done))
  return (server.address() as AddressInfo).port
}

const post = (port: number) => request({ host: '127.0.0.1', port, method: 'POST', agent: false })

describe('a body from memory that is used again', () => {
  it('arrives as it was made, however slowly it is read', async () => {
    const found: Buffer[] = []
    const port = await listen((incoming) => {
      incoming.pause().on('data', (piece: Buffer) => found.push(piece))
      setTimeout(() => incoming.resume(), 100)
    })
    const { body, state } = setUp()
    await pipeline(body, post(port).on('response', answer => answer.resume()))
    await waitUntil('all has come', () => found.reduce((sum, { length }) => sum + length, 0) === PIECES * PIECE_BYTES)
    const bytes = Buffer.concat(found)
    for (let i = 0; i < PIECES; i++) expect(bytes.subarray(i * PIECE_BYTES, (i + 1) * PIECE_BYTES).equals(Buffer.alloc(PIECE_BYTES, 65 + i % 26))).toBe(true)
    expect(state).toEqual({ made: PIECES, ended: true })
  })

  it('makes no piece before the one before is written', async () => {
    const { body, state } = setUp()
    const target = new PassThrough({ highWaterMark: 1 })
    body.pipe(target)
    target.once('readable', () => target.read())
    await waitUntil('the first piece is written', () => state.made === 1)
    await new Promise(done => setImmediate(done))
    expect(state.made).toBe(1)
    body.destroy()
    await waitUntil('nothing is made any more', () => state.ended)
  })

  it('ends its pieces where the other side goes away', async () => {
    const port = await listen(incoming => incoming.once('data', () => incoming.destroy()))
    const { body, state } = setUp(1e6)
    await expect(pipeline(body, post(port))).rejects.toThrow()
    await waitUntil('nothing is made any more', () => state.ended)
  })

  it('passes on why a piece could not be made', async () => {
    async function* broken() {
      yield Buffer.from('one')
      throw new RangeError('damaged')
    }
    await expect(pipeline(new PouredBody(broken()), new PassThrough().resume())).rejects.toThrow(RangeError)
  })

  it('refuses to be read in other ways, since pieces would be written over', async () => {
    const { body } = setUp()
    await expect(body.toArray()).rejects.toThrow('can only be piped')
  })
})
