import { connect } from 'node:net'
import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MB, startIngest, until } from './ingest-server'

let server: Awaited<ReturnType<typeof startIngest>>
beforeAll(async () => {
  server = await startIngest()
})
afterAll(async () => {
  await until(() => server.open() === 0)
  expect([server.memory.used, server.buffers.lent.size]).toEqual([0, 0])
  await server.stop()
})
const send = (body: Uint8Array, encoding?: string) => server.send(body, encoding)

const text = Buffer.from('{"message":"hello"}\n'.repeat(1000))
type Compress = (body: Buffer) => Buffer
// Its default quality takes seconds for a bomb
const brotli: Compress = body => brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } })
const CODINGS: [string, Compress][] = [['gzip', gzipSync], ['deflate', deflateSync], ['br', brotli], ['zstd', zstdCompressSync]]

/** Sends the pieces one by one, so that the server sees each alone. */
async function sendSlowly(pieces: Uint8Array[], encoding: string): Promise<Record<string, unknown>> {
  const { sending, answer } = server.start({ 'content-encoding': encoding, 'transfer-encoding': 'chunked' })
  sending.setNoDelay(true)
  for (const piece of pieces) {
    sending.write(piece)
    await new Promise(done => setTimeout(done, 20))
  }
  sending.end()
  return JSON.parse((await answer).text) as Record<string, unknown>
}

describe('ingest bodies', () => {
  it.each<[string, Uint8Array]>([
    ['gzip', gzipSync(text)], ['x-gzip', gzipSync(text)], ['deflate', deflateSync(text)], ['br', brotliCompressSync(text)],
    ['zstd', zstdCompressSync(text)], ['identity', text], ['GZIP', gzipSync(text)],
  ])('reads %s', async (encoding, body) => {
    expect(await send(body, encoding)).toEqual({ length: text.length, head: '{"message":"hello"}\n' })
  })

  it('hands snappy on as it is: Loki’s decoder unpacks it', async () => {
    expect(await send(text, 'snappy')).toMatchObject({ length: text.length })
    expect(await send(Buffer.alloc(MB + 1), 'snappy')).toMatchObject({ code: 'too_large' })
  })

  it('reads an empty body', async () => {
    expect(await send(Buffer.alloc(0))).toEqual({ length: 0, head: '' })
  })

  it('keeps bodies that are read at once apart', async () => {
    const bodies = Array.from({ length: 30 }, (_, i) => Buffer.from(`body ${i % 10} `.repeat(5000 * (i % 3 + 1))))
    const answers = await Promise.all(bodies.map((body, i) => send(i % 2 ? body : zstdCompressSync(body), i % 2 ? undefined : 'zstd')))
    expect(answers).toEqual(bodies.map(body => ({ length: body.length, head: body.toString('utf8', 0, 20) })))
  })

  it('frees each piece of what was received as soon as it is copied', async () => {
    const pieces: Buffer[] = []
    const watched = await startIngest({ onPiece: piece => pieces.push(piece) })
    const body = Buffer.alloc(MB, 'line ')
    expect(await watched.send(body)).toMatchObject({ length: MB, head: 'line line line line ' })
    expect(pieces.length).toBeGreaterThan(1)
    expect(pieces.filter(piece => piece.buffer.byteLength > 0)).toEqual([])
    await watched.stop()
  })

  it('refuses a body over the bound', async () => {
    expect(await send(Buffer.alloc(MB + 1))).toMatchObject({ code: 'too_large' })
  })

  it.each(CODINGS)('cuts a %s bomb off while it grows', async (encoding, compress) => {
    const bomb = compress(Buffer.alloc(20 * MB))
    const before = process.memoryUsage().arrayBuffers
    expect(await send(bomb, encoding)).toMatchObject({ code: 'too_large' })
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(15 * MB)
  })

  it('bounds what is received of a compressed body, announced or not', async () => {
    const empty = gzipSync(Buffer.alloc(0))
    const many = Buffer.concat(Array.from({ length: Math.ceil((MB + 1) / empty.length) }, () => empty))
    expect(await send(many, 'gzip')).toMatchObject({ code: 'too_large', message: expect.stringContaining('compressed body') })
    expect(await sendSlowly([many], 'gzip')).toMatchObject({ code: 'too_large', message: expect.stringContaining('compressed body') })
  })

  it.each(CODINGS)('refuses what is not %s', async (encoding) => {
    expect(await send(Buffer.from('plain text, no magic'), encoding)).toMatchObject({ code: 'bad_request' })
  })

  it.each(CODINGS)('refuses a truncated %s stream', async (encoding, compress) => {
    expect(await send(compress(text).subarray(0, -3), encoding)).toMatchObject({ code: 'bad_request' })
  })

  it.each(['lzma', 'gzip, gzip', 'constructor', '__proto__'])('refuses the coding %s', async (encoding) => {
    expect(await send(text, encoding)).toMatchObject({ code: 'unsupported_media_type' })
  })
})

