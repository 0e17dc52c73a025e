import { brotliCompressSync, constants, createZstdCompress, zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { brotliWindow, zstdWindow } from '~~/server/utils/decoder-window'

const MB = 1024 * 1024
const text = Buffer.alloc(3 * MB, 'a line of text\n')

/** In a stream the compressor does not know how much will come. */
async function zstdStream(windowLog: number): Promise<Buffer> {
  const compress = createZstdCompress({ params: { [constants.ZSTD_c_windowLog]: windowLog, [constants.ZSTD_c_contentSizeFlag]: 0 } })
  compress.write(text.subarray(0, MB))
  compress.end(text.subarray(MB))
  const pieces: Buffer[] = []
  for await (const piece of compress) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

describe('the window of a compressed body', () => {
  it.each([10, 16, 17, 18, 21, 22, 24])('is read from Brotli: 2^%d', (lgwin) => {
    const head = brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_LGWIN]: lgwin, [constants.BROTLI_PARAM_QUALITY]: 5 } }).subarray(0, 1)
    expect(brotliWindow(head)).toBe(2 ** lgwin)
  })

  it.each([17, 20, 23, 27])('is read from a stream of zstd: 2^%d', async (windowLog) => {
    expect(zstdWindow((await zstdStream(windowLog)).subarray(0, 18))).toBe(2 ** windowLog)
  })

  it.each([0, 100, 255, 256, 5000, 70_000, MB])('is the content of a zstd frame in one piece: %d bytes', (bytes) => {
    expect(zstdWindow(zstdCompressSync(text.subarray(0, bytes)).subarray(0, 18))).toBe(bytes)
  })

  it('is not known before the header is there, and nothing for what is skipped or is something else', () => {
    const head = zstdCompressSync(text.subarray(0, 70_000))
    expect([0, 4, 5, 8].map(bytes => zstdWindow(head.subarray(0, bytes)))).toEqual([0, 0, 0, 0])
    expect([zstdWindow(Buffer.from('502a4d18ffffffff', 'hex')), zstdWindow(Buffer.from('not zstd')), brotliWindow(Buffer.alloc(0))]).toEqual([0, 0, 0])
  })
})
