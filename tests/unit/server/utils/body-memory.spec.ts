import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '~~/server/domain/kernel/errors'
import { BodyMemory } from '~~/server/utils/ingest-body'
import { MB, startIngest, until } from './ingest-server'

class WatchedMemory extends BodyMemory {
  peak = 0

  override open(key: string) {
    const account = super.open(key)
    const take = account.take.bind(account)
    account.take = (bytes) => {
      take(bytes)
      this.peak = Math.max(this.peak, this.used)
    }
    return account
  }
}

let server: Awaited<ReturnType<typeof startIngest>>
afterEach(() => server?.stop())

describe('memory of bodies', () => {
  it('has a bound and a share for each key, and gets back what was taken, once', () => {
    const memory = new BodyMemory(100, 0)
    const [one, two, other] = [memory.open('a'), memory.open('a'), memory.open('b')]
    one.take(40)
    expect(() => two.take(11)).toThrow(/This API key/)
    other.take(50)
    expect(() => memory.open('c').take(11)).toThrow(/Too many/)
    one.close()
    one.close()
    two.take(50)
    expect(memory.used).toBe(100)
    two.give(20)
    two.give(100)
    other.close()
    expect(memory.used).toBe(0)
    expect(() => one.take(1)).toThrow(/done with/)
  })

  it('counts what a decoder keeps beside the body: as much of its window as was filled', async () => {
    const text = Buffer.alloc(6 * MB, 'a line of text\n')
    const memory = new WatchedMemory(64 * MB)
    server = await startIngest({ memory, maxBytes: 16 * MB })
    const peakOf = async (body: Uint8Array, encoding?: string) => {
      memory.peak = 0
      expect(await server.send(body, encoding)).toMatchObject({ length: text.length })
      return memory.peak / MB
    }
    const plain = await peakOf(gzipSync(text), 'gzip')
    const zstd = (windowLog: number) => zstdCompressSync(text, { params: { [constants.ZSTD_c_windowLog]: windowLog } })
    const brotli = (lgwin: number) => brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_LGWIN]: lgwin, [constants.BROTLI_PARAM_QUALITY]: 4 } })
    expect(await peakOf(zstd(17), 'zstd')).toBeCloseTo(plain, 0)
    expect(await peakOf(zstd(23), 'zstd')).toBeGreaterThan(plain + 3)
    expect(await peakOf(brotli(16), 'br')).toBeCloseTo(plain, 0)
    expect(await peakOf(brotli(22), 'br')).toBeGreaterThan(plain + 3)
    await until(() => server.open() === 0)
    expect(memory.used).toBe(0)
  })

  it('is not held by what is only announced', async () => {
    server = await startIngest({ memory: new BodyMemory(64 * MB), maxBytes: 16 * MB })
    const idle = Array.from({ length: 50 }, () => server.start({ 'content-length': 16 * MB }))
    const begun = server.start({ 'content-length': 16 * MB })
    begun.sending.write('{')
    await until(() => server.open() === 51 && server.memory.used > 0)
    expect(server.memory.used).toBeLessThanOrEqual(256 * 1024)
    expect(await server.send(Buffer.alloc(8 * MB))).toMatchObject({ length: 8 * MB })
    for (const { sending } of [...idle, begun]) sending.destroy()
    await until(() => server.open() === 0)
    expect([server.memory.used, server.buffers.lent.size]).toEqual([0, 0])
  })

  it('stays within its bound when small bodies grow and never end; others are let in', async () => {
    server = await startIngest({ memory: new BodyMemory(64 * MB, 0), maxBytes: 16 * MB })
    const withheld = gzipSync(Buffer.alloc(12 * MB)).subarray(0, -10)
    const started = Array.from({ length: 20 }, () => {
      const { sending, answer } = server.start({ 'content-encoding': 'gzip', 'content-length': withheld.length + 10, 'x-key': 'greedy' })
      sending.write(withheld)
      return { sending, answer }
    })
    const refusal = await Promise.any(started.map(({ answer }) => answer))
    expect(refusal).toMatchObject({ status: 503, retryAfter: '1', text: expect.stringContaining('This API key') })
    expect(server.memory.used).toBeLessThanOrEqual(32 * MB)
    await until(() => server.open() <= 3)
    expect(server.memory.used).toBeLessThanOrEqual(32 * MB)
    expect(await server.send(Buffer.alloc(10 * MB))).toMatchObject({ length: 10 * MB })
    for (const { sending } of started) sending.destroy()
    await until(() => server.open() === 0)
    expect([server.memory.used, server.buffers.lent.size]).toEqual([0, 0])
  })

  it('is given back when the sender goes away in the middle, also of a decompression', async () => {
    server = await startIngest()
    for (const encoding of ['identity', 'gzip']) {
      const { sending } = server.start({ 'content-length': 1000, 'content-encoding': encoding })
      sending.write(encoding === 'gzip' ? gzipSync('x'.repeat(1000)).subarray(0, 12) : 'only')
      await until(() => server.memory.used > 0)
      sending.destroy()
      await until(() => server.open() === 0)
      expect([server.memory.used, server.buffers.lent.size]).toEqual([0, 0])
    }
  })

  it('is an AppError that says when to come back', () => {
    expect(() => new BodyMemory(1, 0).open('a').take(2)).toThrow(AppError)
  })
})

describe('the pace of bodies', () => {
  it('ends a body of which nothing more comes', async () => {
    server = await startIngest({ patience: { tickMs: 20, idleTicks: 6, bytesPerTick: 0 } })
    for (const encoding of ['identity', 'gzip']) {
      const { sending, answer } = server.start({ 'content-length': 1000, 'content-encoding': encoding })
      sending.write(encoding === 'gzip' ? gzipSync('x').subarray(0, 12) : 'some')
      expect(await answer).toMatchObject({ status: 400, text: expect.stringContaining('Nothing more of the body came') })
      expect([server.memory.used, server.buffers.lent.size]).toEqual([0, 0])
      sending.destroy()
    }
  })

  it('ends a body that drips', async () => {
    server = await startIngest({ patience: { tickMs: 30, idleTicks: 4, bytesPerTick: 100 } })
    const { sending, answer } = server.start({ 'content-length': 100_000 })
    const drip = setInterval(() => sending.write('x'), 5)
    expect(await answer).toMatchObject({ status: 400, text: expect.stringContaining('too slowly') })
    clearInterval(drip)
    sending.destroy()
    expect(server.memory.used).toBe(0)
  })

  it('lets one go on that is slow, but gets on', async () => {
    server = await startIngest({ patience: { tickMs: 20, idleTicks: 6, bytesPerTick: 1 } })
    const { sending, answer } = server.start({ 'transfer-encoding': 'chunked' })
    for (let i = 0; i < 30; i++) {
      sending.write('x'.repeat(100))
      await new Promise(done => setTimeout(done, 20))
    }
    sending.end()
    expect(await answer).toMatchObject({ status: 200, text: expect.stringContaining('3000') })
  })
})