describe('what follows the end of a compressed body', () => {
  const cut = (body: Buffer, at: number) => [body.subarray(0, at), body.subarray(at)]
  it.each<[string, Compress]>([['gzip', gzipSync], ['zstd', zstdCompressSync]])('is read: further frames of %s', async (encoding, compress) => {
    const frame = compress(text)
    const two = Buffer.concat([frame, frame])
    expect(await send(two, encoding)).toMatchObject({ length: 2 * text.length })
    expect(await send(Buffer.concat(Array.from({ length: 30 }, () => frame)), encoding)).toMatchObject({ length: 30 * text.length })
    for (const at of [frame.length, frame.length + 2, frame.length - 2]) {
      expect(await sendSlowly(cut(two, at), encoding), `cut at ${at} of ${frame.length}`).toMatchObject({ length: 2 * text.length })
      expect(await sendSlowly(cut(two.subarray(0, -3), at), encoding)).toMatchObject({ code: 'bad_request' })
    }
  })

  it('is left out: skippable frames of zstd', async () => {
    const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4])
    const frame = zstdCompressSync(text)
    expect(await send(Buffer.concat([skippable, frame, skippable, frame]), 'zstd')).toMatchObject({ length: 2 * text.length })
  })

  it('is refused: more zstd frames than anyone needs', async () => {
    const frame = zstdCompressSync(Buffer.alloc(0))
    expect(await send(Buffer.concat(Array.from({ length: 5000 }, () => frame)), 'zstd')).toMatchObject({ code: 'bad_request', message: expect.stringContaining('frames') })
  })

  it.each<[string, Compress]>([['deflate', deflateSync], ['br', brotli]])('is refused: a second stream of %s', async (encoding, compress) => {
    const stream = compress(text)
    const refusal = { code: 'bad_request', message: expect.stringContaining('After the end') }
    expect(await send(Buffer.concat([stream, stream]), encoding)).toMatchObject(refusal)
    expect(await sendSlowly([stream, stream], encoding)).toMatchObject(refusal)
  })

  it.each(CODINGS)('is refused: garbage after %s', async (encoding, compress) => {
    expect(await send(Buffer.concat([compress(text), Buffer.from('garbage')]), encoding)).toMatchObject({ code: 'bad_request' })
    expect(await sendSlowly([compress(text), Buffer.from('garbage')], encoding)).toMatchObject({ code: 'bad_request' })
  })

  it('may be zeros after gzip, and nothing after these', async () => {
    const padded = Buffer.concat([gzipSync(text), Buffer.alloc(100)])
    expect(await send(padded, 'gzip')).toMatchObject({ length: text.length })
    expect(await sendSlowly([padded, Buffer.alloc(10)], 'gzip')).toMatchObject({ length: text.length })
    expect(await send(Buffer.concat([padded, gzipSync(text)]), 'gzip')).toMatchObject({ code: 'bad_request' })
    expect(await sendSlowly([padded, Buffer.from('x')], 'gzip')).toMatchObject({ code: 'bad_request' })
  })
})

describe('a refusal in the middle of a body', () => {
  it('reaches a client that reads only after it has sent everything', async () => {
    const bytes = 6 * MB
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(server.port, '127.0.0.1')
      socket.pause()
      socket.write(`POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${bytes}\r\n\r\n`)
      socket.on('error', reject).on('data', piece => resolve(String(piece)))
      const write = (left: number) => {
        if (left === 0) socket.resume()
        else socket.write(Buffer.alloc(MB), () => setTimeout(write, 20, left - MB))
      }
      write(bytes)
    })
    expect(answer).toMatch(/^HTTP\/1.1 413/)
  })
})
