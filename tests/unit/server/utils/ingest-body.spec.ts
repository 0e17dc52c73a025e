import { createServer, request as httpRequest, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BodyMemory, readIngestBody } from '~~/server/utils/ingest-body'
import { BufferPool } from '~~/server/domain/kernel/buffer-pool'
import { AppError } from '~~/server/domain/kernel/errors'

const LIMIT = 1024 * 1024
const server = createServer((request, response) => {
  readIngestBody(request, LIMIT, new BufferPool(0)).then(
    body => response.end(JSON.stringify({ length: body.length, head: body.toString('utf8', 0, 20) })),
    (error: AppError) => response.writeHead(400, { connection: 'close' }).end(JSON.stringify({ code: error.code, message: error.message })),
  )
})
let port = 0
beforeAll(() => new Promise<void>(resolve => server.listen(0, '127.0.0.1', () => {
  port = (server.address() as AddressInfo).port
  resolve()
})))
afterAll(() => new Promise(resolve => server.close(resolve)))

async function send(body: Uint8Array, encoding?: string): Promise<Record<string, unknown>> {
  const headers = encoding === undefined ? undefined : { 'content-encoding': encoding }
  const response = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: body as BodyInit, headers })
  return await response.json() as Record<string, unknown>
}

describe('ingest bodies', () => {
  const text = Buffer.from('{"message":"hello"}\n'.repeat(1000))

  it.each<[string, Uint8Array]>([
    ['gzip', gzipSync(text)], ['x-gzip', gzipSync(text)], ['deflate', deflateSync(text)], ['br', brotliCompressSync(text)],
    ['zstd', zstdCompressSync(text)], ['identity', text], ['GZIP', gzipSync(text)],
  ])('reads %s', async (encoding, body) => {
    expect(await send(body, encoding)).toEqual({ length: text.length, head: '{"message":"hello"}\n' })
  })

  it('reads gzip of several members, as concatenated files are', async () => {
    expect(await send(Buffer.concat([gzipSync(text), gzipSync(text)]), 'gzip')).toMatchObject({ length: 2 * text.length })
  })

  it('hands snappy on as it is: Loki’s decoder unpacks it', async () => {
    expect(await send(text, 'snappy')).toMatchObject({ length: text.length })
    expect(await send(Buffer.alloc(LIMIT + 1), 'snappy')).toMatchObject({ code: 'too_large' })
  })

  it('reads an empty body', async () => {
    expect(await send(Buffer.alloc(0))).toEqual({ length: 0, head: '' })
  })

  it('refuses a body over the bound', async () => {
    expect(await send(Buffer.alloc(LIMIT + 1))).toMatchObject({ code: 'too_large' })
  })

  it.each<[string, (body: Buffer) => Uint8Array]>([['gzip', gzipSync], ['br', brotliCompressSync], ['zstd', zstdCompressSync]])(
    'cuts a %s bomb off while it grows', async (encoding, compress) => {
      const bomb = compress(Buffer.alloc(200 * 1024 * 1024))
      const before = process.memoryUsage().arrayBuffers
      expect(await send(bomb, encoding)).toMatchObject({ code: 'too_large' })
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 * 1024 * 1024)
    }, 60_000)

  it.each(['gzip', 'deflate', 'br', 'zstd'])('refuses what is not %s', async (encoding) => {
    expect(await send(Buffer.from('plain text, no magic'), encoding)).toMatchObject({ code: 'bad_request' })
  })

  it('refuses a truncated stream', async () => {
    expect(await send(gzipSync(text).subarray(0, 40), 'gzip')).toMatchObject({ code: 'bad_request' })
  })

  it.each(['lzma', 'gzip, gzip', 'constructor', '__proto__'])('refuses the coding %s', async (encoding) => {
    expect(await send(text, encoding)).toMatchObject({ code: 'unsupported_media_type' })
  })

  it('fails when the sender goes away in the middle', async () => {
    const seen = new Promise<string>((resolve) => {
      const inner = createServer((request: IncomingMessage, response) => {
        readIngestBody(request, LIMIT, new BufferPool(0)).catch((error: AppError) => resolve(error.code)).finally(() => {
          response.destroy()
          inner.close()
        })
      }).listen(0, '127.0.0.1', () => {
        const sending = httpRequest({ port: (inner.address() as AddressInfo).port, host: '127.0.0.1', method: 'POST', headers: { 'content-length': 1000 } })
        sending.on('error', () => {})
        sending.write('only a part')
        setTimeout(() => sending.destroy(), 50)
      })
    })
    expect(await seen).toBe('bad_request')
  })
})

describe('memory of bodies', () => {
  it('has a bound, takes a single body of any size, and gives back once', () => {
    const memory = new BodyMemory(100)
    const giveBack = memory.reserve(500)
    expect(() => memory.reserve(1)).toThrow(AppError)
    giveBack()
    giveBack()
    memory.reserve(60)
    expect(() => memory.reserve(60)).toThrow(/Send again/)
  })
})
