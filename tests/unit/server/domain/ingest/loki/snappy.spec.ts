import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { uncompressSnappy } from '~~/server/domain/ingest/loki/snappy'
import { stored, varint } from './support'

// Google's own implementation, which winston-loki brings along.
const snappy = createRequire(createRequire(import.meta.url).resolve('winston-loki'))('snappy') as { compressSync(input: Buffer): Buffer }
const MB = 1024 * 1024

describe('uncompressSnappy', () => {
  it.each<[string, Buffer]>([
    ['nothing', Buffer.alloc(0)], ['a byte', Buffer.from('a')], ['a word', Buffer.from('hello hello hello')], ['zeros', Buffer.alloc(300_000)],
    ['lines', Buffer.from(Array.from({ length: 5000 }, (_, i) => `{"level":"info","n":${i},"msg":"request ${i * 7919 % 1000} done"}`).join('\n'))],
    ['noise', Buffer.from(Array.from({ length: 100_000 }, (_, i) => Math.imul(i, 2_654_435_761) >>> 13 & 255))],
    ['unicode', Buffer.from('grüße 🪵 '.repeat(3000))],
  ])('unpacks %s as Snappy itself packs it', (_name, bytes) => {
    expect(uncompressSnappy(snappy.compressSync(bytes), MB * 4)).toEqual({ bytes })
  })

  it.each<[string, Buffer]>([
    ['nothing at all', Buffer.alloc(0)], ['a length without end', Buffer.from([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF])],
    ['too little', Buffer.from([5, 0, 65])], ['too much', Buffer.from([1, 4, 65, 66])], ['a literal past the end', Buffer.from([9, 32, 65])],
    ['a copy of nothing', Buffer.from([4, 1, 0])], ['a copy from before the start', Buffer.from([8, 0, 65, 0b1101, 9])],
    ['offset 0', Buffer.from([5, 0, 65, 1, 0])], ['a copy cut off', Buffer.from([5, 0, 65, 2, 1])], ['4 GB of length', Buffer.concat([varint(2 ** 32 - 1), Buffer.alloc(100)])],
    ['a literal length cut off', Buffer.from([5, 63 << 2, 1])], ['a text', Buffer.from('{"streams":[]}')],
  ])('refuses %s', (_name, block) => expect(uncompressSnappy(block, MB)).toEqual({ failure: 'broken' }))

  it('refuses a bomb before taking memory for it', () => {
    const bomb = snappy.compressSync(Buffer.alloc(64 * MB))
    expect(bomb.length).toBeLessThan(4 * MB)
    const before = process.memoryUsage().arrayBuffers
    expect(uncompressSnappy(bomb, 16 * MB)).toEqual({ failure: 'too large' })
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(MB)
  })

  it('reads long offsets and literals of every length', () => {
    for (const length of [1, 59, 60, 61, 255, 256, 257, 65_535, 65_536, 65_537]) expect(uncompressSnappy(stored(Buffer.alloc(length, 7)), MB)).toEqual({ bytes: Buffer.alloc(length, 7) })
    // "ab", then a copy with an offset of four bytes
    expect(uncompressSnappy(Buffer.from([6, 4, 97, 98, 15, 2, 0, 0, 0]), MB)).toEqual({ bytes: Buffer.from('ababab') })
  })
})
